//! A group of neurons of one model: owns their state and steps them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "inferno/neuron/stage.hpp"
#include "inferno/state/spikes.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! Any group. State arrays are [batch][neurons]; adaptation is [neurons][components] and shared by
//! the batch.
class NeuronGroup {
  public:
    NeuronGroup(BackendPointer backend, Shape shape, Index batch, double step_time_ms);
    NeuronGroup(NeuronGroup const&)            = delete;
    NeuronGroup& operator=(NeuronGroup const&) = delete;
    virtual ~NeuronGroup()                     = default;

    BackendPointer const& backend() const { return backend_; }
    Shape const& shape() const { return shape_; }
    Index size() const { return count(shape_); }
    Index batch() const { return batch_; }
    double step_time_ms() const { return mode_.step_time_ms; }

    //! One step with these input currents (nA). Throws ArgumentError unless they are batch x size.
    void step(RealView input_na);
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
    //! Training: adaptations move with the spikes. Evaluation: they stay.
    void train(bool training) { mode_.adapt = training; }
    //! With the lock (default) a refractory neuron keeps its voltage, without it leaks.
    void lock_refractory(bool lock) { mode_.lock = lock; }

  protected:
    virtual void submit(RealView input_na)                              = 0;
    virtual void reset_columns()                                        = 0;
    virtual std::map<std::string, Buffer<Real>*, std::less<>> columns() = 0;
    void add_adaptation(std::vector<Real> const& decay, std::vector<Real> const& increment);
    AdaptationView adaptation_view();
    SpikeWord* spike_words() { return spikes_.words(); }
    NeuronMode const& mode() const { return mode_; }

  private:
    BackendPointer backend_;
    Shape shape_;
    Index batch_;
    NeuronMode mode_;
    SpikeBuffer spikes_;
    Index components_ = 0;
    Buffer<Real> adaptation_, adaptation_sums_, adaptation_decay_, adaptation_increment_;
};

//! A group whose neurons follow `Model`.
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
            auto const components = Model::components(config, step_time_ms);
            add_adaptation(components.decay, components.increment_mv);
        }
        clear(false);
    }

  protected:
    void submit(RealView input_na) override
    {
        NeuronStage<Model> stage;
        stage.common     = common_;
        stage.each       = const_views(each_);
        stage.per_neuron = per_neuron_;
        stage.mode       = mode();
        stage.state      = views(state_);
        stage.adaptation = adaptation_view();
        stage.input      = input_na;
        stage.spikes     = spike_words();
        backend()->submit(Stage(stage));
    }

    void reset_columns() override
    {
        state_.refractory_ms.clear();
        std::vector<Real> voltages;
        for (Index b = 0; b < batch(); ++b) {
            voltages.insert(voltages.end(), rest_mv_.begin(), rest_mv_.end());
        }
        state_.voltage_mv.upload(voltages);
    }

    std::map<std::string, Buffer<Real>*, std::less<>> columns() override
    {
        std::map<std::string, Buffer<Real>*, std::less<>> found;
        Model::template State<Real>::fields(
            [&](char const* name, Buffer<Real>& column) { found[name] = &column; }, state_);
        return found;
    }

  private:
    //! One set of numbers for all neurons or, as soon as one parameter differs, columns for all.
    void set_params(typename Model::template Params<Values> const& params)
    {
        Model::template Params<Real>::fields(
            [&](char const*, Values const& values) {
                per_neuron_ = per_neuron_ || !values.uniform();
            },
            params);
        Model::template Params<Real>::fields(
            [&](char const*, Values const& values, Real& common, Buffer<Real>& column) {
                common = static_cast<Real>(values.at(0));
                if (per_neuron_) { column = Buffer<Real>(backend(), expand(values)); }
            },
            params,
            common_,
            each_);
        rest_mv_ = expand(params.rest_mv);
    }

    std::vector<Real> expand(Values const& values) const
    {
        std::vector<Real> numbers;
        for (Index n = 0; n < size(); ++n) {
            numbers.push_back(static_cast<Real>(values.at(n)));
        }
        return numbers;
    }

    typename Model::template Params<Real> common_;
    typename Model::template Params<Buffer<Real>> each_;
    bool per_neuron_ = false;
    std::vector<Real> rest_mv_;
    typename Model::template State<Buffer<Real>> state_;
};

}  // namespace inferno
