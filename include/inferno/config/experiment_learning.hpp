//! How the network of an experiment learns: rewards, trainers, hooks and the classifier.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "inferno/network/age_stdp.hpp"
#include "inferno/network/homeostasis.hpp"
#include "inferno/network/hooks.hpp"
#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"

namespace inferno {

//! How proposed changes of one parameter are applied.
struct ParameterUpdate {
    PartReduction reduction = PartReduction::sum;
    FullBound bound;
    Limit low, high;  //!< of the clamp
};

//! Numbers that are known before the run, [samples][steps]; either may be 1, for all alike.
struct GivenReward {
    Values values;
    Index samples = 1, steps = 1;

    double at(Index sample, Index step) const
    {
        return values.at((samples == 1 ? 0 : sample) * steps + (steps == 1 ? 0 : step));
    }
};

//! Whether the network has told a sample's label by the first step of the reward.
struct OutcomeReward {
    //! Every class has an equal share of this layer's neurons, in their order; it is told if its
    //! share has fired more than any other. Empty: the classifier tells.
    std::string layer;
    double right = 1, wrong = -1;
};

//! A reward of training samples. Outside of its steps it is 0.
struct RewardDescription {
    std::string name;
    std::variant<GivenReward, OutcomeReward> source;
    Index first = 0, last = 0;  //!< steps of a sample, both included

    //! Each sample of a batch has its own.
    bool per_sample() const
    {
        auto const* const given = std::get_if<GivenReward>(&source);
        return given == nullptr || given->samples > 1;
    }
};

//! A rule that trains one cell.
struct TrainerDescription {
    std::string name;  //!< of a trainer of several cells: TRAINER.CELL
    std::string layer, connection, neurons;
    std::variant<STDP::Config,
                 TripletSTDP::Config,
                 MSTDP::Config,
                 MSTDPET::Config,
                 DelayAdjustedSTDP::Config,
                 DelayAdjustedMSTDP::Config,
                 KernelSTDP<>::Config,
                 LinearHomeostasis::Config>
        rule;
    std::string reward  = {};  //!< of rules that learn from one
    double reward_scale = 1;

    //! "weight", "bias" or "delay".
    std::string_view parameter() const
    {
        return std::visit([](auto const& config) { return config.parameter(); }, rule);
    }
};

//! Scales a parameter of a connection to a norm.
struct NormalizationHook {
    Normalization::Config config = {1, 1, 1e-12, {-1}};
};

//! Keeps a parameter of a connection between limits.
struct ClampingHook {
    std::optional<double> low, high;
};

struct HookDescription {
    std::string connection;
    std::string parameter = "weight";
    HookPoint when        = HookPoint::after_batch;
    HookModes modes       = {true, false};
    bool at_start         = false;  //!< once more, before the first batch
    std::variant<NormalizationHook, ClampingHook> rule;
};

//! A MaxRateClassifier on the spikes of a layer.
struct ClassifierDescription {
    std::string layer;
    double decay        = 0;
    Index every_batches = 1;  //!< it learns after so many
    bool proportional   = true;
};

}  // namespace inferno
