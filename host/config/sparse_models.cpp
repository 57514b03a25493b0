#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/point_models.hpp"

#include "config/sparse_reader.hpp"
#include "config/spike_lists.hpp"
#include "network/drawn_numbers.hpp"

namespace inferno {
namespace {

using AddPopulation = std::function<PointGroup&(SparseNetwork&)>;

//! To add a model: a read_config() for its parameters and a line in the table below.
struct ModelKind {
    std::string_view name;
    AddPopulation (*read)(JsonReader const& reader,
                          PopulationDescription const& population,
                          SparseNetwork const& trial);
};

//! Reads parameters that may be left out: a number, one per neuron, or a distribution.
class Parameters {
  public:
    Parameters(JsonReader const& reader, Index neurons, SparseNetwork const& trial)
        : reader_(&reader),
          neurons_(neurons),
          of_{trial.seed(), std::ssize(trial.populations()), {}}
    {
    }
    void operator()(std::string_view key, Values& values) const
    {
        if (!reader_->has(key)) { return; }
        JsonReader const value = (*reader_)[key];
        if (!value.is_object() || value.has("npy")) {
            values = read_values(*reader_, key, {neurons_}, values);
            return;
        }
        host::ParameterOf of = of_;
        of.key               = key;
        values               = host::drawn_numbers(read_distribution(value), neurons_, of);
    }

