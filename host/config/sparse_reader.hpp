//! The parts of an experiment file with a sparse network. Readers put each part into a network on
//! trial at once, so that all checks of the library are made.
#pragma once

#include "inferno/config/sparse_experiment.hpp"

#include "config/experiment_reader.hpp"

namespace inferno {

//! A file that is being read.
struct SparseReading {
    SparseExperiment experiment;
    SparseNetwork trial;  //!< has all that was read so far
};

//! Runs a check of the library and puts the path before its message.
template <class Check>
void with_place(JsonReader const& reader, Check const& check)
{
    try {
        check();
    } catch (ArgumentError const& error) {
        reader.fail(error.what());
    }
}

//! The population of this name; a failure begins with `before`.
PointGroup& population_named(JsonReader const& at,
                             std::string const& name,
                             SparseNetwork const& network,
                             std::string const& before = "");
//! The population that the value names.
PointGroup& read_population_name(JsonReader const& value, SparseNetwork const& network);

//! A number, or {"normal": [mean, deviation], "redrawn": [low, high]} and its like.
Distribution read_distribution(JsonReader const& value);

//! The model of a population, with its parameters; `number` is the population's place.
std::function<PointGroup&(SparseNetwork&)> read_model(JsonReader const& reader,
                                                      PopulationDescription& population,
                                                      SparseNetwork const& trial);
Plasticity read_plasticity(JsonReader const& reader);
ConnectionRule read_rule(JsonReader const& reader);

//! The step time that a network of the literature is made for, or the usual one.
double usual_step_time_ms(JsonReader const& root);
void read_published(JsonReader const& root, SparseReading& reading);
void read_populations(JsonReader const& root, SparseReading& reading);
void read_projections(JsonReader const& root, SparseReading& reading);
void read_run(JsonReader const& root, SparseExperiment& experiment);
void read_records(JsonReader const& root, SparseReading& reading);
void read_view(JsonReader const& root, SparseReading& reading);

}  // namespace inferno
