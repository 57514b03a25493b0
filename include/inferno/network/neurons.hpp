//! A group of neurons of one model: owns their state and steps them.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inferno/neuron/exact.hpp"
#include "inferno/neuron/stage.hpp"
#include "inferno/state/spikes.hpp"
#include "inferno/state/values.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! Any group. State arrays are [batch][neurons]; adaptation is [neurons][components] and shared by
//! the batch.
class NeuronGroup {
  public:
    NeuronGroup(BackendPointer backend, Shape shape, Index batch, double step_time_ms);
    NeuronGroup(NeuronGroup const&)            = delete;
    NeuronGroup& operator=(NeuronGroup const&) = delete;
    virtual ~NeuronGroup()                     = default;

    //! "LIF", "AdEx", ...
    virtual std::string_view model() const = 0;
    BackendPointer const& backend() const { return backend_; }
    Shape const& shape() const { return shape_; }
    Index size() const { return count(shape_); }
    Index batch() const { return batch_; }
    double step_time_ms() const { return mode_.step_time_ms; }

    //! One step with this input: currents (nA) and, if there are any, conductances. Throws
    //! ArgumentError unless they are batch x size.
    void step(NeuronInput const& input);
    //! Spikes of the last step.
    SpikeView spikes() const { return spikes_.view(); }
    //! The same, on the host: [batch][neurons], 0 or 1.
    std::vector<std::uint8_t> download_spikes() const { return spikes_.download(); }

    //! State columns by name ("voltage_mv", "refractory_ms", ...), each [batch][neurons].
    std::vector<std::string> column_names() const;
    Buffer<Real>& column(std::string_view name);
    std::vector<Real> voltage_mv() { return column("voltage_mv").download(); }
    std::vector<Real> refractory_ms() { return column("refractory_ms").download(); }
    //! Adaptation components, [neurons][components]; empty for models without.
    std::vector<Real> adaptation() const;
    void set_adaptation(std::span<Real const> values);
    Index components() const { return components_; }
    //! Memory of the components, [components][neurons].
    Buffer<Real> const& adaptation_memory() const { return adaptation_; }

    //! Rest voltages, no refractory time, no spikes; adaptations are kept unless asked otherwise.
    void clear(bool keep_adaptations = true);
    //! Another number of samples; everything is as after clear(). State and spikes move to other
    //! memory: views of them end, and programs recorded before must not run again.
    void resize_batch(Index batch);

    //! Training: adaptations move with the spikes. Evaluation: they stay.
    void train(bool training);
    //! true or false: adaptations move, or stay, in training and evaluation alike. None: as train()
    //! says.
    void force_adaptation(std::optional<bool> moves);
    //! How what the samples propose becomes the adaptation that is kept; the mean at first.
    //! ArgumentError unless it is mean, sum, max or min.
    void reduce_adaptation(BatchReduction reduction);
    //! With the lock (default) a refractory neuron keeps its voltage, without it leaks.
    void lock_refractory(bool lock) { mode_.lock = lock; }
    //! Columns, adaptation and spikes; model, shape, batch and step time must be the same.
    void visit_state(StateVisitor& state);

  protected:
    virtual void submit(NeuronInput const& input) = 0;
    virtual void reset_columns()                  = 0;
    //! New columns for this batch; the group's batch is still the old one.
    virtual void resize_columns(Index batch)                            = 0;
    virtual std::map<std::string, Buffer<Real>*, std::less<>> columns() = 0;
    void add_adaptation(Index components);
    AdaptationView adaptation_view();
    SpikeWord* spike_words() { return spikes_.words(); }
    NeuronMode const& mode() const { return mode_; }

  private:
    BackendPointer backend_;
    Shape shape_;
    Index batch_;
    NeuronMode mode_;
    bool training_ = true;
    std::optional<bool> forced_adaptation_;
    BatchReduction adaptation_reduction_ = BatchReduction::mean;
    SpikeBuffer spikes_;
    Index components_ = 0;
    Buffer<Real> adaptation_, joined_adaptation_;
};

//! A group whose neurons follow `Model`; neuron/stage.hpp says what a model is.
template <class Model>
class Neurons final : public NeuronGroup {
  public:
    using Config = typename Model::Config;

