//! Rules on dense connections do not touch weights and delays of which neither side has spiked:
//! these lie in memory that nobody may read.
#include <array>
#include <cmath>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inferno/learn/age_rule.hpp"
#include "inferno/learn/delayed_rule.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/rule_definition.hpp"

namespace inferno::test {
namespace {

//! Numbers of each source in pages of their own, which can be closed.
class Rows {
  public:
    Rows(Index rows, Real value)
        : rows_(rows),
          memory_(static_cast<Real*>(::mmap(nullptr,
                                            bytes_of_row() * static_cast<std::size_t>(rows),
                                            PROT_READ | PROT_WRITE,
                                            MAP_PRIVATE | MAP_ANONYMOUS,
                                            -1,
                                            0)))
    {
        std::fill(memory_, memory_ + rows * width(), value);
    }
    Rows(Rows const&)            = delete;
    Rows& operator=(Rows const&) = delete;
    ~Rows() { ::munmap(memory_, bytes_of_row() * static_cast<std::size_t>(rows_)); }

    static Index width() { return static_cast<Index>(bytes_of_row() / sizeof(Real)); }
    Real* data() { return memory_; }
    void allow(Index row, int what)
    {
        ASSERT_EQ(::mprotect(memory_ + row * width(), bytes_of_row(), what), 0);
    }
    void close(Index row) { allow(row, PROT_NONE); }
    Reals open()
    {
        for (Index row = 0; row < rows_; ++row) {
            allow(row, PROT_READ | PROT_WRITE);
        }
        return {memory_, memory_ + rows_ * width()};
    }

  private:
    static std::size_t bytes_of_row() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }
    Index rows_;
    Real* memory_;
};

constexpr Index sources = 3, batch = 33;

WeightPairs whole_pairs() { return pairs_of({sources, Rows::width(), batch}); }

//! Weights and delays, those of sources 0 and 2 closed.
struct Connection {
    Rows weight{sources, 0.5F}, delay_ms{sources, 2};

    Connection()
    {
        for (Index const source : {0, 2}) {
            weight.close(source);
            delay_ms.close(source);
        }
    }
    //! Weights by source that have changed.
    std::array<Index, sources> changed()
    {
        Reals const now = weight.open();
        std::array<Index, sources> count{};
        for (std::size_t k = 0; k < now.size(); ++k) {
            count[k / static_cast<std::size_t>(Rows::width())] += now[k] != 0.5F ? 1 : 0;
        }
        return count;
    }
};

TEST(Silence, NeitherWeightsNorDelaysAreReadThroughDelays)
{
    BackendPointer const cuda = make_backend("cuda");
    constexpr Index slots     = history_slots<FadingTrace>(4);
    Index const targets       = Rows::width();
    std::vector<SpikeWord> bits(static_cast<std::size_t>(2 * sources * (slots + 1)));
    bits[static_cast<std::size_t>(1 * (slots + 1) + 3)] = 0x10;  // two steps ago, source 1
    std::vector<SpikeWord> spiked(static_cast<std::size_t>(batch * words_for(targets)));
    Reals states(static_cast<std::size_t>(sources * slots / 8 * batch), 1);
    Reals const trace(static_cast<std::size_t>(batch * targets), 0.25F);
    Index const head = 5;
    Connection connection;
    DelayedSpikeRule rule;
    rule.pre.past     = {bits.data(), {states.data()}, sources, batch, slots, &head};
    rule.pre.delay_ms = connection.delay_ms.data();
    rule.pre.fast     = {{0.9F, 1, TraceMode::cumulative}, 10};
    rule.pre.rule     = {1, 4, 1e-4F, false, false};
    rule.post         = {spiked.data(), trace.data(), nullptr, targets, 1, 0};
    run_stage(*cuda,
              LearnUpdate<DelayedSpikeRule>{whole_pairs(), rule, {}, connection.weight.data()});
    EXPECT_EQ(connection.changed(), (std::array<Index, sources>{0, targets, 0}));

    // a target that spikes has its weight of every source changed
    bits.assign(bits.size(), 0);
    spiked[7] = 1;
    Connection opened;
    opened.delay_ms.open();
    opened.weight.open();
    rule.pre.delay_ms = opened.delay_ms.data();
    run_stage(*cuda, LearnUpdate<DelayedSpikeRule>{whole_pairs(), rule, {}, opened.weight.data()});
    EXPECT_EQ(opened.changed(), (std::array<Index, sources>{1, 1, 1}));
}

TEST(Silence, NorWhereTimesBetweenSpikesCount)
{
    BackendPointer const cuda = make_backend("cuda");
    Index const targets       = Rows::width();
    Reals pre_ms(static_cast<std::size_t>(batch * sources), std::nanf(""));
    pre_ms[4 * sources + 1] = 3;  // source 1 has spiked in sample 4
    Reals const post_ms(static_cast<std::size_t>(batch * targets), 1);
    Connection connection;
    AgeRule rule;
    rule.ages.pre_ms   = pre_ms.data();
    rule.ages.post_ms  = post_ms.data();
    rule.ages.delay_ms = connection.delay_ms.data();
    rule.ages.inputs   = sources;
    rule.ages.outputs  = targets;
    rule.ages.batch    = batch;
    rule.post          = {0.3F, 12};
    rule.pre           = {0.2F, 15};
    run_stage(*cuda, LearnUpdate<AgeRule>{whole_pairs(), rule, {}, connection.weight.data()});
    EXPECT_EQ(connection.changed(), (std::array<Index, sources>{0, targets, 0}));
}

}  // namespace
}  // namespace inferno::test
