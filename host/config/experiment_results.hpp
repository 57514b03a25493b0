//! The files that a run leaves besides its recordings.
#pragma once

#include <filesystem>

#include "inferno/config/experiment_run.hpp"

#include "config/experiment_network.hpp"
#include "config/ran_on.hpp"
#include "config/report.hpp"

namespace inferno {

//! Adds what the network has come to.
void sum_up(Experiment const& experiment,
            ExperimentNetwork const& network,
            ExperimentResults& results);

void write_results(std::filesystem::path const& path,
                   Experiment const& experiment,
                   ExperimentResults const& results,
                   RanOn const& where);

//! What the report shows of a complete recording; none of spikes and of many numbers.
std::optional<Report::Curves> curves_of(RecordDescription const& record,
                                        std::filesystem::path const& file,
                                        double step_time_ms);

//! All of the report but its curves and its raster.
Report make_report(Experiment const& experiment,
                   ExperimentResults const& results,
                   RanOn const& where,
                   ExperimentNetwork const& network);

}  // namespace inferno
