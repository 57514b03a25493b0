//! An experiment: its data, its network, how it learns and what is recorded. Plain descriptions,
//! read from an experiment file or filled in by a program; ExperimentRun brings them to life.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "inferno/config/experiment_learning.hpp"
#include "inferno/network/connection.hpp"
#include "inferno/network/current_source.hpp"
#include "inferno/network/encoder.hpp"
#include "inferno/network/raster.hpp"
#include "inferno/network/transform.hpp"
#include "inferno/neuron/models.hpp"

namespace inferno {

enum class ExperimentPhase { train, test };

//! What one phase shows to the network. Pixels are bytes, 255 is an intensity of 1.
struct Samples {
    Index count = 0;
    std::vector<std::uint8_t> bytes;  //!< pixels [count][inputs] or spikes [count][steps][inputs]
    std::vector<Real> values;         //!< [count][inputs] or, for inputs that change from step to
                                      //!< step, [count][steps][inputs]; in [0, 1]
    std::vector<Index> labels;        //!< [count], or none
};

struct DataDescription {
    enum class Kind { pixels, values, spikes };
    Kind kind = Kind::spikes;
    Shape shape;      //!< of one sample, without its steps
    Index steps = 0;  //!< of one sample of spikes
    std::vector<std::string> classes;
    Samples train, test;

    Samples const& of(ExperimentPhase phase) const
    {
        return phase == ExperimentPhase::train ? train : test;
    }
};

//! Any encoder, one of the program's own included.
struct EncoderDescription {
    Index steps         = 0;  //!< per sample
    bool online         = false;
    bool input_per_step = false;  //!< samples hold values for each step
    std::function<std::unique_ptr<Encoder>(
        BackendPointer const& backend, Index batch, Shape const& shape, std::uint64_t seed)>
        make;
};

//! Spikes or currents from outside the network that are no samples. They begin anew with each
//! batch; noise goes on.
struct SourceDescription {
    std::string name, kind;
    Shape shape;
    //! One of the two is there.
    std::function<std::unique_ptr<SpikeSource>(BackendPointer const& backend, Index batch)>
        make_spikes;
    std::function<std::unique_ptr<CurrentSource>(
        BackendPointer const& backend, Index batch, std::uint64_t seed)>
        make_current;
};

//! The parameters of one neuron model.
template <class Model>
struct NeuronModel {
    using Type = Model;
    typename Model::Config config;
};

struct NeuronsDescription {
    std::string name;
    Shape shape;
    std::variant<NeuronModel<LIF>,
                 NeuronModel<GLIF1>,
                 NeuronModel<ALIF>,
                 NeuronModel<GLIF2>,
                 NeuronModel<QIF>,
                 NeuronModel<Izhikevich>,
                 NeuronModel<EIF>,
                 NeuronModel<AdEx>,
                 NeuronModel<ExactNeuron>>
        model;
    bool lock_refractory                = true;
    BatchReduction adaptation_reduction = BatchReduction::mean;
    std::optional<bool> adapts;  //!< none: in training
};

//! First values of a weight or bias.
struct InitialValues {
    struct Uniform {
        double low = 0, high = 1;
        bool rescale = false;  //!< stretch so that the smallest is low and the largest high
    };
    std::variant<Values, Uniform> values;
};

using SynapseDescription = std::variant<DeltaCurrent,
                                        DeltaPlusCurrent,
                                        SingleExponentialCurrent,
                                        DoubleExponentialCurrent,
                                        SingleExponentialConductance,
                                        DoubleExponentialConductance>;

//! A delay for every weight.
struct DelayDescription {
    double longest_ms = 0;
    InitialValues values;
    DelayReading reading;
};

struct ConnectionDescription {
    enum class Kind { dense, direct, lateral, convolution };
    std::string name;
    Kind kind = Kind::dense;
    Shape inputs, outputs;
    Conv2DShape convolution;  //!< of that kind
    SynapseDescription synapse;
    InitialValues weight;
    std::optional<InitialValues> bias;
    std::optional<DelayDescription> delay;
    std::map<std::string, ParameterUpdate> updates;  //!< by parameter; none: does not learn

