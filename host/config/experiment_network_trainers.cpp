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

Shape in_batch(Index samples, Shape shape)
{
    shape.insert(shape.begin(), samples);
    return shape;
}

//! Makes what a trainer keeps for a cell readable by the names of experiment files.
class Watch {
  public:
    explicit Watch(TrainedCell& trained) : trained_(&trained) {}

    void operator()(std::string const& name, TraceMonitor& monitor) const
    {
        add("trace_" + name, side(name), [&monitor] { return monitor.trace(); });
    }
    void operator()(std::string const& name, Monitor& monitor) const
    {
        bool const is_rate = name == "rate";
        add(is_rate ? name : "since_" + name + "_ms", side(name), [&monitor] {
            return monitor.peek();
        });
    }
    void operator()(std::string const&, RewardSignal&) const {}
    void operator()(std::string const& name, EligibilityMonitor& monitor) const
    {
        ParameterLayout const layout = trained_->cell.connection->parameter("weight").layout;
        Index const weights          = count(layout.shape);
        Shape const shape            = in_batch(std::ssize(monitor.post()) / weights, layout.shape);
        auto const shown             = [layout, weights](std::vector<Real> const& memory) {
            std::vector<Real> all;
            for (auto from = memory.begin(); from != memory.end(); from += weights) {
                auto const one = layout.from_memory(std::vector<Real>(from, from + weights));
                all.insert(all.end(), one.begin(), one.end());
            }
            return all;
        };
        add(name + "_post", shape, [=, &monitor] { return shown(monitor.post()); });
        add(name + "_pre", shape, [=, &monitor] { return shown(monitor.pre()); });
    }

  private:
    Shape side(std::string const& name) const
    {
        Connection const& connection = *trained_->cell.connection;
        return in_batch(
            connection.batch(),
            name.starts_with("pre") ? connection.input_shape() : connection.output_shape());
    }
    void add(std::string const& name, Shape shape, std::function<std::vector<Real>()> read) const
    {
        trained_->watched[name] = {std::move(shape), std::move(read)};
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
            trainer->unit(description.name).for_each_monitor(Watch(trained));
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
