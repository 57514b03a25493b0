#include "inferno/network/spike_source.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/state/stage.hpp"
#include "inferno/state/values.hpp"

namespace inferno {
namespace {

constexpr double forgiven  = 1e-6;     // steps
constexpr double longest   = 1 << 22;  // steps, so that sums of ticks stay in their range
constexpr Index most_ticks = (Index{1} << 22) * ticks_per_step;

void require_time(std::span<SpikeTime const> times, std::size_t i, double end_ms)
{
    double const time_ms = times[i].time_ms;
    INFERNO_REQUIRE(std::isfinite(time_ms) && time_ms >= 0,
                    "times[" << i << "]: is " << time_ms << " ms, must be 0 or more");
    INFERNO_REQUIRE(time_ms < end_ms,
                    "times[" << i << "]: is " << time_ms
                             << " ms, must be before the end of the run (" << end_ms << " ms)");
    INFERNO_REQUIRE(i == 0 || time_ms >= times[i - 1].time_ms,
                    "times[" << i << "]: is " << time_ms << " ms, but the one before is "
                             << times[i - 1].time_ms << " ms; they must be in ascending order");
}

std::vector<std::uint8_t> for_batch(SpikeFrames const& frames, Index batch)
{
    INFERNO_REQUIRE(frames.batch == 1 || frames.batch == batch,
                    "frames: are of " << frames.batch << " samples, must be of 1 or of the batch ("
                                      << batch << ")");
    INFERNO_REQUIRE(frames.steps > 0 && frames.elements > 0 &&
                        std::ssize(frames.fired) == frames.steps * frames.batch * frames.elements,
                    "frames: " << frames.fired.size() << " values cannot be " << frames.steps
                               << " x " << frames.batch << " x " << frames.elements);
    if (frames.batch == batch) { return frames.fired; }
    std::vector<std::uint8_t> fired;
    for (Index row = 0; row < frames.steps * batch; ++row) {
        auto const from = frames.fired.begin() + row / batch * frames.elements;
        fired.insert(fired.end(), from, from + frames.elements);
    }
    return fired;
}

std::vector<Index> ticks(Values const& times_ms, Index elements, double step_time_ms)
{
    std::vector<Index> ticks;
    for (Index i = 0; i < elements; ++i) {
        ticks.push_back(static_cast<Index>(
            std::llround(times_ms.at(i) / step_time_ms * static_cast<double>(ticks_per_step))));
    }
    return ticks;
}

void require_steps(char const* name, Values const& times_ms, double lowest, double step_time_ms)
{
    for (double const time_ms : times_ms.list()) {
        double const steps = time_ms / step_time_ms;
        INFERNO_REQUIRE(steps >= lowest - forgiven && steps <= longest,
                        name << ": is " << time_ms << ", must be from " << lowest * step_time_ms
                             << " to " << longest * step_time_ms << " (" << lowest << " to "
                             << (1 << 22) << " steps)");
    }
}

}  // namespace

SpikeFrames frames_of(
    std::span<SpikeTime const> times, double step_time_ms, Index steps, Index batch, Index elements)
{
    require_positive("step_time_ms", step_time_ms, 1);
    INFERNO_REQUIRE(steps > 0 && batch > 0 && elements > 0,
                    "frames of " << steps << " steps x " << batch << " samples x " << elements
                                 << " elements hold nothing");
    SpikeFrames frames{steps, batch, elements, {}};
    frames.fired.resize(static_cast<std::size_t>(steps * batch * elements));
    for (std::size_t i = 0; i < times.size(); ++i) {
        auto const& [time_ms, element, sample] = times[i];
        require_time(times, i, static_cast<double>(steps) * step_time_ms);
        INFERNO_REQUIRE(
            element >= 0 && element < elements,
            "times[" << i << "]: element " << element << ", must be from 0 to " << elements - 1);
        INFERNO_REQUIRE(
            sample >= 0 && sample < batch,
            "times[" << i << "]: sample " << sample << ", must be from 0 to " << batch - 1);
        auto const step =
            std::min(static_cast<Index>(std::floor(time_ms / step_time_ms + forgiven)), steps - 1);
        frames.fired[static_cast<std::size_t>((step * batch + sample) * elements + element)] = 1;
    }
    return frames;
}

RecordedSpikes::RecordedSpikes(BackendPointer const& backend,
                               Index batch,
                               SpikeFrames const& frames,
                               AtEnd at_end)
    : after_(at_end == AtEnd::loop ? 0 : frames.steps), position_(backend, 1)
{
    std::vector<std::uint8_t> fired = for_batch(frames, batch);
    Index const slots = frames.steps + (at_end == AtEnd::silence ? 1 : 0);  // the last is empty
    fired.resize(static_cast<std::size_t>(slots * batch * frames.elements));
    frames_ = SpikeBuffer(backend, batch, frames.elements, slots);
    frames_.upload(fired);
}

void RecordedSpikes::advance()
{
    position_.backend()->submit(Stage(AdvanceRing{position_.data(), frames_.slots(), after_}));
}

void RecordedSpikes::visit_state(StateVisitor& state)
{
    state.constant("kind", "RecordedSpikes");
    state.constant("frames", Shape{frames_.slots(), frames_.batch(), frames_.elements()});
    state.position("position", position_, frames_.slots());
}

RegularSpikes::RegularSpikes(BackendPointer const& backend,
                             Index batch,
                             Shape const& shape,
                             Config const& config)
{
    Index const elements = count(shape);
    require_positive("step_time_ms", config.step_time_ms, 1);
    require_values("period_ms", config.period_ms, elements);
    require_values("phase_ms", config.phase_ms, elements);
    require_steps("period_ms", config.period_ms, 1, config.step_time_ms);
    require_steps("phase_ms", config.phase_ms, 0, config.step_time_ms);
    std::vector<Index> const period = ticks(config.period_ms, elements, config.step_time_ms);
    std::vector<Index> const phase  = ticks(config.phase_ms, elements, config.step_time_ms);
    spikes_                         = SpikeBuffer(backend, batch, elements);
    period_                         = Buffer<Index>(backend, std::span<Index const>(period));
    phase_                          = Buffer<Index>(backend, std::span<Index const>(phase));
    next_                           = Buffer<Index>(backend, elements);
    rewind();
}

void RegularSpikes::advance()
{
    RegularStage stage;
    stage.period   = period_.data();
    stage.next     = next_.data();
    stage.spikes   = spikes_.words();
    stage.elements = spikes_.elements();
    stage.batch    = spikes_.batch();
    next_.backend()->submit(Stage(stage));
}

void RegularSpikes::visit_state(StateVisitor& state)
{
    auto const near = [](Index ticks) { return ticks >= -most_ticks && ticks <= most_ticks; };
    state.constant("kind", "RegularSpikes");
    state.spikes("spikes", spikes_);
    state.array("next",
                next_,
                {spikes_.elements()},
                state_fault<Index>(near, "within " + std::to_string(most_ticks) + " of 0"));
}

void RegularSpikes::rewind()
{
    next_.copy_from(phase_);
    advance();
}

}  // namespace inferno
