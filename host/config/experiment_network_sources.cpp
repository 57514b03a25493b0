#include "config/experiment_network.hpp"

namespace inferno {

//! Every source has a seed of its own, so that no two give the same noise.
void ExperimentNetwork::make_sources()
{
    for (std::size_t i = 0; i < experiment_->sources.size(); ++i) {
        SourceDescription const& source = experiment_->sources[i];
        if (source.make_spikes) {
            spike_sources_[source.name] = source.make_spikes(backend_, experiment_->batch);
            continue;
        }
        Philox4 const words      = draw(experiment_->seed, Purpose::noise, i, ~std::uint64_t{0});
        std::uint64_t const seed = std::uint64_t{words.word[0]} << 32 | words.word[1];
        currents_[source.name]   = source.make_current(backend_, experiment_->batch, seed);
    }
}

void ExperimentNetwork::drive(Index before)
{
    for (DriveDescription const& drive : experiment_->drives) {
        if (drive.before == before) {
            neurons(drive.neurons).step(currents_.at(drive.current)->now());
        }
    }
}

void ExperimentNetwork::advance_inputs()
{
    if (encoder_) {
        encoder_->advance();
    } else {
        input_->advance();
    }
    for (auto const& [name, source] : spike_sources_) {
        source->advance();
    }
    for (auto const& [name, current] : currents_) {
        current->advance();
    }
}

}  // namespace inferno
