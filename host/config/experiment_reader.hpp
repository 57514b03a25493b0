//! The parts of an experiment file. Each reader checks all it reads, and names against the parts
//! that were read before it. A kind is one function and one line in the table of its file.
#pragma once

#include "inferno/config/experiment.hpp"
#include "inferno/core/error.hpp"

#include "config/json_reader.hpp"

namespace inferno {

//! Largest number of elements of anything: a mistake in a shape must not become an allocation.
inline constexpr Index most_elements = Index{1} << 31;

//! [10, 10] or 100; every extent at least 1.
Shape read_shape(JsonReader const& reader, std::string_view key);
//! One number, or one per element of `shape`: a list, nested or flat, or a .npy file.
Values read_values(JsonReader const& reader,
                   std::string_view key,
                   Shape const& shape,
                   std::optional<Values> const& fallback = {});
//! The same, or {"uniform": [low, high], "rescale": true}.
InitialValues read_initial(JsonReader const& reader, std::string_view key, Shape const& shape);

//! The name of the experiment, and the folder for its results.
std::string read_title(JsonReader const& root);
std::filesystem::path read_folder(JsonReader const& root, std::string const& name);

void read_data(JsonReader const& root, std::filesystem::path const& folder, Experiment& experiment);
void read_neurons(JsonReader const& root, Experiment& experiment);
SynapseDescription read_synapse(JsonReader const& reader, double step_time_ms);
void read_connections(JsonReader const& root, Experiment& experiment);
void read_updaters(JsonReader const& root, Experiment& experiment);
void read_layers(JsonReader const& root, Experiment& experiment);
void read_encoder(JsonReader const& root, Experiment& experiment);
void read_sources(JsonReader const& root, Experiment& experiment);
void read_step(JsonReader const& root, Experiment& experiment);
//! An entry of "step" that gives neurons a current.
void read_drive(JsonReader const& reader, Experiment& experiment);
void read_classifier(JsonReader const& root, Experiment& experiment);
void read_rewards(JsonReader const& root, Experiment& experiment);
void read_trainers(JsonReader const& root, Experiment& experiment);
void read_hooks(JsonReader const& root, Experiment& experiment);
//! A layer that has a turn in "step".
LayerDescription const& read_running_layer(JsonReader const& reader,
                                           std::string_view key,
                                           Experiment const& experiment);
void read_records(JsonReader const& root, Experiment& experiment);
//! "load" and "save" of an object; the file to load is sought from `folder` on.
StateDescription read_state_files(JsonReader const& reader, std::filesystem::path const& folder);
//! `folder`: where the file to load is sought.
void read_state(JsonReader const& root,
                std::filesystem::path const& folder,
                Experiment& experiment);

//! The element of `parts` with this name, which `value` gave.
template <class Part>
Part const& part_named(JsonReader const& value,
                       std::string const& name,
                       std::vector<Part> const& parts,
                       std::string const& kind)
{
    std::vector<std::string_view> known;
    for (Part const& part : parts) {
        if (part.name == name) { return part; }
        known.push_back(part.name);
    }
    value.fail("is \"" + name + "\", but no " + kind + " has this name" + suggestion(name, known));
}

//! Runs a check of the library, whose messages start with the key they are about, and puts the path
//! before it.
template <class Check>
void with_path(JsonReader const& reader, Check const& check)
{
    try {
        check();
    } catch (ArgumentError const& error) {
        throw ConfigError(reader.path() + "." + error.what());
    }
}

//! The value of `key`, which must be the name of one of `parts`.
template <class Part>
Part const& read_name(JsonReader const& reader,
                      std::string_view key,
                      std::vector<Part> const& parts,
                      std::string const& kind)
{
    return part_named(reader[key], reader.text(key), parts, kind);
}

template <class Enum>
struct Choice {
    std::string_view name;
    Enum value;
};

//! Runs that fail leave recordings of such names.
inline void refuse_incomplete(JsonReader const& reader, std::string const& file)
{
    if (file.ends_with(".incomplete.npy")) {
        reader["file"].fail("is \"" + file + "\", a name that is left to runs that fail");
    }
}

//! One of several words; the first where the key is absent.
template <class Enum, std::size_t size>
Enum read_choice(JsonReader const& reader, std::string_view key, Choice<Enum> const (&table)[size])
{
    JsonReader::Names names;
    for (Choice<Enum> const& entry : table) {
        names.push_back(entry.name);
    }
    std::string const word = reader.choice(key, names, std::string(table[0].name));
    std::size_t i          = 0;
    while (table[i].name != word) {
        ++i;
    }
    return table[i].value;
}

//! The entry of a table, {name, ...}, that the value of a key names.
template <class Table>
auto const& read_entry(JsonReader const& reader, std::string_view key, Table const& table)
{
    JsonReader::Names names;
    for (auto const& entry : table) {
        names.push_back(entry.name);
    }
    std::string const name = reader.choice(key, names);
    auto const* found      = std::begin(table);
    while (found->name != name) {
        ++found;
    }
    return *found;
}

template <class Table>
auto const& read_kind(JsonReader const& reader, Table const& table)
{
    return read_entry(reader, "kind", table);
}

}  // namespace inferno
