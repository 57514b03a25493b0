#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

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
        for (char const* parameter : {"weight", "bias", "delay"}) {
            if (!reader.has(parameter)) { continue; }
            if (parameter == std::string_view("bias") && !connection->bias) {
                reader["bias"].fail("connection \"" + name + "\" has no bias");
            }
            if (parameter == std::string_view("delay") && !connection->delay) {
                reader["delay"].fail("connection \"" + name + "\" has no delays");
            }
            connection->updates[parameter] = read_update(reader.object(parameter));
        }
        if (connection->updates.empty()) { reader.fail("needs \"weight\", \"bias\" or \"delay\""); }
    }
}

}  // namespace inferno
