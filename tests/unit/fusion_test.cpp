//! STDP and its update are recorded as one stage where that changes nothing, and as two otherwise.
#include <functional>

#include "inferno/network/accumulator.hpp"
#include "inferno/network/updater.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_stdp.hpp"

namespace inferno::test {
namespace {

class FusionTest : public BackendTest {
  protected:
    static constexpr Index size = 40;

    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend) { fresh(); }
    }
    //! Traces and a trainable weight that nothing has touched yet.
    void fresh(bool lateral = false)
    {
        memory =
            std::make_unique<StdpMemory>(backend, random_inputs(3, size, size, 0.2, 0.2, 0, 1));
        weight  = reals_on(backend, random_reals(size * size, 0, 1, 2));
        updater = std::make_unique<Updater>();
        updater->add("weight", weight, lateral);
        accumulator().bound_upper({BoundKind::multiplicative, 1});
        accumulator().settle();
    }
    Accumulator& accumulator() { return (*updater)["weight"]; }
    void propose(StdpSigns signs = {true, false})
    {
        StdpDense stage;
        stage.rule = memory->rule(signs, BatchReduction::mean);
        accumulator().propose(stage);
    }
    //! Runs the step by hand and recorded, three times each: the weights must be the same. Returns
    //! the stages recorded.
    std::string stages(std::function<void()> const& step, bool lateral = false)
    {
        fresh(lateral);
        for (int repeat = 0; repeat < 3; ++repeat) {
            step();
        }
        Reals const by_hand = weight.download();
        fresh(lateral);
        std::string text;
        {
            Recorder recorder(*backend);
            step();
            text = recorder.plan().to_string();
        }
        fresh(lateral);
        record(*backend, step)->run(3);
        EXPECT_TRUE(same_bits(weight.download(), by_hand)) << text;
        EXPECT_NE(by_hand, random_reals(size * size, 0, 1, 2)) << "nothing was learned";
        return text;
    }

    std::unique_ptr<StdpMemory> memory;
    Buffer<Real> weight;
    std::unique_ptr<Updater> updater;
};
INFERNO_ON_EVERY_BACKEND(FusionTest);

TEST_P(FusionTest, RecordsOneStageForBoth)
{
    EXPECT_EQ(stages([&] {
                  propose();
                  updater->update();
              }),
              "phase 0: STDP + update\n");
}

TEST_P(FusionTest, RecordsOneStageInEachOfSeveralSteps)
{
    EXPECT_EQ(stages([&] {
                  propose();
                  updater->update();
                  propose({false, true});
                  updater->update();
              }),
              "phase 0: STDP + update STDP + update\n");
}

TEST_P(FusionTest, FusesUnderEveryBound)
{
    for (BoundKind const kind : {BoundKind::none,
                                 BoundKind::power,
                                 BoundKind::scaled_power,
                                 BoundKind::multiplicative,
                                 BoundKind::scaled_multiplicative,
                                 BoundKind::sharp}) {
        EXPECT_EQ(stages([&] {
                      accumulator().bound_upper({kind, 1, 2, 1.5F});
                      accumulator().bound_lower({kind, 0, 2, 1.5F});
                      propose();
                      updater->update();
                  }),
                  "phase 0: STDP + update\n");
    }
}

TEST_P(FusionTest, NeedsTheProposalToBeAlone)
{
    std::string const two = stages([&] {
        propose();
        propose({false, true});
        updater->update();
    });
    EXPECT_EQ(two.find("STDP + update"), std::string::npos) << two;
    std::string const with_part = stages([&] {
        propose();
        accumulator().add_potentiation(Reals(size * size, 0.001F));
        updater->update();
    });
    EXPECT_EQ(with_part.find("STDP + update"), std::string::npos) << with_part;
}

TEST_P(FusionTest, NeedsTheTracesToStayAsTheyWere)
{
    std::string const text = stages([&] {
        propose();
        // a step of the network between proposal and update changes a trace that was read
        TraceView const seen = memory->rule({true, false}, BatchReduction::mean).pre.seen;
        TraceStage const step{{0.5F, 1, TraceMode::cumulative},
                              seen.spikes,
                              const_cast<Real*>(seen.values),
                              const_cast<SpikeWord*>(seen.spikes.words)};
        backend->submit(Stage(step));
        updater->update();
    });
    EXPECT_EQ(text.find("STDP + update"), std::string::npos) << text;
}

TEST_P(FusionTest, KeepsTheDiagonalOfALateralWeight)
{
    EXPECT_EQ(stages(
                  [&] {
                      propose();
                      updater->update();
                  },
                  true),
              "phase 0: STDP + update\n");
}

TEST_P(FusionTest, DropsAProposalThatWasCleared)
{
    Recorder recorder(*backend);
    propose();
    updater->clear();
    updater->update();
    EXPECT_EQ(recorder.plan().to_string().find("update"), std::string::npos);
}

TEST_P(FusionTest, AppliesTheSamePartsTwice)
{
    stages([&] {
        propose();
        accumulator().apply();
        accumulator().apply();
        accumulator().clear();
    });
}

TEST_P(FusionTest, AppliesAgainTogetherWithALaterProposal)
{
    stages([&] {
        propose();
        accumulator().apply();
        propose({false, true});
        accumulator().apply();
        accumulator().clear();
    });
}

TEST_P(FusionTest, TakesNothingOutOfAnotherRecording)
{
    auto const propose_only = record(*backend, [&] { propose(); });
    Recorder recorder(*backend);
    backend->submit(Stage(ClampParameter{{}, weight.data(), weight.size()}));
    updater->update();
    EXPECT_EQ(recorder.plan().to_string(), "phase 0: clamp apply update\n");
}

TEST_P(FusionTest, AgreesWhereAFractionalPowerIsUndefined)
{
    // beyond the limit (limit - w)^0.5 is NaN, also for synapses whose parts are zero
    stages([&] {
        accumulator().bound_upper({BoundKind::power, 0.9F, 0.5F});
        propose();
        updater->update();
    });
}

}  // namespace
}  // namespace inferno::test
