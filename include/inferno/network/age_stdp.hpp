//! Trainers that act at every step on the time between the last spikes of both sides of a cell: as
//! long as neither side spikes again, the same pair of spikes goes on changing the weight. Their
//! delay-adjusted forms count from when the source spike arrives, and can learn the delays.
#pragma once

#include <cmath>

#include "inferno/learn/age_rule.hpp"
#include "inferno/network/delayed_traces.hpp"
#include "inferno/network/observation.hpp"
#include "inferno/network/reward_trainer.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

enum class Trained { weight, delay };
inline std::string_view name_of(Trained trained)
{
    return trained == Trained::weight ? "weight" : "delay";
}

//! The times since the last spikes of both sides of a cell.
struct SpikeAgeMonitors {
    std::shared_ptr<Monitor> pre, post;
    std::shared_ptr<ArrivalMonitor> arrived;  //!< of SourceAges::arrived

    //! On a connection without delays these are times since spikes entered, whatever is asked for.
    SpikeAgeMonitors(Cell const& cell, SourceAges sources);
    //! With `delay_adjusted` source spikes that entered count from their arrival.
    SpikeAges view(Cell const& cell, bool delay_adjusted) const;

    template <class Visit>
    void for_each_monitor(Visit const& visit) const
    {
        visit("pre", *pre);
        visit("post", *post);
        if (arrived) { visit("arrived", *arrived); }
    }
};
//! Exponentials of the times since the last spikes of both sides of a cell, taken in every step.
class PowersOfAges {
  public:
    explicit PowersOfAges(BackendPointer backend) : backend_(std::move(backend)) {}
    //! The rule with those of this step, if it can use them.
    AgeRule given_to(AgeRule rule);

  private:
    AgePowers take(Buffer<Real>& powers, AgeRule const& rule, bool of_targets);

    BackendPointer backend_;
    Buffer<Real> source_, target_;  //!< for the post kernel, then for the pre kernel
};

//! StateError unless the cell's connection has delays.
void require_delays(char const* who, Cell const& cell);

//! Change of weights or delays by a pair of exponential kernels, with the rates' signs choosing the
//! direction. Of weights: `pos` acts where the target spiked last, `neg` where the source spike
//! arrived last. Of delays: `neg` where the target spiked last, `pos` where the source spike did.
struct DelayAdjustedConfig {
    double lr_pos = 0, lr_neg = 0;
    double tc_pos_ms = 20, tc_neg_ms = 20;  //!< > 0
    BatchReduction reduction = BatchReduction::mean;
    Trained trains           = Trained::weight;

    void require_valid() const;
    std::string_view parameter() const { return name_of(trains); }
    AgeRule rule(SpikeAges const& ages) const;
};

struct DelayAdjustedUnit : SpikeAgeMonitors {
    Cell cell;
    DelayAdjustedConfig config;
    std::shared_ptr<PowersOfAges> powers;
};

//! DelayAdjustedSTDP, and DelayAdjustedSTDPD where delays are trained.
class DelayAdjustedSTDP final : public CellTrainer<DelayAdjustedConfig, DelayAdjustedUnit> {
  public:
    explicit DelayAdjustedSTDP(Config const& config) : CellTrainer("DelayAdjustedSTDP", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

struct DelayAdjustedRewardConfig : DelayAdjustedConfig {
    RewardForm reward = RewardForm::shared;
};

struct DelayAdjustedRewardUnit : Rewarded<SpikeAgeMonitors> {
    Cell cell;
    DelayAdjustedRewardConfig config;
    std::shared_ptr<PowersOfAges> powers;
};

//! DelayAdjustedMSTDP, and DelayAdjustedMSTDPD where delays are trained: scaled by a reward. The
//! original's reduction is the sum.
class DelayAdjustedMSTDP final
    : public RewardTrainer<DelayAdjustedRewardConfig, DelayAdjustedRewardUnit> {
  public:
    explicit DelayAdjustedMSTDP(Config const& config) : RewardTrainer("DelayAdjustedMSTDP", config)
    {
    }

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

//! Kernels (learn/age_rule.hpp) that act on weights or delays.
template <class Kernels>
struct KernelConfig {
    Kernels kernels;
    bool delay_adjusted      = false;  //!< source spikes count from their arrival
    BatchReduction reduction = BatchReduction::mean;
    Trained trains           = Trained::weight;
    //! On connections with delays, and not delay-adjusted: times are looked up one delay ago in a
    //! record of undelayed ones. Otherwise each weight has a time since a spike has arrived at it.
    bool delayed = false;

    void require_valid() const
    {
        INFERNO_REQUIRE(!(delayed && delay_adjusted),
                        "delayed: a rule is either delayed or delay-adjusted");
        INFERNO_REQUIRE(reduction != BatchReduction::geomean,
                        "reduction: geomean is for numbers that are not negative");
        if constexpr (requires { kernels.require_valid(); }) { kernels.require_valid(); }
    }
    std::string_view parameter() const { return name_of(trains); }
};

template <class Kernels>
struct KernelUnit : SpikeAgeMonitors {
    Cell cell;
    KernelConfig<Kernels> config;
    std::shared_ptr<PowersOfAges> powers;  //!< of ExponentialKernels
};

//! KernelSTDP, and with `delay_adjusted` DelayAdjustedKernelSTDP and, where delays are trained,
//! DelayAdjustedKernelSTDPD. A program with kernels of its own instantiates Learn and LearnUpdate
//! of KernelRule<Kernels> as for a rule of its own.
template <class Kernels = ExponentialKernels>
class KernelSTDP final : public CellTrainer<KernelConfig<Kernels>, KernelUnit<Kernels>> {
    using Base = CellTrainer<KernelConfig<Kernels>, KernelUnit<Kernels>>;

  public:
    using Config = KernelConfig<Kernels>;
    using Unit   = KernelUnit<Kernels>;
    explicit KernelSTDP(Config const& config) : Base("KernelSTDP", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override
    {
        if (config.delay_adjusted) { require_delays("KernelSTDP", cell); }
        SourceAges const delayed = config.delayed ? SourceAges::past : SourceAges::arrived;
        Unit unit{SpikeAgeMonitors(cell, config.delay_adjusted ? SourceAges::entering : delayed),
                  cell,
                  config,
                  nullptr};
        if constexpr (is_exponential) {
            unit.powers = std::make_shared<PowersOfAges>(cell.connection->backend());
        }
        return unit;
    }
    void propose(Unit const& unit) override
    {
        Config const& config = unit.config;
        SpikeAges const ages = unit.view(unit.cell, config.delay_adjusted);
        if constexpr (is_exponential) {
            if (is_summed(config.reduction)) {
                AgeRule const rule = config.kernels.rule(ages, config.reduction);
                return unit.cell.connection->propose(config.parameter(),
                                                     unit.powers->given_to(rule));
            }
        }
        unit.cell.connection->propose(config.parameter(),
                                      KernelRule<Kernels>{ages, config.kernels, config.reduction});
    }

  private:
    static constexpr bool is_exponential = std::is_same_v<Kernels, ExponentialKernels>;
};

}  // namespace inferno
