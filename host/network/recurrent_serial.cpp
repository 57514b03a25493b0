#include "inferno/network/recurrent_serial.hpp"

#include <utility>

#include "inferno/state/stage.hpp"

namespace inferno {
namespace {

//! Without a transform, the spikes of the neurons are the inputs of the connection.
void require_source(std::string const& connection_name,
                    Connection const& connection,
                    std::string const& neurons_name,
                    NeuronGroup const& neurons,
                    bool transformed)
{
    INFERNO_REQUIRE(connection.batch() == neurons.batch(),
                    "neurons \"" << neurons_name << "\" with batch " << neurons.batch()
                                 << " cannot feed connection \"" << connection_name
                                 << "\" with batch " << connection.batch()
                                 << ": the batches must be the same");
    INFERNO_REQUIRE(transformed || count(connection.input_shape()) == neurons.size(),
                    "neurons \"" << neurons_name << "\" of shape " << to_string(neurons.shape())
                                 << " cannot feed connection \"" << connection_name
                                 << "\" with inputs " << to_string(connection.input_shape())
                                 << ": there must be as many");
}

BackendPointer backend_of(std::shared_ptr<Connection> const& connection)
{
    INFERNO_REQUIRE(connection != nullptr, "RecurrentSerial: the feedforward connection is null");
    return connection->backend();
}

RealView transformed(Transform const& transform, RealView view)
{
    return transform ? transform(view) : view;
}

}  // namespace

RecurrentSerial::RecurrentSerial(Connections connections, Groups neurons, Options options)
    : options_(std::move(options)), sum_(backend_of(connections.feedforward), Combine::sum)
{
    add_connection(names().feedforward, connections.feedforward);
    add_connection(names().lateral, connections.lateral);
    add_connection(names().feedback, connections.feedback);
    add_neurons(names().feedforward_neurons, neurons.feedforward);
    add_neurons(names().feedback_neurons, neurons.feedback);
    add_cell(names().feedforward, names().feedforward_neurons);
    add_cell(names().lateral, names().feedback_neurons);
    add_cell(names().feedback, names().feedforward_neurons);
    require_source(names().lateral,
                   *connections.lateral,
                   names().feedforward_neurons,
                   *neurons.feedforward,
                   options_.lateral_in != nullptr);
    require_source(names().feedback,
                   *connections.feedback,
                   names().feedback_neurons,
                   *neurons.feedback,
                   options_.feedback_in != nullptr);
    if (!options_.trainable_feedback) {  // they were added to be checked
        remove_cell(names().lateral, names().feedback_neurons);
        remove_cell(names().feedback, names().feedforward_neurons);
    }
    fix_parts("RecurrentSerial");
    feedback_spikes_ = SpikeBuffer(
        neurons.feedback->backend(), neurons.feedback->batch(), neurons.feedback->size());
}

//! The sum of two currents; a conductance goes beside the other.
NeuronInput RecurrentSerial::joined(Combination::Operand const& onward,
                                    Combination::Operand const& back)
{
    if (onward.second.is_conductance || back.second.is_conductance) {
        return {onward.second, back.second};
    }
    return sum_({onward, back});
}

LayerStep RecurrentSerial::advance(SpikeViews const& inputs)
{
    INFERNO_REQUIRE(
        inputs.size() == 1 && inputs.begin()->first == names().feedforward,
        "RecurrentSerial: takes one input, for connection \"" << names().feedforward << "\"");
    LayerStep step;
    SpikeView const held  = feedback_spikes_.view();
    RealView const onward = run_connection(names().feedforward, inputs.begin()->second, step);
    RealView const back   = run_connection(
        names().feedback, options_.feedback_in ? options_.feedback_in(held) : held, step);
    NeuronInput const together =
        joined({names().feedforward, transformed(options_.feedforward_out, onward)},
               {names().feedback, transformed(options_.feedback_out, back)});
    SpikeView const fired = run_neurons(names().feedforward_neurons, together, step);
    RealView const across = run_connection(
        names().lateral, options_.lateral_in ? options_.lateral_in(fired) : fired, step);
    SpikeView const answer =
        run_neurons(names().feedback_neurons, transformed(options_.lateral_out, across), step);
    connection(names().feedback)
        .backend()
        ->submit(Stage(PushSpikes{answer, feedback_spikes_.words(), 1, nullptr}));
    return step;
}

RecurrentSerial::Spikes RecurrentSerial::operator()(SpikeView spikes)
{
    LayerStep const step = forward({{names().feedforward, spikes}});
    return {step.spikes.at(names().feedforward_neurons), step.spikes.at(names().feedback_neurons)};
}

void RecurrentSerial::clear()
{
    Layer::clear();
    feedback_spikes_.clear();
}

void RecurrentSerial::visit_state(StateVisitor& state)
{
    Layer::visit_state(state);
    state.spikes("feedback_spikes", feedback_spikes_);
}

}  // namespace inferno
