//! Trainers that act on the time between spikes or on rates, with given output spikes, against
//! Inferno: what they propose and the parameters after every step.
#include "inferno/network/age_stdp.hpp"
#include "inferno/network/homeostasis.hpp"

#include "support/golden_trainer_test.hpp"

namespace inferno::test {
namespace {

DelayAdjustedConfig adjusted_of(GoldenCase const& golden, Trained trains)
{
    return {golden.number("lr_pos"),
            golden.number("lr_neg"),
            golden.number("tc_pos_ms"),
            golden.number("tc_neg_ms"),
            reduction_of(golden),
            trains};
}

KernelConfig<ExponentialKernels> kernels_of(GoldenCase const& golden, bool adjusted, Trained trains)
{
    ExponentialKernels const kernels{
        static_cast<Real>(golden.number("kernel_post/learning_rate")),
        static_cast<Real>(golden.number("kernel_pre/learning_rate")),
        static_cast<Real>(golden.number("kernel_post/time_constant_ms")),
        static_cast<Real>(golden.number("kernel_pre/time_constant_ms"))};
    return {kernels,
            adjusted,
            reduction_of(golden),
            trains,
            golden.has("delayed") && golden.flag("delayed")};
}

//! One target, or one of every output.
Values target_of(GoldenCase const& golden)
{
    if (golden.name() != "target_of_every_output") { return golden.number("target"); }
    Reals const given = golden.given("target");
    return std::vector<double>(given.begin(), given.end());
}

class AgeTrainersGolden : public GoldenTrainerTest {
  protected:
    void expect_kernels(char const* file, bool adjusted, Trained trains)
    {
        expect_same(
            file,
            [=](GoldenCase const& golden) {
                return std::make_unique<KernelSTDP<>>(kernels_of(golden, adjusted, trains));
            },
            plain);
    }
    void expect_adjusted(char const* file, Trained trains)
    {
        expect_same(
            file,
            [=](GoldenCase const& golden) {
                return std::make_unique<DelayAdjustedSTDP>(adjusted_of(golden, trains));
            },
            plain);
    }
    void expect_rewarded(char const* file, Trained trains)
    {
        expect_same(
            file,
            [=](GoldenCase const& golden) {
                bool const of_sample = golden.text("reward") == "per_sample";
                return std::make_unique<DelayAdjustedMSTDP>(DelayAdjustedRewardConfig{
                    adjusted_of(golden, trains),
                    of_sample ? RewardForm::per_sample : RewardForm::shared});
            },
            rewarded);
    }
};
INFERNO_ON_EVERY_BACKEND(AgeTrainersGolden);

TEST_P(AgeTrainersGolden, KernelsOnWeights)
{
    expect_kernels("trainer_kernel_stdp", false, Trained::weight);
    expect_kernels("trainer_delay_adjusted_kernel_stdp", true, Trained::weight);
}

TEST_P(AgeTrainersGolden, KernelsOnDelays)
{
    expect_kernels("trainer_delay_adjusted_kernel_stdpd", true, Trained::delay);
}

TEST_P(AgeTrainersGolden, DelayAdjustedStdp)
{
    expect_adjusted("trainer_delay_adjusted_stdp", Trained::weight);
    expect_adjusted("trainer_delay_adjusted_stdpd", Trained::delay);
}

TEST_P(AgeTrainersGolden, DelayAdjustedMstdp)
{
    expect_rewarded("trainer_delay_adjusted_mstdp", Trained::weight);
    expect_rewarded("trainer_delay_adjusted_mstdpd", Trained::delay);
}

TEST_P(AgeTrainersGolden, LinearHomeostasisAsTheOriginalHasIt)
{
    expect_same(
        "trainer_linear_homeostasis",
        [](GoldenCase const& golden) {
            HomeostasisConfig config;
            config.plasticity    = golden.number("plasticity");
            config.target        = target_of(golden);
            config.trains        = golden.text("param");
            config.reduction     = reduction_of(golden);
            config.negative_part = true;
            return std::make_unique<LinearHomeostasis>(config);
        },
        plain);
}

}  // namespace
}  // namespace inferno::test
