//! Every call of the CUDA runtime is made to fail in turn: each failure is reported, nothing leaks,
//! nothing crashes, and a new backend works.
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "emulation/emulation.hpp"
#include "emulation/runtime_api.hpp"
#include "support/small_network.hpp"

namespace inferno::test {
namespace {

constexpr SmallNetwork::Size tiny{3, 12, 5};

//! All that a program does: builds a network, steps it, records it and what it fires, replays and
//! profiles it, reads results, and destroys everything.
std::uint64_t whole_life(std::string_view where = "cuda")
{
    BackendPointer const backend = make_backend(where);
    SmallNetwork network(backend, 1, tiny);
    network.show(0);
    std::vector<SpikeWord> fired;
    Recording recording(network.fired(), keep_in(fired), {9, 2});
    auto const step    = [&] { network.step(), recording.observe(); };
    auto const program = record(*backend, step);
    step();
    program->run(26);
    program->profile(1);
    recording.flush();
    network.finish();
    Hash hash;
    hash.add(std::span<SpikeWord const>(fired));
    return network.fingerprint() ^ hash.value();
}

//! Functions whose failure nobody needs to hear of: they release, from destructors.
bool is_release(std::string const& function)
{
    static std::set<std::string> const names = {"cudaFreeAsync",
                                                "cudaStreamDestroy",
                                                "cudaEventDestroy",
                                                "cudaFreeHost",
                                                "cudaGraphDestroy",
                                                "cudaGraphExecDestroy"};
    return names.count(function) == 1;
}

class FailureTest : public testing::TestWithParam<cudaError_t> {
  protected:
    void SetUp() override { emulation::reset(); }
    void TearDown() override { emulation::reset(); }
    static std::size_t calls_of_a_life()
    {
        static std::size_t const count = [] {
            std::size_t const before = emulation::calls();
            whole_life();
            return emulation::calls() - before;
        }();
        return count;
    }
};
INSTANTIATE_TEST_SUITE_P(Errors,
                         FailureTest,
                         testing::Values(cudaErrorMemoryAllocation,
                                         cudaErrorInvalidValue,
                                         cudaErrorIllegalAddress),
                         [](auto const& error) { return cudaGetErrorName(error.param); });

//! A block of a recording that has been read in time need not be waited for: so many calls more or
//! less are a matter of time.
constexpr std::size_t calls_of_timing = 8;

//! Calls that come in hundreds are made to fail now and then only.
std::size_t next_call(std::size_t call) { return call + (call < 300 ? 1 : 7); }

TEST_P(FailureTest, OfAnyCallIsReportedAndLeavesNothingBehind)
{
    cudaError_t const code             = GetParam();
    bool const sticky                  = code == cudaErrorIllegalAddress;
    emulation::Inventory const nothing = {};
    std::size_t const calls            = calls_of_a_life();
    ASSERT_EQ(emulation::inventory(), nothing);
    std::set<std::string> failed;
    for (std::size_t call = 1; call <= calls; call = next_call(call)) {
        std::optional<std::string> message;
        emulation::fail_call(call, code);
        try {
            whole_life();
        } catch (BackendError const& error) {
            message = error.what();
        }
        std::string const function = emulation::failed_function();
        SCOPED_TRACE("call " + std::to_string(call) + ", " + function);
        if (function.empty()) {
            emulation::reset();  // nothing is to fail later
            ASSERT_GT(call + calls_of_timing, calls) << "fewer calls than in the first life";
            break;
        }
        failed.insert(function);
        EXPECT_TRUE(message.has_value() || is_release(function) ||
                    is_release(emulation::function_after_failure()))
            << "nobody noticed";
        EXPECT_EQ(emulation::inventory(), nothing);
        if (!sticky) { EXPECT_EQ(cudaGetLastError(), cudaSuccess) << "a stale error is left"; }
        emulation::reset();
    }
    EXPECT_GT(failed.size(), 15U) << "functions that were made to fail";
    static std::uint64_t const host = whole_life("host");
    EXPECT_EQ(whole_life(), host);
}

}  // namespace
}  // namespace inferno::test
