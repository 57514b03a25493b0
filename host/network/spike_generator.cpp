#include "inferno/network/spike_generator.hpp"

#include <algorithm>
#include <cmath>

namespace inferno {

PointNeurons<SpikeGenerator>::PointNeurons(BackendPointer const& backend,
                                           std::string name,
                                           Index size,
                                           double step_time_ms,
                                           Config const& config)
    : PointGroup(backend, std::move(name), size, step_time_ms)
{
    std::string const who = "population \"" + this->name() + "\", times_ms";
    INFERNO_REQUIRE(std::ssize(config.times_ms) == size,
                    who << ": has " << config.times_ms.size()
                        << " lists, must have one for each of " << size << " neurons");
    for (Index n = 0; n < size; ++n) {
        std::uint64_t next = 0;
        for (double const ms : config.times_ms[static_cast<std::size_t>(n)]) {
            double const ends = std::round(ms / step_time_ms);
            INFERNO_REQUIRE(ends >= 1 && ends < 0x1p53,
                            who << "[" << n << "]: is " << ms << ", must be at least one step of "
                                << step_time_ms << " ms");
            auto const step = static_cast<std::uint64_t>(ends) - 1;
            INFERNO_REQUIRE(step >= next,
                            who << "[" << n << "]: " << ms << " is not at least one step of "
                                << step_time_ms << " ms after the time before it");
            spikes_.push_back({step, n});
            next = step + 1;
        }
    }
    std::stable_sort(spikes_.begin(), spikes_.end(), [](Spike const& a, Spike const& b) {
        return a.step < b.step;
    });
}

Stage PointNeurons<SpikeGenerator>::stage_of(std::vector<PointGroup*> const& same,
                                             PartitionView const& where)
{
    Index const partitions = where.exchange.partitions;
    std::vector<PopulationSlice> slices(static_cast<std::size_t>(partitions * where.populations));
    backend()->download(slices.data(), where.slices, slices.size() * sizeof(PopulationSlice));
    std::vector<ScheduledSpike> scheduled;
    std::vector<std::uint64_t> begins{0};
    for (Index p = 0; p < partitions; ++p) {
        for (PointGroup* const group : same) {
            auto& generator    = static_cast<PointNeurons&>(*group);
            Place const& place = generator.place();
            PopulationSlice const own =
                slices[static_cast<std::size_t>(p * where.populations + place.number)];
            for (Spike const& spike : generator.spikes_) {
                Index const within = spike.neuron - own.first;
                if (within < 0 || within >= own.count) { continue; }
                scheduled.push_back(
                    {spike.step,
                     generator.fired_count() + spike.neuron,
                     place.first_neuron + static_cast<std::uint32_t>(spike.neuron)});
            }
        }
        std::stable_sort(
            scheduled.begin() + static_cast<std::ptrdiff_t>(begins.back()),
            scheduled.end(),
            [](ScheduledSpike const& a, ScheduledSpike const& b) { return a.step < b.step; });
        begins.push_back(scheduled.size());
    }
    put_into(scheduled_, scheduled);
    put_into(begins_, begins);
    return Stage(ReleaseSpikes{where.exchange, scheduled_.data(), begins_.data()});
}

}  // namespace inferno
