#include <utility>

#include "config/experiment_network.hpp"

namespace inferno {

namespace {

using TrainedCell = ExperimentNetwork::TrainedCell;

//! The trainer whose cells have this config.
template <class Config>
struct TrainerOf;
template <>
struct TrainerOf<STDP::Config> {
    using Type = STDP;
};
template <>
struct TrainerOf<TripletSTDP::Config> {
    using Type = TripletSTDP;
};
template <>
struct TrainerOf<MSTDP::Config> {
    using Type = MSTDP;
};
template <>
struct TrainerOf<MSTDPET::Config> {
    using Type = MSTDPET;
};
template <>
struct TrainerOf<DelayAdjustedSTDP::Config> {
    using Type = DelayAdjustedSTDP;
};
template <>
struct TrainerOf<DelayAdjustedMSTDP::Config> {
    using Type = DelayAdjustedMSTDP;
};
template <>
struct TrainerOf<KernelSTDP<>::Config> {
    using Type = KernelSTDP<>;
};
template <>
struct TrainerOf<LinearHomeostasis::Config> {
    using Type = LinearHomeostasis;
};

//! Finds what a trainer keeps for a cell, by the names of experiment files.
class Keep {
  public:
    explicit Keep(TrainedCell& trained) : trained_(&trained) {}

    void operator()(std::string const& name, TraceMonitor& monitor) const
    {
        add("trace_" + name, monitor.memory().data(), side(name));
    }
    //! Of a longer past the newest has no place of its own.
    void operator()(std::string const& name, Monitor& monitor) const
    {
        if (monitor.slots() > 1) { return; }
        bool const is_rate = name == "rate";
        add(is_rate ? name : "since_" + name + "_ms", monitor.memory().values, side(name));
    }
    void operator()(std::string const& name, EligibilityMonitor& monitor) const
    {
        ParameterLayout const layout = trained_->cell.connection->parameter("weight").layout;
        EligibilityState const state = monitor.view();
        add(name + "_post", state.post, layout, state.samples);
        add(name + "_pre", state.pre, layout, state.samples);
    }
    //! Rewards have a name of their own in a file; what arrives at weights has none.
    template <class Other>
    void operator()(std::string const&, Other&) const
    {
    }

  private:
    ParameterLayout side(std::string const& name) const
    {
        Connection const& connection = *trained_->cell.connection;
        return in_order(name.starts_with("pre") ? connection.input_shape()
                                                : connection.output_shape());
    }
    void add(std::string const& name, Real const* values, ParameterLayout const& layout) const
    {
        add(name, values, layout, trained_->cell.connection->batch());
    }
    //! `layout`: of one sample.
    void add(std::string const& name,
             Real const* values,
             ParameterLayout layout,
             Index samples) const
    {
        Index const elements = layout.size();
        layout.shape.insert(layout.shape.begin(), samples);
        layout.strides.insert(layout.strides.begin(), elements);
        RealView const kept{values, elements, samples};
        trained_->kept[name] = {trained_->cell.connection->backend(), kept, std::move(layout)};
    }

    TrainedCell* trained_;
};

//! Sets the reward of a trainer that learns from one; otherwise empty.
template <class T>
std::function<void(std::vector<double> const&)> reward_of(T& trainer,
                                                          TrainerDescription const& description)
{
    if constexpr (requires { trainer.set_reward(0.0); }) {
        auto const& config = std::get<typename T::Config>(description.rule);
        return [&trainer, form = config.reward, scale = description.reward_scale](auto const& now) {
            if (form == RewardForm::shared) { return trainer.set_reward(now.front(), scale); }
            std::vector<Real> const rewards(now.begin(), now.end());
            trainer.set_reward(std::span<Real const>(rewards), scale);
        };
    }
    return {};
}

}  // namespace

void ExperimentNetwork::make_trainer(TrainerDescription const& description)
{
    TrainedCell trained;
    trained.cell = layers_.at(description.layer)->cell(description.connection, description.neurons);
    trained.reward = description.reward;
    std::visit(
        [&]<class Config>(Config const& config) {
            using Kind   = typename TrainerOf<Config>::Type;
            auto trainer = std::make_unique<Kind>(config);
            trainer->register_cell(description.name, trained.cell);
            trainer->unit(description.name).for_each_monitor(Keep(trained));
            trained.set_reward = reward_of(*trainer, description);
            trained.trainer    = std::move(trainer);
        },
        description.rule);
    trainers_.emplace(description.name, std::move(trained));
}

void ExperimentNetwork::set_reward(std::string_view name, std::vector<double> const& rewards) const
{
    for (auto const& [trainer, trained] : trainers_) {
        if (trained.set_reward && trained.reward == name) { trained.set_reward(rewards); }
    }
}

}  // namespace inferno
