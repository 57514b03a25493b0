//! One seed gives one result: for every backend, thread count, and way of running the steps.
#include <algorithm>
#include <functional>

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/small_network.hpp"

namespace inferno::test {
namespace {

constexpr Index steps = SmallNetwork::steps;

//! Runs the steps of one batch.
using Runner = std::function<void(SmallNetwork&, Program&)>;

void by_hand(SmallNetwork& network, Program&)
{
    for (Index step = 0; step < steps; ++step) {
        network.step();
    }
}
void in_one_go(SmallNetwork&, Program& program) { program.run(steps); }

//! Fingerprints after each of three batches, before the states are cleared.
std::vector<std::uint64_t> fingerprints(BackendPointer const& backend, Runner const& run)
{
    SmallNetwork network(backend);
    auto const program = record(*backend, [&] { network.step(); });
    std::vector<std::uint64_t> found;
    for (std::uint64_t picture = 0; picture < 3; ++picture) {
        network.show(picture);
        run(network, *program);
        found.push_back(network.fingerprint());
        network.finish();
    }
    return found;
}

std::vector<std::uint64_t> reference()
{
    static auto const found = fingerprints(make_backend("host", {1}), by_hand);
    return found;
}

class ReproducibilityTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(ReproducibilityTest);

TEST_P(ReproducibilityTest, StepsByHandGiveTheReference)
{
    EXPECT_EQ(fingerprints(backend, by_hand), reference());
}

TEST_P(ReproducibilityTest, ARecordedStepGivesTheSame)
{
    EXPECT_EQ(fingerprints(backend, in_one_go), reference());
}

TEST_P(ReproducibilityTest, StepsOneAtATimeGiveTheSame)
{
    EXPECT_EQ(fingerprints(backend,
                           [](SmallNetwork&, Program& program) {
                               for (Index step = 0; step < steps; ++step) {
                                   program.run(1);
                               }
                           }),
              reference());
}

TEST_P(ReproducibilityTest, APartedRunGivesTheSame)
{
    EXPECT_EQ(fingerprints(backend,
                           [](SmallNetwork&, Program& program) {
                               program.run(7);
                               program.run(13);
                               program.run(0);
                               program.run(steps - 20);
                           }),
              reference());
}

TEST_P(ReproducibilityTest, AProfiledRunGivesTheSame)
{
    EXPECT_EQ(fingerprints(backend,
                           [](SmallNetwork&, Program& program) {
                               EXPECT_FALSE(program.profile(steps).empty());
                           }),
              reference());
}

TEST_P(ReproducibilityTest, AMixtureOfAllGivesTheSame)
{
    EXPECT_EQ(fingerprints(backend,
                           [](SmallNetwork& network, Program& program) {
                               program.run(11);
                               network.step();
                               program.profile(5);
                               program.run(steps - 17);
                           }),
              reference());
}

TEST(Reproducibility, EveryThreadCountGivesTheSame)
{
    for (int const threads : {1, 2, 3, 5}) {
        BackendPointer const backend = make_backend("host", {threads});
        EXPECT_EQ(fingerprints(backend, by_hand), reference()) << threads << " threads";
        EXPECT_EQ(fingerprints(backend, in_one_go), reference()) << threads << " threads";
    }
}

TEST(Reproducibility, AnotherSeedGivesAnotherResult)
{
    BackendPointer const backend = make_backend("host", {1});
    SmallNetwork one(backend, 1), two(backend, 2);
    for (SmallNetwork* const network : {&one, &two}) {
        network->show(0);
        by_hand(*network, *record(*backend, [] {}));
    }
    EXPECT_NE(one.fingerprint(), two.fingerprint());
}

TEST(Reproducibility, TheNetworkIsAliveAndLearns)
{
    BackendPointer const backend = make_backend("host", {1});
    SmallNetwork network(backend);
    Reals const before = network.weight();
    network.show(0);
    by_hand(network, *record(*backend, [] {}));
    Fired const fired = network.spikes();
    EXPECT_GT(std::count(fired.begin(), fired.end(), 1), SmallNetwork::Size{}.batch * 20);
    EXPECT_LT(std::count(fired.begin(), fired.end(), 1), std::ssize(fired) / 5);
    Reals const after = network.weight();
    Index changed     = 0;
    for (std::size_t w = 0; w < after.size(); ++w) {
        changed += after[w] != before[w] ? 1 : 0;
    }
    EXPECT_GT(changed, std::ssize(after) / 4);
}

TEST(Reproducibility, ARecordedStepFusesLearningAndUpdate)
{
    BackendPointer const backend = make_backend("host", {1});
    SmallNetwork network(backend);
    Recorder const recorder(*backend);
    network.step();
    std::string const plan = recorder.plan().to_string();
    EXPECT_NE(plan.find("STDP + update"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("apply update"), std::string::npos) << plan;
    EXPECT_GE(recorder.plan().operations(), 4 * 8192) << "too small to wake several threads";
}

}  // namespace
}  // namespace inferno::test
