//! encode: spikes and currents that come from no input.
#pragma once

#include "inferno/core/random.hpp"
#include "inferno/encode/bernoulli.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Times in steps as whole numbers of 2^-40 steps: sums of them are exact.
inline constexpr Index ticks_per_step = Index{1} << 40;
//! A millionth of a step: a spike so close to the next step belongs there.
inline constexpr Index ticks_forgiven = Index{1} << 20;

//! Regular trains, the same for every sample: a spike in the step that an element's time is in,
//! then a period later.
struct RegularStage {
    static constexpr std::string_view name = "regular spikes";
    static constexpr Word word             = Word::encode;

    Index const* period = nullptr;  //!< [elements], ticks, at least one step
    Index* next         = nullptr;  //!< [elements], ticks from the start of this step
    SpikeWord* spikes   = nullptr;  //!< [batch][words]
    Index elements = 0, batch = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements * 2; }
    void uses(Uses& list) const { list.reads_own(period).writes_own(next).writes_own(spikes); }
    static void on_host(RegularStage const& stage, Slice slice);
};

//! True if the element spikes in this step; moves its time to the start of the next step.
INFERNO_HD bool regular_step(RegularStage const& stage, Index element)
{
    Index const next    = stage.next[element];
    bool const fires    = next < ticks_per_step - ticks_forgiven;
    stage.next[element] = next - ticks_per_step + (fires ? stage.period[element] : 0);
    return fires;
}

//! Currents that change at given steps, the same for every sample.
struct StepCurrentStage {
    static constexpr std::string_view name = "step current";
    static constexpr Word word             = Word::encode;

    Real const* level_na = nullptr;  //!< [levels][elements]
    Index const* start   = nullptr;  //!< [levels], steps, ascending; before the first: 0 nA
    Index levels         = 0;
    Index const* clock   = nullptr;
    Real* current_na     = nullptr;  //!< [batch][elements]
    Index elements = 0, batch = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements * batch; }
    void uses(Uses& list) const
    {
        list.reads_own(level_na).reads_any(start).reads_any(clock).writes_own(current_na);
    }
    static void on_host(StepCurrentStage const& stage, Slice slice);
};

//! Number of levels that have begun.
INFERNO_HD Index levels_begun(StepCurrentStage const& stage)
{
    Index begun = 0;
    for (Index half = stage.levels; half > 0;) {  // bisection of [begun, begun + half]
        Index const middle = half / 2;
        bool const past    = stage.start[begun + middle] <= *stage.clock;
        begun += past ? middle + 1 : 0;
        half = past ? half - middle - 1 : middle;
    }
    return begun;
}

//! Normally distributed currents, independent in each step, sample and element. Word j of draw
//! (sample x draws_for(elements) + i / 4, step) is that of element i, j = i mod 4.
struct NoiseStage {
    static constexpr std::string_view name = "noise current";
    static constexpr Word word             = Word::encode;

    Real const* mean_na      = nullptr;  //!< [elements]
    Real const* deviation_na = nullptr;  //!< [elements]
    std::uint64_t seed       = 0;
    Index const* clock       = nullptr;
    Real* current_na         = nullptr;  //!< [batch][elements]
    Index elements = 0, batch = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements * batch * 16; }
    void uses(Uses& list) const
    {
        list.reads_own(mean_na).reads_own(deviation_na).reads_any(clock).writes_own(current_na);
    }
    static void on_host(NoiseStage const& stage, Slice slice);
};

INFERNO_HD Real noise_current(NoiseStage const& stage, Index element, std::uint32_t word)
{
    return stage.mean_na[element] + stage.deviation_na[element] * normal(word);
}

}  // namespace inferno