  private:
    JsonReader const* reader_;
    Index neurons_;
    host::ParameterOf of_;
};

//! What models with threshold, reset and refractory time have in common.
template <class Config>
void read_firing(Parameters const& read, Config& c)
{
    read("t_ref_ms", c.t_ref_ms), read("v_th_mv", c.v_th_mv);
    read("v_reset_mv", c.v_reset_mv), read("v_m_mv", c.v_m_mv);
}

template <class Config>
void read_currents(Parameters const& read, Config& c, bool inhibitory)
{
    read("tau_m_ms", c.tau_m_ms), read("c_m_pf", c.c_m_pf);
    read("e_l_mv", c.e_l_mv), read("i_e_pa", c.i_e_pa);
    read("tau_syn_ex_ms", c.tau_syn_ex_ms);
    if (inhibitory) { read("tau_syn_in_ms", c.tau_syn_in_ms); }
    read_firing(read, c);
}

template <class Config>
void read_conductances(Parameters const& read, Config& c)
{
    read("g_l_ns", c.g_l_ns), read("c_m_pf", c.c_m_pf), read("e_l_mv", c.e_l_mv);
    read("tau_syn_ex_ms", c.tau_syn_ex_ms), read("tau_syn_in_ms", c.tau_syn_in_ms);
    read("e_ex_mv", c.e_ex_mv), read("e_in_mv", c.e_in_mv), read("i_e_pa", c.i_e_pa);
}

void read_config(Parameters const& read, IafPscExp<1>::Config& c) { read_currents(read, c, false); }
void read_config(Parameters const& read, IafPscExp<2>::Config& c) { read_currents(read, c, true); }
void read_config(Parameters const& read, IafPscAlpha<1>::Config& c)
{
    read_currents(read, c, false);
}
void read_config(Parameters const& read, IafPscAlpha<2>::Config& c)
{
    read_currents(read, c, true);
}

void read_config(Parameters const& read, IafPscDelta::Config& c)
{
    read("tau_m_ms", c.tau_m_ms), read("c_m_pf", c.c_m_pf);
    read("e_l_mv", c.e_l_mv), read("i_e_pa", c.i_e_pa), read_firing(read, c);
}

void read_config(Parameters const& read, BrianCuba::Config& c)
{
    read("tau_m_ms", c.tau_m_ms), read("e_l_mv", c.e_l_mv);
    read("tau_syn_ex_ms", c.tau_syn_ex_ms), read("tau_syn_in_ms", c.tau_syn_in_ms);
    read_firing(read, c);
}

void read_config(Parameters const& read, IafCondExp::Config& c)
{
    read_conductances(read, c), read_firing(read, c);
}

void read_config(Parameters const& read, AdExCondExp::Config& c)
{
    read_conductances(read, c), read_firing(read, c);
    read("delta_t_mv", c.delta_t_mv), read("v_peak_mv", c.v_peak_mv);
    read("tau_w_ms", c.tau_w_ms), read("a_ns", c.a_ns), read("b_pa", c.b_pa);
}

template <class Config>
void read_traub(Parameters const& read, Config& c)
{
    read_conductances(read, c), read("t_ref_ms", c.t_ref_ms), read("v_m_mv", c.v_m_mv);
    read("g_na_ns", c.g_na_ns), read("g_k_ns", c.g_k_ns);
    read("e_na_mv", c.e_na_mv), read("e_k_mv", c.e_k_mv);
    read("v_t_mv", c.v_t_mv), read("v_spike_mv", c.v_spike_mv);
}
void read_config(Parameters const& read, HHCondExpTraub<TraubForm::nest>::Config& c)
{
    read_traub(read, c);
}
void read_config(Parameters const& read, HHCondExpTraub<TraubForm::brian>::Config& c)
{
    read_traub(read, c);
}

void read_config(Parameters const& read, Izhikevich2003::Config& c)
{
    read("a", c.a), read("b", c.b), read("c_mv", c.c_mv), read("d", c.d);
    read("i_e", c.i_e), read("v_m_mv", c.v_m_mv);
}

void read_config(Parameters const& read, SpiceBrunel::Config& c)
{
    read("tau_m_ms", c.tau_m_ms), read_firing(read, c);
}

void read_config(Parameters const& read, SpiceVogels::Config& c)
{
    read("tau_m_ms", c.tau_m_ms), read("e_l_mv", c.e_l_mv), read("input_mv", c.input_mv);
    read("tau_syn_ex_ms", c.tau_syn_ex_ms), read("tau_syn_in_ms", c.tau_syn_in_ms);
    read("e_ex_mv", c.e_ex_mv), read("e_in_mv", c.e_in_mv), read_firing(read, c);
}

void read_config(Parameters const& read, PoissonSource::Config& c) { read("rate_hz", c.rate_hz); }

template <class Model>
AddPopulation adding(PopulationDescription const& population, typename Model::Config config)
{
    return [name = population.name, size = population.size, config = std::move(config)](
               SparseNetwork& network) -> PointGroup& {
        return network.add<Model>(name, size, config);
    };
}

template <class Model>
AddPopulation read_as(JsonReader const& reader,
                      PopulationDescription const& population,
                      SparseNetwork const& trial)
{
    typename Model::Config config;
    read_config(Parameters(reader, population.size, trial), config);
    with_path(reader, [&] { Model::derive(config, population.size, trial.step_time_ms()); });
    return adding<Model>(population, std::move(config));
}

template <class One, class Two>
AddPopulation read_by_ports(JsonReader const& reader,
                            PopulationDescription const& population,
                            SparseNetwork const& trial)
{
    bool const two = reader.integer("ports", 1, 2, 1) == 2;
    return (two ? read_as<Two> : read_as<One>)(reader, population, trial);
}

AddPopulation read_traub_form(JsonReader const& reader,
                              PopulationDescription const& population,
                              SparseNetwork const& trial)
{
    constexpr Choice<TraubForm> forms[] = {{"nest", TraubForm::nest}, {"brian", TraubForm::brian}};
    return read_choice(reader, "form", forms) == TraubForm::nest
               ? read_as<HHCondExpTraub<TraubForm::nest>>(reader, population, trial)
               : read_as<HHCondExpTraub<TraubForm::brian>>(reader, population, trial);
}

AddPopulation read_generator(JsonReader const& reader,
                             PopulationDescription const& population,
                             SparseNetwork const&)
{
    Numbers const numbers = reader.numbers("times");
    SpikeGenerator::Config config;
    config.times_ms.resize(static_cast<std::size_t>(population.size));
    with_path(reader, [&] {
        INFERNO_REQUIRE(
            numbers.values.empty() || (numbers.shape.size() == 2 && numbers.shape[1] == 2),
            "times: has shape " << to_string(numbers.shape) << ", must be a list of [ms, neuron]");
        for (SpikeTime const& spike : spike_list(numbers.shape, numbers.values)) {
            INFERNO_REQUIRE(
                spike.element >= 0 && spike.element < population.size,
                "times: there is no neuron " << spike.element << " among " << population.size);
            config.times_ms[static_cast<std::size_t>(spike.element)].push_back(spike.time_ms);
        }
    });
    return adding<SpikeGenerator>(population, std::move(config));
}

constexpr ModelKind model_kinds[] = {{"IafPscExp", read_by_ports<IafPscExp<1>, IafPscExp<2>>},
                                     {"IafPscAlpha", read_by_ports<IafPscAlpha<1>, IafPscAlpha<2>>},
                                     {"IafPscDelta", read_as<IafPscDelta>},
                                     {"BrianCuba", read_as<BrianCuba>},
                                     {"IafCondExp", read_as<IafCondExp>},
                                     {"AdExCondExp", read_as<AdExCondExp>},
                                     {"HHCondExpTraub", read_traub_form},
                                     {"Izhikevich2003", read_as<Izhikevich2003>},
                                     {"SpiceBrunel", read_as<SpiceBrunel>},
                                     {"SpiceVogels", read_as<SpiceVogels>},
                                     {"PoissonSource", read_as<PoissonSource>},
                                     {"SpikeGenerator", read_generator}};

}  // namespace

AddPopulation read_model(JsonReader const& reader,
                         PopulationDescription& population,
                         SparseNetwork const& trial)
{
    ModelKind const& kind = read_kind(reader, model_kinds);
    population.model      = kind.name;
    return kind.read(reader, population, trial);
}

}  // namespace inferno
