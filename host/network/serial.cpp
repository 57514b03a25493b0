#include <utility>

#include "inferno/network/layer.hpp"

namespace inferno {

Serial::Serial(std::shared_ptr<Connection> connection,
               std::shared_ptr<NeuronGroup> neurons,
               Transform transform,
               std::string connection_name,
               std::string neurons_name)
    : connection_(std::move(connection)),
      neurons_(std::move(neurons)),
      transform_(std::move(transform)),
      connection_name_(std::move(connection_name)),
      neurons_name_(std::move(neurons_name))
{
    add_connection(connection_name_, connection_);
    add_neurons(neurons_name_, neurons_);
    add_cell(connection_name_, neurons_name_);
    fix_parts("Serial");
}

NeuronInputs Serial::wiring(RealViews const& outputs)
{
    if (outputs.empty()) { return {}; }
    RealView const output = outputs.begin()->second;
    return {{neurons_name_, transform_ ? transform_(output) : output}};
}

SpikeView Serial::operator()(SpikeView spikes)
{
    forward({{connection_name_, spikes}});
    return neurons_->spikes();
}

}  // namespace inferno
