#include <algorithm>
#include <cmath>

#include "inferno/state/history.hpp"

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

//! A number for both axes, or [y, x].
Conv2DShape::Pair read_pair(JsonReader const& reader,
                            std::string_view key,
                            Conv2DShape::Pair otherwise)
{
    if (!reader.has(key)) { return otherwise; }
    JsonReader const value       = reader[key];
    std::vector<double> const of = value.as_numbers().values;
    for (double const number : of) {
        if (!(number == std::floor(number) && number >= 0 && number <= double{most_elements})) {
            value.fail("must be a whole number, or two: [y, x]");
        }
    }
    if (of.empty() || of.size() > 2) { value.fail("must be a whole number, or two: [y, x]"); }
    return {static_cast<Index>(of.front()), static_cast<Index>(of.back())};
}

void read_convolution(JsonReader const& reader, ConnectionDescription& connection)
{
    connection.inputs = read_shape(reader, "inputs");
    if (connection.inputs.size() != 3) {
        reader["inputs"].fail("is " + to_string(connection.inputs) +
                              ", must be [channels, height, width]");
    }
    Conv2DShape& shape = connection.convolution;
    shape.channels     = connection.inputs[0];
    shape.height       = connection.inputs[1];
    shape.width        = connection.inputs[2];
    shape.filters      = reader.integer("filters", 1, most_elements);
    shape.kernel       = read_pair(reader, "kernel", shape.kernel);
    shape.stride       = read_pair(reader, "stride", shape.stride);
    shape.padding      = read_pair(reader, "padding", shape.padding);
    shape.dilation     = read_pair(reader, "dilation", shape.dilation);
    with_path(reader, [&] {
        auto const [height, width] = shape.output();
        connection.outputs         = {shape.filters, height, width};
    });
}

constexpr ConnectionKind connection_kinds[] = {
    {"LinearDense", ConnectionDescription::Kind::dense, read_both_shapes},
    {"LinearDirect", ConnectionDescription::Kind::direct, read_one_shape},
    {"LinearLateral", ConnectionDescription::Kind::lateral, read_square},
    {"Conv2D", ConnectionDescription::Kind::convolution, read_convolution}};

//! Drawn or given, no delay may be longer than the longest.
void require_delays(JsonReader const& values, DelayDescription const& delay)
{
    auto const require = [&](double delay_ms) {
        if (!(delay_ms >= 0 && delay_ms <= delay.longest_ms)) {
            values.fail("holds " + std::to_string(delay_ms) +
                        ", delays must be from 0 to longest_ms");
        }
    };
    if (auto const* given = std::get_if<Values>(&delay.values.values)) {
        std::for_each(given->list().begin(), given->list().end(), require);
    } else {
        auto const& range = std::get<InitialValues::Uniform>(delay.values.values);
        require(range.low);
        require(range.high);
    }
}

std::optional<DelayDescription> read_delay(JsonReader const& connection,
                                           Shape const& weights,
                                           double step_time_ms)
{
    if (!connection.has("delay") || connection["delay"].is_null()) { return {}; }
    JsonReader const reader                                 = connection.object("delay");
    static constexpr Choice<Interpolation> interpolations[] = {
        {"previous", Interpolation::previous}, {"nearest", Interpolation::nearest}};
    DelayDescription delay;
    delay.longest_ms            = reader.non_negative("longest_ms");
    delay.values                = read_initial(reader, "values", weights);
    delay.reading.interpolation = read_choice(reader, "interpolation", interpolations);
    if (reader.has("tolerance_ms")) {
        delay.reading.tolerance_ms = reader.non_negative("tolerance_ms");
    }
    if (reader.has("overbound")) {
        bool const limit        = reader["overbound"].is_null();
        delay.reading.overbound = limit ? std::optional<double>{} : reader.number("overbound");
    }
    if (delay.longest_ms / step_time_ms > double{most_delay_steps} - 1) {
        reader["longest_ms"].fail("is more than " + std::to_string(most_delay_steps - 1) +
                                  " time steps");
    }
    require_delays(reader["values"], delay);
    return delay;
}

}  // namespace

void read_connections(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("connections")) { return; }
    JsonReader const all = root.object("connections");
    for (std::string const& name : all.keys()) {
        JsonReader const reader    = all.object(name);
        ConnectionKind const& kind = read_kind(reader, connection_kinds);
        ConnectionDescription connection;
        connection.name = name;
        connection.kind = kind.kind;
        kind.read(reader, connection);
        connection.synapse = read_synapse(reader.object("synapse"), experiment.step_time_ms);
        connection.delay   = read_delay(reader, connection.weight_shape(), experiment.step_time_ms);
        connection.weight  = read_initial(reader, "weight", connection.weight_shape());
        if (reader.has("bias") && !reader["bias"].is_null()) {
            connection.bias = read_initial(reader, "bias", connection.bias_shape());
        }
        experiment.connections.push_back(std::move(connection));
    }
    if (experiment.connections.empty()) { all.fail("is empty, must hold at least one connection"); }
}

}  // namespace inferno
