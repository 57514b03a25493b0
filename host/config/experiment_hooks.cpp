#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

//! To add a kind of hook: a function that reads it, and a line in the table below.
struct HookKind {
    std::string_view name;
    decltype(HookDescription::rule) (*read)(JsonReader const& reader, Shape const& parameter);
};

double read_nonzero(JsonReader const& reader, std::string_view key, std::optional<double> fallback)
{
    double const number = reader.number(key, fallback);
    if (number == 0) { reader[key].fail("is 0, must not be 0"); }
    return number;
}

//! "axis" is one axis or null for all, "axes" a list.
std::vector<int> read_axes(JsonReader const& reader, Shape const& parameter)
{
    auto const count = static_cast<Index>(parameter.size());
    if (reader.has("axis") && reader.has("axes")) {
        reader.fail("give either \"axis\" or \"axes\"");
    }
    std::vector<int> axes;
    if (reader.has("axes")) {
        JsonReader const list = reader.list("axes");
        for (Index i = 0; i < list.size(); ++i) {
            auto const axis = static_cast<int>(list.at(i).as_integer(-count, count - 1));
            for (int const other : axes) {
                if ((other - axis) % static_cast<int>(count) == 0) {
                    list.at(i).fail("is " + std::to_string(axis) + ", which is there twice");
                }
            }
            axes.push_back(axis);
        }
        return axes;
    }
    if (reader.has("axis") && reader["axis"].is_null()) { return axes; }
    return {static_cast<int>(reader.integer("axis", -count, count - 1, -1))};
}

decltype(HookDescription::rule) read_normalization(JsonReader const& reader, Shape const& parameter)
{
    NormalizationHook hook;
    bool const infinite = reader.has("order") && reader["order"].is_text();
    if (infinite) { reader["order"].as_choice({"inf"}); }
    hook.config.order   = infinite ? std::numeric_limits<double>::infinity()
                                   : read_nonzero(reader, "order", hook.config.order);
    hook.config.scale   = read_nonzero(reader, "scale", hook.config.scale);
    hook.config.epsilon = reader.positive("epsilon", hook.config.epsilon);
    hook.config.axes    = read_axes(reader, parameter);
    return hook;
}

decltype(HookDescription::rule) read_clamping(JsonReader const& reader, Shape const&)
{
    ClampingHook hook;
    if (reader.has("min") && !reader["min"].is_null()) { hook.low = reader.number("min"); }
    if (reader.has("max") && !reader["max"].is_null()) { hook.high = reader.number("max"); }
    if (!hook.low && !hook.high) { reader.fail("needs \"min\", \"max\" or both"); }
    if (hook.low && hook.high && !(static_cast<Real>(*hook.low) < static_cast<Real>(*hook.high))) {
        reader.fail("min must be less than max");
    }
    return hook;
}

constexpr HookKind hook_kinds[] = {{"Normalization", read_normalization},
                                   {"Clamping", read_clamping}};

constexpr Choice<HookPoint> hook_points[] = {{"after_batch", HookPoint::after_batch},
                                             {"before_batch", HookPoint::before_batch},
                                             {"before_step", HookPoint::before_step},
                                             {"after_step", HookPoint::after_step},
                                             {"before_update", HookPoint::before_update},
                                             {"after_update", HookPoint::after_update}};

HookModes read_modes(JsonReader const& reader, HookPoint when)
{
    bool const of_update = when == HookPoint::before_update || when == HookPoint::after_update;
    HookModes const modes{reader.boolean("training", true), reader.boolean("evaluation", false)};
    if (!modes.training && !modes.evaluation) {
        reader.fail("\"training\" and \"evaluation\" are both false: it would never run");
    }
    if (of_update && modes.evaluation) {
        reader["evaluation"].fail("is true, but updates are made in training only");
    }
    return modes;
}

}  // namespace

void read_hooks(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("hooks")) { return; }
    JsonReader const list = root.list("hooks");
    for (Index i = 0; i < list.size(); ++i) {
        JsonReader const reader = list.at(i);
        HookKind const& kind    = read_kind(reader, hook_kinds);
        auto const& connection =
            read_name(reader, "connection", experiment.connections, "connection");
        HookDescription hook;
        hook.connection = connection.name;
        hook.parameter  = reader.choice("parameter", {"weight", "bias", "delay"}, "weight");
        if (hook.parameter == "bias" && !connection.bias) {
            reader["parameter"].fail("connection \"" + connection.name + "\" has no bias");
        }
        if (hook.parameter == "delay" && !connection.delay) {
            reader["parameter"].fail("connection \"" + connection.name + "\" has no delays");
        }
        hook.when     = read_choice(reader, "when", hook_points);
        hook.modes    = read_modes(reader, hook.when);
        hook.at_start = reader.boolean("at_start", false);
        hook.rule     = kind.read(
            reader, hook.parameter == "bias" ? connection.bias_shape() : connection.weight_shape());
        experiment.hooks.push_back(std::move(hook));
    }
}

}  // namespace inferno
