//! The files that a run leaves besides its recordings.
#pragma once

#include <filesystem>

#include "inferno/config/experiment_run.hpp"

#include "config/experiment_network.hpp"
#include "config/report.hpp"

namespace inferno {

//! Names the backend in results and report.
struct RanOn {
    std::string backend, description;
};

void write_results(std::filesystem::path const& path,
                   Experiment const& experiment,
                   ExperimentResults const& results,
                   RanOn const& where);

//! The spikes of the first sample of a batch, for the report.
Report::Raster first_sample(Experiment const& experiment,
                            Raster const& raster,
                            std::span<SpikeWord const> words);

//! All of the report but its raster.
Report make_report(Experiment const& experiment,
                   ExperimentResults const& results,
                   RanOn const& where,
                   ExperimentNetwork const& network);

}  // namespace inferno
