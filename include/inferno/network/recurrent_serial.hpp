//! A feedforward group of neurons and a feedback group that answers it one step later.
#pragma once

#include "inferno/network/layer.hpp"

namespace inferno {

//! In every step the feedforward neurons get the sum of the feedforward connection, which takes
//! the input, and the feedback connection, which takes the feedback neurons' spikes of the step
//! before; then the feedback neurons get the lateral connection, which takes the feedforward
//! neurons' spikes of this step.
class RecurrentSerial final : public Layer {
  public:
    struct Connections {
        std::shared_ptr<Connection> feedforward, lateral, feedback;
    };
    struct Groups {
        std::shared_ptr<NeuronGroup> feedforward, feedback;
    };
    struct Names {
        std::string feedforward = "feedfwd", lateral = "lateral", feedback = "feedback";
        std::string feedforward_neurons = "feedfwd", feedback_neurons = "feedback";
    };
    struct Options {
        Transform feedforward_out = {}, lateral_out = {}, feedback_out = {};  //!< none: as they are
        SpikeTransform lateral_in = {}, feedback_in = {};
        //! Besides the feedforward cell also (lateral, feedback neurons) and (feedback, feedforward
        //! neurons).
        bool trainable_feedback = false;
        Names names             = {};
    };

    //! ArgumentError unless all parts fit together.
    RecurrentSerial(Connections connections, Groups neurons, Options options);
    RecurrentSerial(Connections connections, Groups neurons)
        : RecurrentSerial(std::move(connections), std::move(neurons), Options{})
    {
    }

    //! Spikes of both groups, which their next step overwrites.
    struct Spikes {
        SpikeView feedforward, feedback;
    };
    //! One step.
    Spikes operator()(SpikeView spikes);

    Cell feedforward_cell() { return cell(names().feedforward, names().feedforward_neurons); }
    //! ArgumentError unless the feedback is trainable.
    Cell lateral_cell() { return cell(names().lateral, names().feedback_neurons); }
    Cell feedback_cell() { return cell(names().feedback, names().feedforward_neurons); }
    Names const& names() const { return options_.names; }

    //! The spikes that the feedback connection takes next: a copy, for another layer may advance
    //! the feedback neurons in between.
    SpikeView feedback_spikes() const { return feedback_spikes_.view(); }
    //! Also forgets these.
    void clear() override;
    void visit_state(StateVisitor& state) override;

  protected:
    LayerStep advance(SpikeViews const& inputs) override;

  private:
    NeuronInput joined(Combination::Operand const& onward, Combination::Operand const& back);
    Options options_;
    Combination sum_;
    SpikeBuffer feedback_spikes_;
};

}  // namespace inferno
