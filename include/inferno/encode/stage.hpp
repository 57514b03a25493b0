//! encode: numbers -> spikes.
#pragma once

#include "inferno/core/random.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Intervals of a homogeneous Poisson process with a refractory period, in steps.
struct PoissonParams {
    Real frequency_hz     = 0;  //!< rate of an input of 1
    Real step_time_ms     = 1;
    Real refractory_steps = 1;     //!< at least 1: one spike per step at the most
    bool compensate       = true;  //!< shorten the random part so that the mean rate is kept
};

//! Mean of the random part of an interval; negative or infinite where no spike ever comes.
INFERNO_HD Real poisson_scale(PoissonParams const& p, Real intensity)
{
    Real const mean = (Real{1} / (p.frequency_hz * intensity)) * (Real{1000} / p.step_time_ms);
    return p.compensate ? mean - p.refractory_steps : mean;
}

//! A raster of `steps` steps drawn at once, work in proportion to the spikes. Element i of every
//! sample belongs to input i. Draw k of (sample, input) is keyed by the step at which the raster
//! starts.
struct EncodePoisson {
    static constexpr std::string_view name = "Poisson";
    static constexpr Word word             = Word::encode;

    PoissonParams params;
    RealView intensity;              //!< in [0, 1], [batch][inputs]
    SpikeWord* raster    = nullptr;  //!< [steps][batch][words]
    Index steps          = 0;
    std::uint64_t seed   = 0;
    Index const* rasters = nullptr;  //!< drawn before this one

    Index extent() const { return intensity.elements; }
    Index operations() const { return intensity.elements * intensity.batch * steps; }
    void uses(Uses& list) const
    {
        list.reads_own(intensity.values).writes_own(raster).reads_any(rasters);
    }
    static void on_host(EncodePoisson const& stage, Slice slice);
};

//! The first draw of a raster: rasters of up to 2^32 draws per input never share one.
INFERNO_HD std::uint64_t first_draw(EncodePoisson const& stage)
{
    return static_cast<std::uint64_t>(*stage.rasters) << 32;
}

//! Spike times of one input in one raster: calls spike(step) in ascending order.
template <class Spike>
INFERNO_HD void poisson_train(EncodePoisson const& stage,
                              Index sample,
                              Index input,
                              Spike const& spike)
{
    Real const intensity = stage.intensity.values[sample * stage.intensity.elements + input];
    if (!(intensity > 0) || !(stage.params.frequency_hz > 0)) { return; }
    Real const scale        = poisson_scale(stage.params, intensity);
    std::uint64_t const key = static_cast<std::uint64_t>(sample * stage.intensity.elements + input);
    std::uint64_t const from = first_draw(stage);
    Real const end           = static_cast<Real>(stage.steps);
    Real time                = 0;
    for (std::uint64_t k = 0;; ++k) {
        Philox4 const words = draw(stage.seed, Purpose::encode, key, from + k);
        for (int j = 0; j < 4; ++j) {
            time += exponential(words.word[j]) * scale + stage.params.refractory_steps;
            if (!(time < end)) { return; }
            spike(static_cast<Index>(time));
        }
    }
}

//! Counts something that happens once per step or per raster.
struct AdvanceCounter {
    static constexpr std::string_view name = "advance counter";
    static constexpr Word word             = Word::encode;

    Index* counter = nullptr;

    Index extent() const { return 1; }
    Index operations() const { return 1; }
    void uses(Uses& list) const { list.writes_any(counter); }
    static void on_host(AdvanceCounter const& stage, Slice slice);
};

}  // namespace inferno
