#include <cmath>

#include "inferno/network/model_synapse.hpp"
#include "inferno/state/record.hpp"
#include "inferno/state/stage.hpp"
#include "inferno/state/values.hpp"
#include "inferno/synapse/delta_current.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

namespace inferno {

StateFault fault_of_history(Index elements, Index batch, Index slots)
{
    return [=](std::span<std::byte const> bytes) {
        std::vector<SpikeWord> words(bytes.size() / sizeof(SpikeWord));
        std::ranges::copy(bytes, std::as_writable_bytes(std::span(words)).begin());
        for (Index n = 0; n < std::ssize(words); ++n) {
            Index const row = n / (slots + 1), samples = batch - row / elements * word_bits;
            SpikeWord const used =
                samples >= word_bits ? ~SpikeWord{0} : (SpikeWord{1} << samples) - SpikeWord{1};
            bool const silent = n % (slots + 1) == slots;
            if ((words[static_cast<std::size_t>(n)] & (silent ? ~SpikeWord{0} : ~used)) != 0) {
                return "has spikes beyond its " + std::to_string(batch) + " samples and " +
                       std::to_string(slots) + " slots, at " + std::to_string(n);
            }
        }
        return std::string();
    };
}

Synapse::Synapse(SynapseSize size)
    : size_(std::move(size)),
      slots_(record_slots(size_.step_time_ms, size_.delay_ms, true)),
      seen_(size_.backend, size_.batch, size_.elements),
      head_(size_.backend, 1)
{
    INFERNO_REQUIRE(slots_ <= most_delay_steps,
                    "delay_ms: is " << size_.delay_ms << ", must be at most "
                                    << most_delay_steps - 1 << " steps of " << size_.step_time_ms
                                    << " ms");
    require_readable({}, size_.reading);
}

DelayRule Synapse::delay_rule(DelayReading const& how) const
{
    return {static_cast<Real>(size_.step_time_ms),
            static_cast<Real>(size_.delay_ms),
            static_cast<Real>(how.tolerance_ms.value_or(1e-4 * size_.step_time_ms)),
            how.interpolation == Interpolation::nearest,
            !how.overbound};
}

void Synapse::forward(SpikeView spikes,
                      std::span<RealView const> injected_na,
                      SynapseTargets const& targets)
{
    INFERNO_REQUIRE(spikes.batch == batch() && spikes.elements == elements(),
                    "synapse with " << batch() << " x " << elements() << " inputs got "
                                    << spikes.batch << " x " << spikes.elements << " spikes");
    INFERNO_REQUIRE(injected_na.empty() || takes_current(),
                    "this synapse takes no injected currents; DeltaPlusCurrent does");
    INFERNO_REQUIRE(std::ssize(injected_na) <= Injections::capacity,
                    "injected currents: " << injected_na.size() << " given, at most "
                                          << Injections::capacity << " can be added");
    for (RealView const& current : injected_na) {
        INFERNO_REQUIRE(current.batch == batch() && current.elements == elements(),
                        "synapse with " << batch() << " x " << elements() << " inputs got "
                                        << current.batch << " x " << current.elements
                                        << " injected currents");
    }
    submit_step(spikes, injected_na);
    if (targets.map.output != nullptr) { submit_mapping(spikes, targets); }
    if (delayed()) { backend()->submit(Stage(AdvanceRing{head_.data(), ring_slots()})); }
}

void Synapse::require_readable(std::span<Real const> delays_ms, DelayReading const& reading) const
{
    INFERNO_REQUIRE(std::ssize(delays_ms) % (batch() * elements()) == 0,
                    "delays: " << delays_ms.size() << " given, must be a multiple of " << batch()
                               << " x " << elements());
    INFERNO_REQUIRE(reading.interpolation == Interpolation::previous ||
                        reading.interpolation == Interpolation::nearest,
                    "interpolation: delays can be read as previous or nearest");
    double const tolerance_ms = reading.tolerance_ms.value_or(1e-4 * size_.step_time_ms);
    require_nonnegative("tolerance_ms", tolerance_ms, 1);
    require_values("overbound", reading.overbound.value_or(0), 1);
}

void Synapse::visit_state(StateVisitor& state)
{
    state.constant("batch", batch());
    state.constant("elements", elements());
    state.constant("step_time_ms", size_.step_time_ms);
    state.constant("longest_delay_ms", size_.delay_ms);
    state.spikes("spikes", seen_);
    if (delayed()) { state.position("head", head_, ring_slots()); }
}

void Synapse::write_currents(Real const* ones, Real* current_na) const
{
    SynapseTargets targets{true, {}};
    targets.map.weight = ones;
    targets.map.output = current_na;
    submit_present(seen_.view(), targets);
}

void Synapse::clear()
{
    seen_.clear();
    head_.clear();
}

template AnySynapse::Maker AnySynapse::maker(DeltaCurrent const&);
template AnySynapse::Maker AnySynapse::maker(DeltaPlusCurrent const&);
template AnySynapse::Maker AnySynapse::maker(SingleExponentialCurrent const&);
template AnySynapse::Maker AnySynapse::maker(DoubleExponentialCurrent const&);
template AnySynapse::Maker AnySynapse::maker(SingleExponentialConductance const&);
template AnySynapse::Maker AnySynapse::maker(DoubleExponentialConductance const&);

}  // namespace inferno