    //! Throws ArgumentError if a parameter is out of range or has the wrong number of values.
    Neurons(BackendPointer const& backend,
            Shape shape,
            Index batch,
            double step_time_ms,
            Config const& config)
        : NeuronGroup(backend, std::move(shape), batch, step_time_ms),
          state_(make_columns<Model::template State>(backend, batch * size()))
    {
        set_params(Model::derive(config, size(), step_time_ms));
        if constexpr (is_adaptive<Model>) {
            set_components(Model::components(config, step_time_ms));
        }
        clear(false);
    }

    std::string_view model() const override { return Model::name; }

  protected:
    void submit(NeuronInput const& input) override
    {
        NeuronStage<Model> stage;
        stage.common            = common_;
        stage.each              = const_views(each_);
        stage.per_neuron        = per_neuron_;
        stage.mode              = mode();
        stage.state             = views(state_);
        stage.adaptation        = adaptation_view();
        stage.components        = const_views(components_);
        stage.input             = input.current_na;
        stage.conductance_count = input.conductance_count;
        std::copy(input.conductances.begin(), input.conductances.end(), stage.conductances);
        stage.spikes = spike_words();
        backend()->submit(Stage(stage));
    }

    void reset_columns() override
    {
        Columns<Real>::fields(
            [this](char const*, Buffer<Real>& column, std::vector<Real> const& row) {
                std::vector<Real> rows;
                for (Index b = 0; b < batch(); ++b) {
                    rows.insert(rows.end(), row.begin(), row.end());
                }
                column.upload(rows);
            },
            state_,
            initial_);
    }

    void resize_columns(Index batch) override
    {
        state_ = make_columns<Model::template State>(backend(), batch * size());
    }

    std::map<std::string, Buffer<Real>*, std::less<>> columns() override
    {
        std::map<std::string, Buffer<Real>*, std::less<>> found;
        Columns<Real>::fields(
            [&](char const* name, Buffer<Real>& column) { found[name] = &column; }, state_);
        return found;
    }

  private:
    template <class T>
    using Columns = typename Model::template State<T>;
    template <class T>
    using Params = typename Model::template Params<T>;
    template <class T>
    using Components = typename ComponentOf<Model>::template Fields<T>;

    //! One set of numbers for all neurons or, as soon as one parameter differs, columns for all.
    void set_params(Params<Values> const& params)
    {
        Params<Real>::fields(
            [&](char const*, Values const& values) {
                per_neuron_ = per_neuron_ || !values.uniform();
            },
            params);
        Params<Real>::fields(
            [&](char const*, Values const& values, Real& common, Buffer<Real>& column) {
                common = static_cast<Real>(values.at(0));
                if (per_neuron_) { column = Buffer<Real>(backend(), expand(values)); }
            },
            params,
            common_,
            each_);
        for (Index n = 0; n < size(); ++n) {
            Columns<Real>::fields(
                [](char const*, std::vector<Real>& row, Real value) { row.push_back(value); },
                initial_,
                initial_state(params, n));
        }
    }

    void set_components(Components<std::vector<Real>> const& components)
    {
        Index count = 0;
        Components<Real>::fields(
            [&](char const*, std::vector<Real> const& values, Buffer<Real>& column) {
                count  = std::ssize(values);
                column = Buffer<Real>(backend(), std::span<Real const>(values));
            },
            components,
            components_);
        add_adaptation(count);
    }

    //! Neuron n after a clear.
    static Columns<Real> initial_state(Params<Values> const& all, Index n)
    {
        Params<Real> params;
        Params<Real>::fields(
            [n](char const*, Real& to, Values const& from) { to = static_cast<Real>(from.at(n)); },
            params,
            all);
        if constexpr (requires { Model::initial(params); }) {
            return Model::initial(params);
        } else {
            Columns<Real> state{};
            state.voltage_mv = params.rest_mv;
            return state;
        }
    }

    std::vector<Real> expand(Values const& values) const
    {
        std::vector<Real> numbers;
        for (Index n = 0; n < size(); ++n) {
            numbers.push_back(static_cast<Real>(values.at(n)));
        }
        return numbers;
    }

    Params<Real> common_;
    Params<Buffer<Real>> each_;
    bool per_neuron_ = false;
    Components<Buffer<Real>> components_;
    Columns<std::vector<Real>> initial_;  //!< [neurons]
    Columns<Buffer<Real>> state_;
};

//! From now on exactly these neurons fire, whatever the input: [batch][neurons], nonzero is a
//! spike. No values, or a clear(): again those with a positive input.
void force_spikes(Neurons<ExactNeuron>& neurons, std::span<std::uint8_t const> fired);

}  // namespace inferno
