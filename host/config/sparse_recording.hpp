//! What a sparse network is made to write down.
#pragma once

#include <deque>
#include <vector>

#include "inferno/config/npy.hpp"
#include "inferno/config/sparse_experiment.hpp"
#include "inferno/core/hash.hpp"
#include "inferno/stats/population_activity.hpp"

#include "config/output_folder.hpp"

namespace inferno {

//! Takes the spikes of a run, a piece after the other: all into a hash, those in the time that is
//! measured by population, those that are recorded to their files.
class SparseSpikes {
  public:
    //! `first_step`: of the run.
    SparseSpikes(SparseExperiment const& experiment,
                 SparseNetwork const& network,
                 Index first_step,
                 OutputFolder& folder);

    void take(std::vector<SpikeEvent> const& spikes);
    void close();

    Hash const& hash() const { return hash_; }
    Index count() const { return count_; }
    //! In the order of the network's populations.
    std::vector<stats::PopulationSpikes> const& measured() const { return measured_.populations(); }

  private:
    struct File {
        std::size_t population;
        Index neurons;
        NpyWriter writer;
        std::vector<std::int64_t> rows = {};
    };
    stats::SpikesOfPopulations measured_;
    std::deque<File> files_;
    Hash hash_;
    Index count_ = 0;
};

//! A column of the state of a population, now and then or at the end.
class ColumnRecording {
  public:
    ColumnRecording(SparseExperiment const& experiment,
                    SparseRecord const& record,
                    SparseNetwork& network,
                    OutputFolder& folder);

    //! The next step, after `done` steps, that is to be followed by a row.
    Index next(Index done) const { return (done / every_ + 1) * every_; }
    void take(Index done);
    void close() { writer_.close(); }

  private:
    PointGroup* group_;
    std::string what_;
    std::size_t neurons_;
    Index every_;  //!< steps
    NpyWriter writer_;
};

//! Rows (source, target, weight, delay in ms) of all synapses between two populations, projection
//! by projection.
void write_synapses(std::filesystem::path const& file,
                    SparseRecord const& record,
                    SparseNetwork& network);

}  // namespace inferno
