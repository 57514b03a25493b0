#include "inferno/network/synapse.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/state/record.hpp"
#include "inferno/state/stage.hpp"

namespace inferno {

DeltaSynapse::DeltaSynapse(BackendPointer const& backend,
                           Index batch,
                           Index elements,
                           double step_time_ms,
                           DeltaCurrent model,
                           double delay_ms)
    : step_time_ms_(step_time_ms),
      delay_ms_(delay_ms),
      record_(backend, batch, elements, record_slots(step_time_ms, delay_ms, true)),
      head_(backend, 1)
{
    per_spike_na_ = model.per_spike_na(step_time_ms);
}

void DeltaSynapse::forward(SpikeView spikes)
{
    Backend& backend  = *head_.backend();
    bool const a_ring = slots() > 1;
    backend.submit(
        Stage(PushSpikes{spikes, record_.words(), slots(), a_ring ? head_.data() : nullptr}));
    if (a_ring) { backend.submit(Stage(AdvanceRing{head_.data(), slots()})); }
}

std::vector<Real> DeltaSynapse::current_na() const
{
    return current_at(std::vector<Real>(static_cast<std::size_t>(batch() * elements())), {});
}

std::vector<Real> DeltaSynapse::current_at(std::span<Real const> delays_ms,
                                           Reading const& reading) const
{
    Index const columns = batch() * elements();
    INFERNO_REQUIRE(!delays_ms.empty() && std::ssize(delays_ms) % columns == 0,
                    "delays: " << delays_ms.size() << " given, must be a multiple of " << batch()
                               << " x " << elements());
    INFERNO_REQUIRE(reading.interpolation == Interpolation::previous ||
                        reading.interpolation == Interpolation::nearest,
                    "interpolation: spikes can be read as previous or nearest");
    std::vector<std::uint8_t> const fired = record_.download();
    Index const now                       = head_.download().front();
    Index const per_element               = std::ssize(delays_ms) / columns;
    Real const dt_ms                      = static_cast<Real>(step_time_ms_);
    Real const tolerance_ms               = static_cast<Real>(reading.tolerance_ms);
    Real const longest_ms                 = slots() == 1 ? Real{0} : static_cast<Real>(delay_ms_);
    auto const spike_at                   = [&](Index offset, Index column) {
        return static_cast<Real>(
            fired[static_cast<std::size_t>(record_slot(now, offset, slots()) * columns + column)]);
    };
    std::vector<Real> currents;
    for (Index k = 0; k < std::ssize(delays_ms); ++k) {
        Real const wanted_ms = delays_ms[static_cast<std::size_t>(k)];
        Real const inside_ms = std::clamp(wanted_ms, Real{0}, longest_ms);
        Located const found  = locate(inside_ms, dt_ms, tolerance_ms, 1);
        Real const previous  = spike_at(found.older, k / per_element);
        Real const next      = spike_at(found.newer, k / per_element);
        Real const spike =
            found.older == found.newer
                ? previous
                : interpolated({reading.interpolation, 1}, previous, next, found.at_ms, dt_ms);
        bool const in_range = std::abs(wanted_ms - inside_ms) <= tolerance_ms;
        currents.push_back(in_range || !reading.overbound_na ? spike * per_spike_na_
                                                             : *reading.overbound_na);
    }
    return currents;
}

void DeltaSynapse::clear()
{
    record_.clear();
    head_.clear();
}

}  // namespace inferno
