//! encode: trains of spikes whose intervals are drawn one after the other.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/poisson.hpp"
#include "inferno/encode/bernoulli.hpp"
#include "inferno/encode/stage.hpp"
#include "inferno/encode/task.hpp"

namespace inferno {

//! Exponential intervals after a refractory period: the trains of EncodePoisson.
struct ExponentialIntervals {
    static constexpr std::string_view step_name = "Poisson, online";
    static constexpr Real origin                = 0;  //!< the time at which a train begins

    PoissonParams params;

    INFERNO_HD bool silent(Real intensity) const
    {
        return !(intensity > 0) || !(params.frequency_hz > 0);
    }
    //! What an input's intervals have in common.
    INFERNO_HD Real scale(Real intensity) const { return poisson_scale(params, intensity); }
    //! An interval in steps, at least 1.
    INFERNO_HD Real draw(Real scale, RandomWords& words) const
    {
        return exponential(words.next()) * scale + params.refractory_steps;
    }
};

//! Poisson-distributed whole intervals; 0 counts as 1. A train begins one step before the raster,
//! so that an interval of 1 spikes in its first step.
struct PoissonIntervals {
    //! Mean of the intervals in steps, and the probability of an interval of 0.
    struct Scale {
        Real mean, of_zero;
    };
    static constexpr std::string_view step_name   = "Poisson intervals, online";
    static constexpr std::string_view raster_name = "Poisson intervals";
    static constexpr Real origin                  = -1;

    Real frequency_hz = 0;  //!< rate of an input of 1
    Real step_time_ms = 1;

    INFERNO_HD Real mean(Real intensity) const
    {
        return (Real{1} / (frequency_hz * intensity)) * (Real{1000} / step_time_ms);
    }
    INFERNO_HD Scale scale(Real intensity) const
    {
        Real const steps = mean(intensity);
        return {steps, math::exp(-steps)};
    }
    //! Silent too where an interval would last more than four million steps.
    INFERNO_HD bool silent(Real intensity) const
    {
        return !(intensity > 0) || !(frequency_hz > 0) || !(mean(intensity) <= most_poisson_mean);
    }
    INFERNO_HD Real draw(Scale scale, RandomWords& words) const
    {
        Real const interval = poisson_number(
            static_cast<float>(scale.mean), static_cast<float>(scale.of_zero), words);
        return interval < Real{1} ? Real{1} : interval;
    }
};

//! log(1 - p) for 0 <= p <= 1, exact for small p too: -inf at 1.
INFERNO_HD Real log_of_complement(Real p)
{
    Real const left  = Real{1} - p;
    Real const taken = Real{1} - left;  // p, rounded as left is
    return taken == Real{0} ? -p : math::log(left) * (p / taken);
}

//! Geometric intervals: a spike in every step with the same probability, independently. Work goes
//! with the spikes and not with the steps.
struct GeometricIntervals {
    static constexpr std::string_view step_name   = "Bernoulli trains, online";
    static constexpr std::string_view raster_name = "Bernoulli trains";
    static constexpr Real origin                  = -1;

    BernoulliParams params;

    INFERNO_HD bool silent(Real intensity) const
    {
        return !(bernoulli_probability(params, intensity) > 0);
    }
    //! Steps by which the probability of no spike falls to 1 / e.
    INFERNO_HD Real scale(Real intensity) const
    {
        return Real{-1} / log_of_complement(bernoulli_probability(params, intensity));
    }
    INFERNO_HD Real draw(Real scale, RandomWords& words) const
    {
        return math::floor(exponential(words.next()) * scale) + Real{1};
    }
};

//! The random words of a train. Those of element (sample, input) are the draws from first_draw()
//! on.
INFERNO_HD RandomWords words_of(EncodeTask const& task, Index element, std::uint32_t position)
{
    return {task.seed,
            Purpose::encode,
            static_cast<std::uint64_t>(element),
            task.first_draw(),
            position};
}

//! A raster of `steps` steps drawn at once, work in proportion to the spikes.
template <class Intervals>
struct RenewalRaster {
    static constexpr std::string_view name = Intervals::raster_name;
    static constexpr Word word             = Word::encode;

    Intervals intervals;
    EncodeTask task;

    Index extent() const { return task.intensity.elements; }
    Index operations() const { return task.intensity.elements * task.intensity.batch * task.steps; }
    void uses(Uses& list) const { task.uses(list); }
    static void on_host(RenewalRaster const& stage, Slice slice);
};

//! Spike times of one input in one raster: calls spike(step) in ascending order.
template <class Intervals, class Spike>
INFERNO_HD void renewal_train(RenewalRaster<Intervals> const& stage,
                              Index element,
                              Spike const& spike)
{
    Real const intensity = stage.task.intensity.values[element];
    if (stage.intervals.silent(intensity)) { return; }
    auto const scale  = stage.intervals.scale(intensity);
    Real const end    = static_cast<Real>(stage.task.steps);
    RandomWords words = words_of(stage.task, element, 0);
    Real time         = Intervals::origin;
    for (;;) {
        time += stage.intervals.draw(scale, words);
        if (!(time < end)) { return; }
        spike(static_cast<Index>(time));
    }
}

//! One step of the same trains. An element keeps the time of its next spike, counted from the start
//! of the raster, and how many random words it has taken. When `steps` steps are over, the train
//! goes on and time is counted anew, so that float32 always resolves it.
template <class Intervals>
struct RenewalStep {
    static constexpr std::string_view name = Intervals::step_name;
    static constexpr Word word             = Word::encode;

    Intervals intervals;
    EncodeTask task;
    Real* next           = nullptr;  //!< [batch][inputs], steps
    std::uint32_t* taken = nullptr;  //!< [batch][inputs]

    Index extent() const { return task.intensity.elements; }
    Index operations() const { return task.intensity.elements * task.intensity.batch * 2; }
    void uses(Uses& list) const
    {
        task.uses(list);
        list.writes_own(next).writes_own(taken);
    }
    static void on_host(RenewalStep const& stage, Slice slice);
};

//! A train that never spikes.
inline constexpr Real never = __builtin_inff();

//! The step of a raster that the clock shows.
struct RenewalClock {
    bool starts;     //!< a raster begins
    bool continues;  //!< time is to be counted anew
    Real end;        //!< of this step; spikes come before it

    INFERNO_HD RenewalClock(EncodeTask const& task)
        : starts(*task.clock == 0),
          continues(*task.clock != 0 && *task.clock % task.steps == 0),
          end(static_cast<Real>(*task.clock % task.steps + 1))
    {
    }
};

//! Draws the time of the next spike of an element.
template <class Intervals>
INFERNO_HD void draw_next(RenewalStep<Intervals> const& stage, Index element)
{
    Real const intensity = stage.task.intensity.values[element];
    RandomWords words    = words_of(stage.task, element, stage.taken[element]);
    stage.next[element] += stage.intervals.draw(stage.intervals.scale(intensity), words);
    stage.taken[element] = words.position();
}

//! What an element does before the spikes of a step are seen: starts its train, or counts time
//! anew.
template <class Intervals>
INFERNO_HD void begin_step(RenewalStep<Intervals> const& stage,
                           RenewalClock const& clock,
                           Index element)
{
    if (clock.continues) { stage.next[element] -= static_cast<Real>(stage.task.steps); }
    if (!clock.starts) { return; }
    bool const silent    = stage.intervals.silent(stage.task.intensity.values[element]);
    stage.next[element]  = silent ? never : Intervals::origin;
    stage.taken[element] = 0;
    if (!silent) { draw_next(stage, element); }
}

}  // namespace inferno
