//! Trainers that act at spikes, with given output spikes, against Inferno: what they propose and
//! the parameters after every step.
#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

#include "support/golden_trainer_test.hpp"

namespace inferno::test {
namespace {

TraceMode mode_of(GoldenCase const& golden)
{
    return golden.text("trace_mode") == "nearest" ? TraceMode::nearest : TraceMode::cumulative;
}

//! Whether delays are read by the trainer.
bool delayed_in(GoldenCase const& golden)
{
    return golden.has("delayed") && golden.flag("delayed");
}

PairConfig pair_of(GoldenCase const& golden)
{
    return {golden.number("lr_post"),
            golden.number("lr_pre"),
            golden.number("tc_post_ms"),
            golden.number("tc_pre_ms"),
            mode_of(golden),
            delayed_in(golden)};
}

MstdpConfig rewarded_of(GoldenCase const& golden)
{
    bool const of_sample = golden.text("reward") == "per_sample";
    return {pair_of(golden),
            reduction_of(golden),
            of_sample ? RewardForm::per_sample : RewardForm::shared};
}

TripletStdpConfig triplet_of(GoldenCase const& golden, bool stable)
{
    return {golden.number("lr_post_pair"),
            golden.number("lr_post_triplet"),
            golden.number("lr_pre_pair"),
            golden.number("lr_pre_triplet"),
            golden.number("tc_post_fast_ms"),
            golden.number("tc_post_slow_ms"),
            golden.number("tc_pre_fast_ms"),
            golden.number("tc_pre_slow_ms"),
            mode_of(golden),
            reduction_of(golden),
            stable};
}

class SpikeTrainersGolden : public GoldenTrainerTest {};
INFERNO_ON_EVERY_BACKEND(SpikeTrainersGolden);

TEST_P(SpikeTrainersGolden, Stdp)
{
    for (bool const stable : {false, true}) {
        expect_same(
            stable ? "trainer_stable_stdp" : "trainer_stdp",
            [=](GoldenCase const& golden) {
                return std::make_unique<STDP>(
                    StdpConfig{pair_of(golden), reduction_of(golden), stable});
            },
            plain);
    }
}

TEST_P(SpikeTrainersGolden, TripletStdp)
{
    for (bool const stable : {false, true}) {
        expect_same(
            stable ? "trainer_stable_triplet_stdp" : "trainer_triplet_stdp",
            [=](GoldenCase const& golden) {
                return std::make_unique<TripletSTDP>(triplet_of(golden, stable));
            },
            plain);
    }
}

TEST_P(SpikeTrainersGolden, Mstdp)
{
    expect_same(
        "trainer_mstdp",
        [](GoldenCase const& golden) { return std::make_unique<MSTDP>(rewarded_of(golden)); },
        rewarded);
}

TEST_P(SpikeTrainersGolden, Mstdpet)
{
    expect_same(
        "trainer_mstdpet",
        [](GoldenCase const& golden) {
            return std::make_unique<MSTDPET>(
                MstdpetConfig{rewarded_of(golden), golden.number("tc_eligibility_ms")});
        },
        rewarded);
}

}  // namespace
}  // namespace inferno::test
