#include "inferno/config/state_file.hpp"

#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

namespace fs = std::filesystem;

//! The file is read here, to be refused before anything begins, and again by the run.
fs::path read_load(JsonReader const& reader, fs::path const& folder)
{
    fs::path const path = folder / reader.text("load");
    try {
        StateReader const checked(path);
    } catch (FileError const& error) {
        throw FileError(reader["load"].path() + ": " + error.what());
    }
    return path;
}

std::string read_save(JsonReader const& reader, char const* key)
{
    std::string const name = reader.text(key);
    fs::path const path    = name;
    if (path.extension() != ".safetensors" || path.filename() != path) {
        reader[key].fail("is \"" + name + "\", must be a name that ends with .safetensors");
    }
    return name;
}

}  // namespace

StateDescription read_state_files(JsonReader const& reader, fs::path const& folder)
{
    StateDescription state;
    if (reader.has("load")) { state.load = read_load(reader, folder); }
    if (reader.has("save")) { state.save = read_save(reader, "save"); }
    return state;
}

void read_state(JsonReader const& root, fs::path const& folder, Experiment& experiment)
{
    if (!root.has("state")) { return; }
    JsonReader const reader = root.object("state");
    StateDescription& state = experiment.state;
    state                   = read_state_files(reader, folder);
    state.partly            = reader.boolean("partly", false);
    if (reader.has("partly") && state.load.empty()) {
        reader["partly"].fail("belongs to \"load\", which is not there");
    }
    if (!reader.has("save_trained")) { return; }
    state.save_trained = read_save(reader, "save_trained");
    if (experiment.data.train.count == 0) {
        reader["save_trained"].fail("nothing is trained: there are no training samples");
    }
    if (state.save_trained == state.save) {
        reader["save_trained"].fail("is \"" + state.save + "\", which \"save\" writes");
    }
}

}  // namespace inferno