    //! [targets][sources], [elements] for one-to-one connections, [filters][channels][kernel y]
    //! [kernel x] for convolutions.
    Shape weight_shape() const;
    //! One per output or, in a convolution, per filter.
    Shape bias_shape() const;
};

//! x * scale + offset, and then between the limits.
struct TransformDescription {
    std::optional<Values> scale, offset;
    Limit low, high;
};

//! A connection or neurons, in a layer. The transform is of a connection's output, or of what
//! neurons of a Biclique get.
struct LayerPart {
    std::string name;
    std::optional<TransformDescription> transform = {};
};

struct LayerDescription {
    enum class Kind { serial, biclique, recurrent };
    std::string name;
    Kind kind = Kind::serial;
    std::vector<LayerPart> connections;  //!< of a RecurrentSerial: feedforward, lateral, feedback
    std::vector<LayerPart> neurons;      //!< of a RecurrentSerial: feedforward, feedback
    Combine combine         = Combine::sum;
    bool trainable_feedback = false;

    //! The neurons whose spikes go by the layer's own name: the first.
    std::string const& result() const { return neurons.front().name; }
    bool advances(std::string_view group) const;
    //! Pairs of a connection and neurons that can be trained.
    std::vector<std::pair<std::string, std::string>> cells() const;
};

//! One layer's turn within a step. An input, by connection, is "encoder" or "data", a source of
//! spikes, a layer that ran earlier in the same step, or "LAYER.NEURONS" for one of its groups.
struct StepDescription {
    std::string layer;
    std::map<std::string, std::string> inputs;
    //! Currents that are injected into the synapses of a connection: names of sources.
    std::map<std::string, std::vector<std::string>> injected = {};
};

//! A step of neurons with nothing but the current of a source.
struct DriveDescription {
    std::string neurons, current;
    Index before = 0;  //!< the turn that follows it
};

//! One quantity, written to one .npy file.
struct RecordDescription {
    std::string what;  //!< "spikes", "voltage_mv", "weight", ...
    std::string of;    //!< the name of a layer, neurons, a connection, a source, a trainer, ...
    ExperimentPhase phase = ExperimentPhase::train;
    Index first = 0, last = 0;  //!< batches, counted from 0, both included
    Index every     = 1;        //!< of these batches
    bool per_step   = false;    //!< else once, after the batch
    Index steps     = 1;        //!< per step: after every so many
    bool of_trainer = false;    //!< what a trainer keeps for its cell
    std::string file;

    bool wants(Index batch) const
    {
        return batch >= first && batch <= last && (batch - first) % every == 0;
    }
};

//! State files of the network, the encoder and the classifier (config/network_state.hpp).
struct StateDescription {
    std::filesystem::path load;  //!< taken over before the first batch; empty: none
    bool partly = false;         //!< arrays of it that nothing here takes are left out
    //! Names in the folder for results, of the state after training and at the end; empty: none.
    std::string save_trained, save;
};

struct Experiment {
    std::string name, description;
    std::uint64_t seed  = 1;
    Index batch         = 1;
    double step_time_ms = 1;
    DataDescription data;
    std::optional<EncoderDescription> encoder;  //!< none where the data are spikes
    std::vector<SourceDescription> sources;
    std::vector<NeuronsDescription> neurons;
    std::vector<ConnectionDescription> connections;
    std::vector<LayerDescription> layers;
    std::vector<StepDescription> step;
    std::vector<DriveDescription> drives;
    std::vector<RewardDescription> rewards;
    std::vector<TrainerDescription> trainers;
    std::vector<HookDescription> hooks;
    std::optional<ClassifierDescription> classifier;
    std::vector<RecordDescription> records;
    StateDescription state;
    std::filesystem::path file;    //!< that it was read from; empty if from none
    std::filesystem::path folder;  //!< for results

    //! Reads and checks all of a file, parameters and data included. `overrides` are assignments
    //! such as "data.train=1000". What is wrong is a ConfigError or a FileError.
    static Experiment load(std::filesystem::path const& file,
                           std::span<std::string const> overrides = {});

    //! Steps per sample.
    Index steps() const { return encoder ? encoder->steps : data.steps; }
    //! Whose spikes are the result: the classifier's layer, the last layer of a step, where there
    //! is none the neurons that it drives last, or else the input.
    std::string const& result() const;
    //! The neurons that fire them, or the input.
    std::string const& result_neurons() const;
    //! "encoder" or "data".
    std::string const& input() const;
    //! Roughly, what the network will take on its backend.
    Index memory_bytes() const;
    //! Several lines for people.
    std::string summary() const;

    //! Null if no source of spikes has this name.
    SourceDescription const* spike_source(std::string_view wanted) const;
    //! ArgumentError for a name that is not there.
    NeuronsDescription const& neurons_named(std::string_view wanted) const;
    ConnectionDescription const& connection_named(std::string_view wanted) const;
    LayerDescription const& layer_named(std::string_view wanted) const;
};

}  // namespace inferno
