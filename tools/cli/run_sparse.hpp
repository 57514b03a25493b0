//! Running sparse networks from the command line.
#pragma once

#include <functional>
#include <ostream>

#include "inferno/config/sparse_run.hpp"

namespace inferno::cli {

//! Shows how the run gets on. `look` is called now and then; what it throws ends the run.
SparseResults run_with_progress(SparseRun& run, int descriptor, std::function<void()> const& look);

//! What came out and where it is.
void print_sparse_summary(std::ostream& out,
                          SparseExperiment const& experiment,
                          SparseResults const& results);

}  // namespace inferno::cli
