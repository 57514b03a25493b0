//! The same bits in every order of blocks and threads, on every number of OS threads, and on
//! devices of any size.
#include <tuple>

#include <gtest/gtest.h>

#include "emulation/emulation.hpp"
#include "support/small_network.hpp"

namespace inferno::test {
namespace {

//! Fingerprint after steps by hand, recorded and profiled.
std::uint64_t fingerprint_on(BackendPointer const& backend)
{
    SmallNetwork network(backend);
    auto const program = record(*backend, [&] { network.step(); });
    network.show(0);
    program->run(26);
    network.step();
    program->profile(1);
    network.finish();
    network.show(1);
    program->run(6);
    return network.fingerprint();
}

std::uint64_t host_fingerprint()
{
    static std::uint64_t const found = fingerprint_on(make_backend("host", {1}));
    return found;
}

//! Order, OS threads, multiprocessors.
class OrdersTest : public testing::TestWithParam<std::tuple<std::uint64_t, int, int>> {
  protected:
    void SetUp() override { emulation::reset(); }
    void TearDown() override { emulation::reset(); }
};
INSTANTIATE_TEST_SUITE_P(Emulated,
                         OrdersTest,
                         testing::Values(std::tuple(0, 1, 4),
                                         std::tuple(0, 4, 4),
                                         std::tuple(1, 1, 4),
                                         std::tuple(1, 2, 16),
                                         std::tuple(1, 4, 1),
                                         std::tuple(2, 1, 16),
                                         std::tuple(2, 2, 4),
                                         std::tuple(2, 4, 132)));

TEST_P(OrdersTest, TheNetworkGivesTheBitsOfTheHost)
{
    auto const [order, threads, multiprocessors] = GetParam();
    emulation::set_order(order);
    emulation::set_threads(threads);
    emulation::set_multiprocessors(multiprocessors);
    EXPECT_EQ(fingerprint_on(make_backend("cuda")), host_fingerprint());
    EXPECT_EQ(emulation::last_fault(), "");
}

TEST(Orders, TheNetworkReadsNoMemoryThatNobodyWrote)
{
    emulation::reset();
    auto const work = [] {
        std::uint64_t const found = fingerprint_on(make_backend("cuda"));
        auto const* const bytes   = reinterpret_cast<std::byte const*>(&found);
        return std::vector<std::byte>(bytes, bytes + sizeof(found));
    };
    EXPECT_EQ(emulation::unwritten_memory_read_by(work), "");
}

}  // namespace
}  // namespace inferno::test
