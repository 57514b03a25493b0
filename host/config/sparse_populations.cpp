#include "config/sparse_reader.hpp"

namespace inferno {
namespace {

//! When an input is active, in both kinds of input.
template <class Input>
void read_activity(JsonReader const& reader, Input& input)
{
    input.start_ms = reader.non_negative("start_ms", 0);
    if (reader.has("stop_ms") && !reader["stop_ms"].is_null()) {
        input.stop_ms = reader.between("stop_ms", input.start_ms, 1e12);
    }
}

int read_port(JsonReader const& reader, PointGroup const& group)
{
    if (group.ports() == 0) {
        reader.fail("\"" + group.name() + "\" is a source, which takes no input");
    }
    return static_cast<int>(reader.integer("port", 0, group.ports() - 1, 0));
}

PoissonInput read_drive(JsonReader const& reader, PointGroup const& group)
{
    PoissonInput input;
    input.port    = read_port(reader, group);
    input.rate_hz = read_values(reader, "rate_hz", {group.size()});
    input.weight  = reader.number("weight");
    read_activity(reader, input);
    return input;
}

NormalInput read_noise(JsonReader const& reader, PointGroup const& group)
{
    NormalInput input;
    input.port      = read_port(reader, group);
    input.deviation = reader.non_negative("deviation");
    read_activity(reader, input);
    return input;
}

}  // namespace

PointGroup& population_named(JsonReader const& at,
                             std::string const& name,
                             SparseNetwork const& network,
                             std::string const& before)
{
    std::vector<std::string_view> known;
    for (PointGroup* const group : network.populations()) {
        if (group->name() == name) { return *group; }
        known.push_back(group->name());
    }
    at.fail(before + "no population has this name" + suggestion(name, known));
}

PointGroup& read_population_name(JsonReader const& value, SparseNetwork const& network)
{
    std::string const name = value.as_text();
    return population_named(value, name, network, "is \"" + name + "\", but ");
}

void read_populations(JsonReader const& root, SparseReading& reading)
{
    if (!root.has("populations")) { return; }
    JsonReader const all = root.object("populations");
    for (std::string const& name : all.keys()) {
        JsonReader const reader = all.object(name);
        PopulationDescription population;
        population.name = name;
        population.size = reader.integer("size", 1, most_elements);
        population.add  = read_model(reader, population, reading.trial);
        with_place(reader, [&] {
            PointGroup& group = population.add(reading.trial);
            if (reader.has("drive")) {
                population.drive = read_drive(reader.object("drive"), group);
                group.drive(*population.drive);
            }
            if (reader.has("noise")) {
                population.noise = read_noise(reader.object("noise"), group);
                group.noise(*population.noise);
            }
        });
        reading.experiment.populations.push_back(std::move(population));
    }
}

}  // namespace inferno
