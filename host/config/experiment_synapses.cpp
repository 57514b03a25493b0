#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! To add a model: a function that reads its parameters, a line in the table below, and an
//! alternative of SynapseDescription.
struct SynapseKind {
    std::string_view name;
    SynapseDescription (*read)(JsonReader const& reader);
};

template <class Delta>
SynapseDescription read_delta(JsonReader const& reader)
{
    Delta synapse;
    synapse.charge_pc = reader.number("charge_pc", synapse.charge_pc);
    return synapse;
}

SynapseDescription read_single_current(JsonReader const& reader)
{
    SingleExponentialCurrent synapse;
    synapse.charge_pc        = reader.number("charge_pc", synapse.charge_pc);
    synapse.time_constant_ms = reader.number("time_constant_ms", synapse.time_constant_ms);
    return synapse;
}

SynapseDescription read_double_current(JsonReader const& reader)
{
    DoubleExponentialCurrent synapse;
    synapse.charge_pc   = reader.number("charge_pc", synapse.charge_pc);
    synapse.tc_decay_ms = reader.number("tc_decay_ms", synapse.tc_decay_ms);
    synapse.tc_rise_ms  = reader.number("tc_rise_ms", synapse.tc_rise_ms);
    return synapse;
}

SynapseDescription read_single_conductance(JsonReader const& reader)
{
    SingleExponentialConductance synapse;
    synapse.conductance_us   = reader.number("conductance_us", synapse.conductance_us);
    synapse.time_constant_ms = reader.number("time_constant_ms", synapse.time_constant_ms);
    synapse.reversal_mv      = reader.number("reversal_mv", synapse.reversal_mv);
    return synapse;
}

SynapseDescription read_double_conductance(JsonReader const& reader)
{
    DoubleExponentialConductance synapse;
    synapse.conductance_us = reader.number("conductance_us", synapse.conductance_us);
    synapse.tc_decay_ms    = reader.number("tc_decay_ms", synapse.tc_decay_ms);
    synapse.tc_rise_ms     = reader.number("tc_rise_ms", synapse.tc_rise_ms);
    synapse.reversal_mv    = reader.number("reversal_mv", synapse.reversal_mv);
    return synapse;
}

constexpr SynapseKind synapse_kinds[] = {
    {DeltaCurrent::name, read_delta<DeltaCurrent>},
    {DeltaPlusCurrent::name, read_delta<DeltaPlusCurrent>},
    {SingleExponentialCurrent::name, read_single_current},
    {DoubleExponentialCurrent::name, read_double_current},
    {SingleExponentialConductance::name, read_single_conductance},
    {DoubleExponentialConductance::name, read_double_conductance}};

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
