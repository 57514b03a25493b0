//! The files that a run of a sparse network leaves besides its recordings.
#pragma once

#include <filesystem>
#include <span>

#include "inferno/config/sparse_run.hpp"

#include "config/ran_on.hpp"

namespace inferno {

void write_sparse_results(std::filesystem::path const& path,
                          SparseExperiment const& experiment,
                          SparseResults const& results,
                          RanOn const& where);

//! `spikes`: of the populations, in the time that is measured.
void write_sparse_report(std::filesystem::path const& path,
                         SparseExperiment const& experiment,
                         SparseResults const& results,
                         std::span<stats::PopulationSpikes const> spikes,
                         RanOn const& where);

}  // namespace inferno
