#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! To add a kind: a function that reads its shapes, and a line in the table below.
struct ConnectionKind {
    std::string_view name;
    ConnectionDescription::Kind kind;
    void (*read)(JsonReader const& reader, ConnectionDescription& connection);
};

void read_both_shapes(JsonReader const& reader, ConnectionDescription& connection)
{
    connection.inputs  = read_shape(reader, "inputs");
    connection.outputs = read_shape(reader, "outputs");
    double const size  = static_cast<double>(count(connection.inputs)) *
                        static_cast<double>(count(connection.outputs));
    if (size > double{most_elements}) {
        reader.fail("has " + to_string(connection.outputs) + " x " + to_string(connection.inputs) +
                    " weights, must not be more than " + std::to_string(most_elements));
    }
}

void read_one_shape(JsonReader const& reader, ConnectionDescription& connection)
{
    connection.inputs = connection.outputs = read_shape(reader, "shape");
}

void read_square(JsonReader const& reader, ConnectionDescription& connection)
{
    read_one_shape(reader, connection);
    if (count(connection.inputs) > 46'340) {
        reader["shape"].fail("has " + std::to_string(count(connection.inputs)) +
                             " elements, must not have more than 46340");
    }
}

constexpr ConnectionKind connection_kinds[] = {
    {"LinearDense", ConnectionDescription::Kind::dense, read_both_shapes},
    {"LinearDirect", ConnectionDescription::Kind::direct, read_one_shape},
    {"LinearLateral", ConnectionDescription::Kind::lateral, read_square}};

DeltaCurrent read_synapse(JsonReader const& reader, double step_time_ms)
{
    reader.choice("kind", {"DeltaCurrent"});
    DeltaCurrent synapse;
    synapse.charge_pc = reader.number("charge_pc", synapse.charge_pc);
    with_path(reader, [&] { static_cast<void>(synapse.per_spike_na(step_time_ms)); });
    return synapse;
}

struct BoundName {
    std::string_view name;
    BoundKind kind;
};
constexpr BoundName bound_kinds[] = {{"power", BoundKind::power},
                                     {"scaled_power", BoundKind::scaled_power},
                                     {"multiplicative", BoundKind::multiplicative},
                                     {"scaled_multiplicative", BoundKind::scaled_multiplicative},
                                     {"sharp", BoundKind::sharp}};

Bound read_bound(JsonReader const& updater, std::string_view key)
{
    if (!updater.has(key)) { return {}; }
    JsonReader const reader = updater.object(key);
    Bound bound;
    bound.kind  = read_kind(reader, bound_kinds).kind;
    bound.limit = static_cast<Real>(reader.number("limit"));
    bool const scaled =
        bound.kind == BoundKind::scaled_power || bound.kind == BoundKind::scaled_multiplicative;
    if (scaled) { bound.range = static_cast<Real>(reader.positive("range")); }
    if (bound.kind == BoundKind::power || bound.kind == BoundKind::scaled_power) {
        bound.power = static_cast<Real>(reader.positive("power"));
    }
    return bound;
}

Limit read_limit(JsonReader const& reader, std::string_view key)
{
    if (!reader.has(key) || reader[key].is_null()) { return {}; }
    return static_cast<Real>(reader.number(key));
}

constexpr Choice<PartReduction> reductions[] = {{"sum", PartReduction::sum},
                                                {"mean", PartReduction::mean},
                                                {"min", PartReduction::min},
                                                {"max", PartReduction::max}};

ParameterUpdate read_update(JsonReader const& reader)
{
    ParameterUpdate update;
    update.reduction = read_choice(reader, "reduction", reductions);
    update.bound     = {read_bound(reader, "upper"), read_bound(reader, "lower")};
    if (!reader.has("clamp")) { return update; }
    JsonReader const clamp = reader.object("clamp");
    update.low             = read_limit(clamp, "min");
    update.high            = read_limit(clamp, "max");
    if (!update.low && !update.high) { clamp.fail("needs \"min\", \"max\" or both"); }
    if (update.low && update.high && !(*update.low < *update.high)) {
        clamp.fail("min must be less than max");
    }
    return update;
}

}  // namespace

void read_connections(JsonReader const& root, Experiment& experiment)
{
    JsonReader const all = root.object("connections");
    for (std::string const& name : all.keys()) {
        JsonReader const reader    = all.object(name);
        ConnectionKind const& kind = read_kind(reader, connection_kinds);
        ConnectionDescription connection;
        connection.name = name;
        connection.kind = kind.kind;
        kind.read(reader, connection);
        connection.synapse = read_synapse(reader.object("synapse"), experiment.step_time_ms);
        connection.weight  = read_initial(reader, "weight", connection.weight_shape());
        if (reader.has("bias") && !reader["bias"].is_null()) {
            connection.bias = read_initial(reader, "bias", connection.outputs);
        }
        experiment.connections.push_back(std::move(connection));
    }
    if (experiment.connections.empty()) { all.fail("is empty, must hold at least one connection"); }
}

void read_updaters(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("updaters")) { return; }
    JsonReader const all = root.object("updaters");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        std::vector<std::string_view> known;
        ConnectionDescription* connection = nullptr;
        for (ConnectionDescription& candidate : experiment.connections) {
            known.push_back(candidate.name);
            if (candidate.name == name) { connection = &candidate; }
        }
        if (connection == nullptr) {
            reader.fail("no connection has this name" + suggestion(name, known));
        }
        for (char const* parameter : {"weight", "bias"}) {
            if (!reader.has(parameter)) { continue; }
            if (parameter == std::string_view("bias") && !connection->bias) {
                reader["bias"].fail("connection \"" + name + "\" has no bias");
            }
            connection->updates[parameter] = read_update(reader.object(parameter));
        }
        if (connection->updates.empty()) { reader.fail("needs \"weight\", \"bias\" or both"); }
    }
}

}  // namespace inferno
