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

#include "inferno/network/connection.hpp"
#include "inferno/network/current_source.hpp"
#include "inferno/network/encoder.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/lif.hpp"

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
    std::variant<NeuronModel<LIF>, NeuronModel<ALIF>> model;
    bool lock_refractory = true;
};

//! First values of a weight or bias.
struct InitialValues {
    struct Uniform {
        double low = 0, high = 1;
        bool rescale = false;  //!< stretch so that the smallest is low and the largest high
    };
    std::variant<Values, Uniform> values;
};

//! How proposed changes of one parameter are applied.
struct ParameterUpdate {
    PartReduction reduction = PartReduction::sum;
    FullBound bound;
    Limit low, high;  //!< of the clamp
};

struct ConnectionDescription {
    enum class Kind { dense, direct, lateral };
    std::string name;
    Kind kind = Kind::dense;
    Shape inputs, outputs;
    DeltaCurrent synapse;
    InitialValues weight;
    std::optional<InitialValues> bias;
    std::map<std::string, ParameterUpdate> updates;  //!< by parameter; none: does not learn

    //! [targets][sources], or [elements] for one-to-one connections.
    Shape weight_shape() const;
};

//! One connection and the neurons that it feeds.
struct LayerDescription {
    std::string name, connection, neurons;
};

//! One layer's turn within a step. The input is "encoder" or "data", a source of spikes, or a layer
//! that ran earlier in the same step.
struct StepDescription {
    std::string layer, input;
};

//! A step of neurons with nothing but the current of a source.
struct DriveDescription {
    std::string neurons, current;
    Index before = 0;  //!< the turn that follows it
};

struct TrainerDescription {
    std::string name, layer;
    std::variant<STDP::Config> rule;
};

//! Scales a connection's weights to a norm after each batch.
struct NormalizationHook {
    std::string connection;
    double order = 1, scale = 1, epsilon = 1e-12;
    std::optional<int> axis = -1;
    bool training_only      = true;
    bool at_start           = false;  //!< once more, before the first batch
};

using HookDescription = std::variant<NormalizationHook>;

//! A MaxRateClassifier on the spikes of a layer.
struct ClassifierDescription {
    std::string layer;
    double decay        = 0;
    Index every_batches = 1;  //!< it learns after so many
    bool proportional   = true;
};

//! One quantity, written to one .npy file.
struct RecordDescription {
    std::string what;  //!< "spikes", "voltage_mv", "weight", ...
    std::string of;    //!< the name of a layer, neurons, a connection or a trainer
    ExperimentPhase phase = ExperimentPhase::train;
    Index first = 0, last = 0;  //!< batches, counted from 0, both included
    Index every   = 1;          //!< of these batches
    bool per_step = false;      //!< else once, after the batch
    std::string file;

    bool wants(Index batch) const
    {
        return batch >= first && batch <= last && (batch - first) % every == 0;
    }
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
    std::vector<TrainerDescription> trainers;
    std::vector<HookDescription> hooks;
    std::optional<ClassifierDescription> classifier;
    std::vector<RecordDescription> records;
    std::filesystem::path file;    //!< that it was read from; empty if from none
    std::filesystem::path folder;  //!< for results

    //! Reads and checks all of a file, parameters and data included. `overrides` are assignments
    //! such as "data.train=1000". What is wrong is a ConfigError or a FileError.
    static Experiment load(std::filesystem::path const& file,
                           std::span<std::string const> overrides = {});

    //! Steps per sample.
    Index steps() const { return encoder ? encoder->steps : data.steps; }
    //! The layer whose spikes are the result: the classifier's, or the last of a step.
    std::string const& result_layer() const;
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
