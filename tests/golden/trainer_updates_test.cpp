//! What the original's trainers proposed, applied by our accumulators: parameters after each step.
#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden_trainer.hpp"

namespace inferno::test {
namespace {

class TrainerUpdates : public BackendTest {
  protected:
    void expect_same(GoldenCase const& golden)
    {
        SCOPED_TRACE(golden.name());
        auto const [name, array]    = trained_parameter(golden);
        auto const connection       = trained_connection(backend, golden);
        auto const [memory, layout] = connection->parameter(name);
        Accumulator& accumulator    = (*connection->updater())[name];
        for (Index step = 0; step < golden.size("steps"); ++step) {
            Reals const pos = recorded_part(golden, "pos", step, layout.shape);
            Reals const neg = recorded_part(golden, "neg", step, layout.shape);
            if (!pos.empty()) { accumulator.add_potentiation(layout.to_memory(pos)); }
            if (!neg.empty()) { accumulator.add_depression(layout.to_memory(neg)); }
            connection->update();
            Reals const after    = layout.from_memory(memory->download());
            Reals const expected = golden.expected_at(array, step);
            ASSERT_EQ(after, expected) << array << " after step " << step;
        }
    }
};
INFERNO_ON_EVERY_BACKEND(TrainerUpdates);

// Equal for all rules: only what proposes the parts can differ by a rounding.
TEST_P(TrainerUpdates, FollowFromWhatTheOriginalProposed)
{
    std::size_t cases = 0;
    for (std::string const& file : trainer_files()) {
        SCOPED_TRACE(file);
        for (GoldenCase const& golden : golden_cases(file)) {
            expect_same(golden);
            ++cases;
        }
    }
    EXPECT_EQ(cases, 162U);
}

}  // namespace
}  // namespace inferno::test
