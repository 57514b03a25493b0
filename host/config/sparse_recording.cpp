#include "config/sparse_recording.hpp"

#include <algorithm>
#include <cmath>

namespace inferno {

namespace {

stats::SpikesOfPopulations measured_by(SparseExperiment const& experiment,
                                       SparseNetwork const& network,
                                       Index first_step)
{
    Index const discarded = experiment.discarded();
    Index const watched   = experiment.steps() - discarded;
    INFERNO_REQUIRE(discarded >= 0 && watched > 0 && watched < (Index{1} << 32),
                    "run: " << experiment.duration_ms << " ms, of which " << experiment.discard_ms
                            << " are not measured; must leave from one step to 2^32");
    std::vector<Index> sizes;
    for (PointGroup* const group : network.populations()) {
        sizes.push_back(group->size());
    }
    return {sizes, first_step + discarded, watched, network.step_time_ms()};
}

}  // namespace

SparseSpikes::SparseSpikes(SparseExperiment const& experiment,
                           SparseNetwork const& network,
                           Index first_step,
                           OutputFolder& folder)
    : measured_(measured_by(experiment, network, first_step))
{
    for (SparseRecord const& record : experiment.records) {
        if (record.what != "spikes") { continue; }
        auto const all   = network.populations();
        auto const found = std::find(all.begin(), all.end(), &network.population(record.of));
        Index const size = (*found)->size();
        files_.push_back({static_cast<std::size_t>(found - all.begin()),
                          record.neurons == 0 ? size : std::min(record.neurons, size),
                          NpyWriter(folder.recording(record.file), npy_type<std::int64_t>, {3})});
    }
}

void SparseSpikes::take(std::vector<SpikeEvent> const& spikes)
{
    for (SpikeEvent const& spike : spikes) {
        hash_.add(static_cast<std::uint32_t>(spike.step));
        hash_.add(static_cast<std::uint32_t>(spike.neuron));
        measured_.add(spike.step, spike.neuron);
        auto const place = measured_.place_of(spike.neuron);
        for (File& file : files_) {
            if (file.population != place.population || place.neuron >= file.neurons) { continue; }
            file.rows.insert(file.rows.end(), {spike.step, 0, place.neuron});
        }
    }
    count_ += std::ssize(spikes);
    for (File& file : files_) {
        file.writer.append(file.rows);
        file.rows.clear();
    }
}

void SparseSpikes::close()
{
    for (File& file : files_) {
        file.writer.close();
    }
}

ColumnRecording::ColumnRecording(SparseExperiment const& experiment,
                                 SparseRecord const& record,
                                 SparseNetwork& network,
                                 OutputFolder& folder)
    : group_(&network.population(record.of)),
      what_(record.what),
      neurons_(static_cast<std::size_t>(record.neurons == 0 ? group_->size() : record.neurons)),
      every_(record.every_ms == 0
                 ? experiment.steps()
                 : static_cast<Index>(std::llround(record.every_ms / network.step_time_ms()))),
      writer_(folder.recording(record.file),
              npy_type<Real>,
              {std::min(static_cast<Index>(neurons_), group_->size())})
{
    group_->column(what_);  // refused now, and not at the end
    INFERNO_REQUIRE(every_ >= 1,
                    "record \"" << record.file << "\": every_ms is " << record.every_ms
                                << ", must be at least a step");
}

void ColumnRecording::take(Index done)
{
    if (done % every_ != 0) { return; }
    std::vector<Real> values = group_->column(what_).download();
    values.resize(std::min(values.size(), neurons_));
    writer_.append(values);
}

void write_synapses(std::filesystem::path const& file,
                    SparseRecord const& record,
                    SparseNetwork& network)
{
    std::vector<double> rows;
    for (SparseProjection const& projection : network.projections()) {
        if (projection.source().name() != record.of ||
            projection.target().name() != record.target) {
            continue;
        }
        SynapseList const list = projection.synapses();
        for (std::size_t k = 0; k < list.sources.size(); ++k) {
            rows.insert(rows.end(),
                        {static_cast<double>(list.sources[k]),
                         static_cast<double>(list.targets[k]),
                         list.weights[k],
                         list.delays_ms[k]});
        }
    }
    write_npy(file, rows, {std::ssize(rows) / 4, 4});
}

}  // namespace inferno
