//! The stages of dense connections give the bits of the generic rules, which visit every weight in
//! every sample.
#include <array>

#include "inferno/network/reward_stdp.hpp"

#include "support/backend_test.hpp"
#include "support/compare.hpp"
#include "support/naive_stdp.hpp"
#include "support/naive_trainers.hpp"

namespace inferno::test {
namespace {

constexpr std::array directions = {
    StdpSigns{true, false}, StdpSigns{false, true}, StdpSigns{true, true}, StdpSigns{false, false}};
constexpr std::array reductions = {
    BatchReduction::mean, BatchReduction::sum, BatchReduction::max, BatchReduction::min};
constexpr std::array<std::pair<double, double>, 5> densities = {
    {{0.1, 0.1}, {0, 0.3}, {0.3, 0}, {0.02, 0.9}, {1, 0.5}}};

struct Size {
    Index batch, sources, targets;
    bool lateral;
};
constexpr std::array sizes = {
    Size{1, 9, 5, false}, Size{20, 33, 21, false}, Size{3, 13, 13, true}, Size{40, 8, 9, false}};

std::vector<UpdateRule> updates()
{
    UpdateRule clamped{bound_multiplicative(1.0F, {})};
    clamped.low = 0;
    return {{}, clamped, {bound_multiplicative(1.0F, -1.0F)}, {bound_sharp(0.5F, {})}};
}

//! What a rule reads, with spikes that weigh differently and rewards of both signs and none.
class RuleMemory {
  public:
    RuleMemory(BackendPointer const& backend, Size const& size, std::uint64_t seed)
        : spikes_(backend,
                  random_inputs(size.batch,
                                size.sources,
                                size.targets,
                                densities[seed % densities.size()].first,
                                densities[seed % densities.size()].second,
                                0,
                                seed)),
          pre_slow_(reals_on(backend, random_reals(size.batch * size.sources, 0, 2, seed + 7))),
          post_slow_(reals_on(backend, random_reals(size.batch * size.targets, 0, 2, seed + 8))),
          rewards_(backend, size.batch)
    {
        Reals rewards = random_reals(size.batch, -1, 1, seed + 9);
        if (seed % 4 == 0) { rewards.front() = 0; }
        rewards_.upload(rewards);
    }
    SpikeRule rule(StdpSigns signs, BatchReduction reduction, bool weighs, bool of_sample) const
    {
        SpikeRule rule = spikes_.rule(signs, reduction);
        rule.reward    = {rewards_.data(), of_sample};
        if (weighs) {
            rule.pre.slow_before  = pre_slow_.data();
            rule.post.slow_before = post_slow_.data();
            rule.pre.pair = 0.3F, rule.pre.triplet = 0.7F;
            rule.post.pair = 0.9F, rule.post.triplet = 0.2F;
        }
        return rule;
    }

