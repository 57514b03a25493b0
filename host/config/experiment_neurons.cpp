#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

using AnyModel = decltype(NeuronsDescription::model);

//! To add a model: a function that reads its parameters, a line in the table below, and an
//! alternative of NeuronsDescription::model.
struct NeuronKind {
    std::string_view name;
    AnyModel (*read)(JsonReader const& reader, Shape const& shape);
};

//! One number, or one per adaptation component.
std::vector<double> read_components(JsonReader const& reader,
                                    std::string_view key,
                                    std::vector<double> const& fallback)
{
    if (!reader.has(key)) { return fallback; }
    Numbers const numbers = reader.numbers(key);
    if (numbers.shape.size() > 1 || numbers.values.empty()) {
        reader[key].fail("has shape " + to_string(numbers.shape) +
                         ", must be one number or a list, one per component");
    }
    return numbers.values;
}

//! Reads parameters that may be left out.
class Parameters {
  public:
    Parameters(JsonReader const& reader, Shape const& shape) : reader_(&reader), shape_(&shape) {}
    void operator()(std::string_view key, Values& values) const
    {
        values = read_values(*reader_, key, *shape_, values);
    }
    void operator()(std::string_view key, std::vector<double>& components) const
    {
        components = read_components(*reader_, key, components);
    }

  private:
    JsonReader const* reader_;
    Shape const* shape_;
};

void read_config(Parameters const& read, LIF::Config& c)
{
    read("rest_mv", c.rest_mv), read("reset_mv", c.reset_mv);
    read("threshold_mv", c.threshold_mv), read("refractory_ms", c.refractory_ms);
    read("time_constant_ms", c.time_constant_ms), read("resistance_mohm", c.resistance_mohm);
}

void read_config(Parameters const& read, ALIF::Config& c)
{
    read("rest_mv", c.rest_mv), read("reset_mv", c.reset_mv);
    read("threshold_eq_mv", c.threshold_eq_mv), read("refractory_ms", c.refractory_ms);
    read("membrane_time_constant_ms", c.membrane_time_constant_ms);
    read("resistance_mohm", c.resistance_mohm);
    read("adaptation_time_constant_ms", c.adaptation_time_constant_ms);
    read("spike_increment_mv", c.spike_increment_mv);
}

void read_config(Parameters const& read, GLIF2::Config& c)
{
    read("rest_mv", c.rest_mv), read("reset_add_mv", c.reset_add_mv);
    read("reset_mul", c.reset_mul), read("threshold_eq_mv", c.threshold_eq_mv);
    read("refractory_ms", c.refractory_ms);
    read("membrane_time_constant_ms", c.membrane_time_constant_ms);
    read("resistance_mohm", c.resistance_mohm);
    read("adaptation_rate_per_ms", c.adaptation_rate_per_ms);
    read("spike_increment_mv", c.spike_increment_mv);
}

template <class Config>
void read_quadratic(Parameters const& read, Config& c)
{
    read("rest_mv", c.rest_mv), read("critical_mv", c.critical_mv);
    read("affinity", c.affinity), read("reset_mv", c.reset_mv);
    read("threshold_mv", c.threshold_mv), read("refractory_ms", c.refractory_ms);
    read("resistance_mohm", c.resistance_mohm);
}

template <class Config>
void read_exponential(Parameters const& read, Config& c)
{
    read("rest_mv", c.rest_mv), read("rheobase_mv", c.rheobase_mv);
    read("sharpness_mv", c.sharpness_mv), read("reset_mv", c.reset_mv);
    read("threshold_mv", c.threshold_mv), read("refractory_ms", c.refractory_ms);
    read("resistance_mohm", c.resistance_mohm);
}

//! What models with adaptation currents have besides.
template <class Config>
void read_currents(Parameters const& read, Config& c)
{
    read("membrane_time_constant_ms", c.membrane_time_constant_ms);
    read("adaptation_time_constant_ms", c.adaptation_time_constant_ms);
    read("voltage_coupling_us", c.voltage_coupling_us);
    read("spike_increment_na", c.spike_increment_na);
}

void read_config(Parameters const& read, QIF::Config& c)
{
    read_quadratic(read, c), read("time_constant_ms", c.time_constant_ms);
}

void read_config(Parameters const& read, Izhikevich::Config& c)
{
    read_quadratic(read, c), read_currents(read, c);
}

void read_config(Parameters const& read, EIF::Config& c)
{
    read_exponential(read, c), read("time_constant_ms", c.time_constant_ms);
}

void read_config(Parameters const& read, AdEx::Config& c)
{
    read_exponential(read, c), read_currents(read, c);
}

void read_config(Parameters const& read, ExactNeuron::Config& c)
{
    read("rest_mv", c.rest_mv), read("threshold_mv", c.threshold_mv);
}

template <class Model>
AnyModel read_model(JsonReader const& reader, Shape const& shape)
{
    NeuronModel<Model> model;
    read_config(Parameters(reader, shape), model.config);
    return model;
}

template <class Model>
constexpr NeuronKind kind_of = {Model::name, read_model<Model>};

constexpr NeuronKind neuron_kinds[] = {kind_of<LIF>,
                                       kind_of<GLIF1>,
                                       kind_of<ALIF>,
                                       kind_of<GLIF2>,
                                       kind_of<QIF>,
                                       kind_of<Izhikevich>,
                                       kind_of<EIF>,
                                       kind_of<AdEx>,
                                       kind_of<ExactNeuron>};

//! How adaptations move; for models that have some.
void read_adaptation(JsonReader const& reader, NeuronsDescription& neurons)
{
    constexpr Choice<BatchReduction> reductions[] = {{"mean", BatchReduction::mean},
                                                     {"sum", BatchReduction::sum},
                                                     {"max", BatchReduction::max},
                                                     {"min", BatchReduction::min}};
    constexpr Choice<int> when[]                  = {{"training", -1}, {"always", 1}, {"never", 0}};
    neurons.adaptation_reduction = read_choice(reader, "adaptation_reduction", reductions);
    int const chosen             = read_choice(reader, "adapt", when);
    if (chosen >= 0) { neurons.adapts = chosen == 1; }
}

//! The model's own checks.
template <class Model>
void check(NeuronModel<Model> const& model, Shape const& shape, double step_time_ms)
{
    Model::derive(model.config, count(shape), step_time_ms);
    if constexpr (is_adaptive<Model>) { Model::components(model.config, step_time_ms); }
}

}  // namespace

void read_neurons(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("neurons")) { return; }
    JsonReader const all = root.object("neurons");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        NeuronsDescription neurons;
        neurons.name            = name;
        neurons.shape           = read_shape(reader, "shape");
        neurons.model           = read_kind(reader, neuron_kinds).read(reader, neurons.shape);
        neurons.lock_refractory = reader.boolean("lock_refractory", true);
        std::visit(
            [&]<class Model>(NeuronModel<Model> const& model) {
                if constexpr (is_adaptive<Model>) { read_adaptation(reader, neurons); }
                with_path(reader, [&] { check(model, neurons.shape, experiment.step_time_ms); });
            },
            neurons.model);
        experiment.neurons.push_back(std::move(neurons));
    }
    if (experiment.neurons.empty()) { all.fail("is empty, must hold at least one group"); }
}

}  // namespace inferno
