//! An experiment with a sparse network: its populations, projections, and what is to be seen of its
//! spikes. Read from a file or filled in by a program; SparseRun brings it to life.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inferno/network/sparse_network.hpp"

namespace inferno {

//! A network of network/published.hpp, added before all else.
struct PublishedDescription {
    std::string name;
    std::function<void(SparseNetwork&)> add;
};

//! Neurons of any model, one of the program's own included.
struct PopulationDescription {
    std::string name, model;
    Index size = 0;
    std::function<PointGroup&(SparseNetwork&)> add;
    std::optional<PoissonInput> drive = {};
    std::optional<NormalInput> noise  = {};
};

struct ProjectionDescription {
    std::string source, target;
    ConnectionRule rule;
    SynapseConfig synapse;
};

//! One quantity, written to one .npy file.
struct SparseRecord {
    std::string what;         //!< "spikes", "synapses", or a column of the state
    std::string of;           //!< a population; of synapses the source
    std::string target = {};  //!< of synapses
    Index neurons      = 0;   //!< the first so many; 0: all
    double every_ms    = 0;   //!< a row of a column after every so many; 0: one at the end
    std::string file   = {};
};

//! What a number is expected to be.
struct Band {
    double low = 0, high = 0;
    bool holds(double value) const { return value >= low && value <= high; }
};

//! What the report shows, and what it compares with.
struct ActivityView {
    Index raster_neurons = 100;  //!< of each population, at most, evenly spaced
    //! Of the raster; none: the last second that is measured, or less.
    std::optional<std::array<double, 2>> raster_ms = {};
    double bin_ms                                  = 5;  //!< of the rates over time
    struct Reference {
        std::optional<Band> rate_hz = {}, cv = {};
    };
    std::map<std::string, Reference> reference = {};  //!< by population
};

//! Files of state.
struct SparseStateFiles {
    std::filesystem::path load;  //!< that the run goes on from; empty: none
    std::string save;            //!< name in the folder for results, of the end; empty: none
};

struct SparseExperiment {
    std::string name, description;
    SparseConfig network;
    std::optional<PublishedDescription> published;
    std::vector<PopulationDescription> populations;
    std::vector<ProjectionDescription> projections;
    double duration_ms = 1000;
    double discard_ms  = 0;  //!< at the start, not measured
    std::vector<SparseRecord> records;
    ActivityView view;
    SparseStateFiles state;
    std::filesystem::path file;    //!< that it was read from; empty if from none
    std::filesystem::path folder;  //!< for results

    //! True for a file that describes a sparse network: one with "published", "populations",
    //! "projections" or "run". ConfigError or FileError for what is no experiment file at all.
    static bool describes(std::filesystem::path const& file,
                          std::span<std::string const> overrides = {});
    //! Reads and checks all of a file. `overrides` are assignments such as "run.duration_ms=100".
    //! What is wrong is a ConfigError or a FileError.
    static SparseExperiment load(std::filesystem::path const& file,
                                 std::span<std::string const> overrides = {});

    //! The network with all its parts, not built yet. ArgumentError if they do not fit.
    std::unique_ptr<SparseNetwork> make(BackendPointer const& backend) const;
    Index steps() const;      //!< of the whole run
    Index discarded() const;  //!< steps of them that are not measured
    //! Several lines for people.
    std::string summary() const;
};

}  // namespace inferno