  private:
    StdpMemory spikes_;
    Buffer<Real> pre_slow_, post_slow_, rewards_;
};

WeightPairs pairs_of(Size const& size)
{
    return {whole_input(size.sources), size.targets, false, size.lateral};
}

class DenseRulesTest : public BackendTest {
  protected:
    void expect_same_changes(Size const& size, SpikeRule const& rule, UpdateRule const& update)
    {
        Index const count  = size.sources * size.targets;
        Reals const before = random_reals(count, 0, 0.9F, 5);
        Buffer<Real> pos(backend, count), neg(backend, count), up(backend, count),
            down(backend, count);
        auto weight = reals_on(backend, before), fused = reals_on(backend, before);
        run_stage(*backend, Learn<SpikeRule>{pairs_of(size), rule, pos.data(), neg.data()});
        run_stage(*backend, StdpDense{rule, up.data(), down.data(), size.lateral});
        run_stage(*backend, LearnUpdate<SpikeRule>{pairs_of(size), rule, update, weight.data()});
        run_stage(*backend, StdpDenseUpdate{rule, update, fused.data(), size.lateral});
        ASSERT_TRUE(same_bits(up.download(), pos.download()));
        ASSERT_TRUE(same_bits(down.download(), neg.download()));
        ASSERT_TRUE(same_bits(fused.download(), weight.download()));
    }
};
INFERNO_ON_EVERY_BACKEND(DenseRulesTest);

TEST_P(DenseRulesTest, ChangeWeightsAsTheGenericRuleDoes)
{
    auto const all       = updates();
    std::uint64_t number = 0;
    for (Size const& size : sizes) {
        for (BatchReduction const reduction : reductions) {
            for (StdpSigns const signs : directions) {
                for (bool const of_sample : {false, true}) {
                    RuleMemory const memory(backend, size, ++number);
                    SpikeRule rule = memory.rule(signs, reduction, number % 3 != 0, of_sample);
                    if (!skips_silence(rule)) { continue; }
                    SCOPED_TRACE(testing::Message()
                                 << size.batch << " x " << size.sources << " -> " << size.targets
                                 << ", reduction " << static_cast<int>(reduction) << ", signs "
                                 << signs.post_potentiates << signs.pre_potentiates
                                 << (of_sample ? ", rewards of samples" : ""));
                    expect_same_changes(size, rule, all[number % all.size()]);
                    rule.reward = {};
                    expect_same_changes(size, rule, all[number % all.size()]);
                }
            }
        }
    }
}

TEST_P(DenseRulesTest, RememberAndRewardAsTheGenericRulesDo)
{
    std::uint64_t number = 0;
    for (Size const& size : sizes) {
        Index const count  = size.sources * size.targets;
        Reals const before = random_reals(count, 0, 0.9F, 5);
        for (BatchReduction const reduction : {BatchReduction::sum, BatchReduction::mean}) {
            for (UpdateRule const& update : updates()) {
                RuleMemory const memory(backend, size, ++number);
                SpikeRule const rule = memory.rule(directions[number % 4], reduction, false, false);
                //! Eligibilities, twice two sides, and weights after two steps.
                auto const after = [&](auto const& step) {
                    auto post   = reals_on(backend, random_reals(count, 0, 1, number));
                    auto pre    = reals_on(backend, random_reals(count, 0, 1, number + 1));
                    auto weight = reals_on(backend, before);
                    for (int repeat = 0; repeat < 2; ++repeat) {
                        step(EligibilityState{post.data(), pre.data(), 1}, weight.data());
                    }
                    Reals all = post.download();
                    append(all, pre.download());
                    append(all, weight.download());
                    return all;
                };
                auto const reward = [&](EligibilityState state, Real* weight) {
                    EligibilityDense const stage{rule, state};
                    run_stage(*backend,
                              LearnUpdate<EligibilityRule>{
                                  pairs_of(size), stage.rewarded(), update, weight});
                };
                Reals const expected = after([&](EligibilityState state, Real* weight) {
                    run_stage(*backend, EligibilityStage{pairs_of(size), rule, state, 0.9F, 0.05F});
                    reward(state, weight);
                });
                EXPECT_TRUE(
                    same_bits(after([&](EligibilityState state, Real* weight) {
                                  run_stage(*backend, EligibilityDense{rule, state, 0.9F, 0.05F});
                                  reward(state, weight);
                              }),
                              expected))
                    << number;
                EXPECT_TRUE(same_bits(
                    after([&](EligibilityState state, Real* weight) {
                        run_stage(*backend,
                                  EligibilityDenseUpdate{
                                      {rule, state, 0.9F, 0.05F}, update, weight, size.lateral});
                    }),
                    expected))
                    << number << ", fused";
            }
        }
    }
}

//! A step of a layer under MSTDPET; `again` steps the layer between proposal and update.
TEST_P(DenseRulesTest, EligibilityAndUpdateAreOneStageWhereNothingComesBetween)
{
    for (bool const again : {false, true}) {
        Reals weights[2];
        for (bool const recorded : {false, true}) {
            TrainedNet net = make_trained_net(backend, "dense", 3);
            MSTDPET trainer({{{0.1, -0.05, 12, 8}, BatchReduction::mean}, 15});
            trainer.register_cell("cell", net.layer->cell());
            trainer.set_reward(-0.5);
            SpikeBuffer const input =
                spikes_on(backend, 3, net.inputs, random_spikes(3 * net.inputs, 0.4, 1));
            auto const step = [&] {
                (*net.layer)(input.view());
                trainer();
                if (again) { (*net.layer)(input.view()); }
                net.connection->update();
            };
            if (recorded) {
                Recorder recorder(*backend);
                step();
                std::string const plan = recorder.plan().to_string();
                EXPECT_EQ(plan.find("eligibility + update") == std::string::npos, again) << plan;
            }
            auto const program = recorded ? record(*backend, step) : nullptr;
            for (int repeat = 0; repeat < 4; ++repeat) {
                program ? program->run(1) : step();
            }
            weights[recorded] = net.connection->weight();
        }
        EXPECT_TRUE(same_bits(weights[0], weights[1])) << again;
    }
}

}  // namespace
}  // namespace inferno::test
