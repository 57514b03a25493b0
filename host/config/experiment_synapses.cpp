#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! To add a model: a function that reads its parameters, a line in the table below, and an
//! alternative of SynapseDescription.
struct SynapseKind {
    std::string_view name;
    SynapseDescription (*read)(JsonReader const& reader);
};

template <class Model>
void read_size(JsonReader const& reader, Model& synapse)
{
    if constexpr (requires { synapse.charge_pc; }) {
        synapse.charge_pc = reader.number("charge_pc", synapse.charge_pc);
    } else {
        synapse.conductance_us = reader.number("conductance_us", synapse.conductance_us);
        synapse.reversal_mv    = reader.number("reversal_mv", synapse.reversal_mv);
    }
}

template <class Delta>
SynapseDescription read_delta(JsonReader const& reader)
{
    Delta synapse;
    read_size(reader, synapse);
    return synapse;
}

template <class Single>
SynapseDescription read_single(JsonReader const& reader)
{
    Single synapse;
    read_size(reader, synapse);
    synapse.time_constant_ms = reader.number("time_constant_ms", synapse.time_constant_ms);
    return synapse;
}

template <class Double>
SynapseDescription read_double(JsonReader const& reader)
{
    Double synapse;
    read_size(reader, synapse);
    synapse.tc_decay_ms = reader.number("tc_decay_ms", synapse.tc_decay_ms);
    synapse.tc_rise_ms  = reader.number("tc_rise_ms", synapse.tc_rise_ms);
    return synapse;
}

constexpr SynapseKind synapse_kinds[] = {
    {DeltaCurrent::name, read_delta<DeltaCurrent>},
    {DeltaPlusCurrent::name, read_delta<DeltaPlusCurrent>},
    {SingleExponentialCurrent::name, read_single<SingleExponentialCurrent>},
    {DoubleExponentialCurrent::name, read_double<DoubleExponentialCurrent>},
    {SingleExponentialConductance::name, read_single<SingleExponentialConductance>},
    {DoubleExponentialConductance::name, read_double<DoubleExponentialConductance>}};

}  // namespace

SynapseDescription read_synapse(JsonReader const& reader, double step_time_ms)
{
    SynapseDescription const synapse = read_kind(reader, synapse_kinds).read(reader);
    with_path(reader, [&] {
        std::visit([&](auto const& model) { static_cast<void>(model.derive(step_time_ms)); },
                   synapse);
    });
    return synapse;
}

}  // namespace inferno
