//! Reducers: what becomes, step by step, of one number that is watched.
//!
//! A reducer is a struct of what a user sets. derive() makes Params of it, first() folds in what is
//! seen first and next() all that comes later. Each operation is rounded once, in the order in
//! which it stands here: the formulas are those of Inferno 0.0.5, `core/trace.py` and
//! `inferno.observe`.
#pragma once

#include <optional>
#include <string_view>

#include "inferno/state/interpolation.hpp"
#include "inferno/trace/stage.hpp"

namespace inferno {

//! Values that count: those from low to high, once `shift` is taken off, or all others.
struct Criterion {
    Real shift = 0, low = 1, high = 1;
    bool others = false;

    INFERNO_HD bool met(Real value) const
    {
        Real const shifted = value - shift;
        return (shifted >= low && shifted <= high) != others;
    }
    bool operator==(Criterion const&) const = default;

    //! Limits and targets are rounded to float32. ArgumentError for one that is not a number.
    static Criterion equal_to(double target);
    static Criterion different_from(double target);
    //! |value - target| <= tolerance. ArgumentError unless the tolerance is positive.
    static Criterion close_to(double target, double tolerance);
    static Criterion at_least(double limit);
    static Criterion at_most(double limit);
    //! ArgumentError unless the limit is finite.
    static Criterion above(double limit);
    static Criterion below(double limit);
};

//! What is seen of one element in one step.
struct Sight {
    Real value;   //!< of spikes 1 or 0
    bool met;     //!< by the reducer's criterion or the monitor's condition
    Real number;  //!< of this step among those seen since a clear; the first is 1
};

//! What was seen last.
struct PassthroughReducer {
    static constexpr std::string_view name = "keep";
    struct Params {};
    Params derive(double) const { return {}; }
    Real fill() const { return 0; }
    Interpolate interpolation() const { return {Interpolation::previous}; }
    INFERNO_HD static Real first(Params, Sight seen) { return seen.value; }
    INFERNO_HD static Real next(Params, Real, Sight seen) { return seen.value; }
    bool operator==(PassthroughReducer const&) const = default;
};

//! Time since the criterion was last met, in ms: a sum of steps in float32.
struct EventReducer {
    static constexpr std::string_view name = "time events";
    enum class Initial { infinity, zero, nan };  //!< before the first event
    struct Params {
        Real initial_ms, step_time_ms;
    };
    Criterion criterion = {};  //!< a spike
    Initial initial     = Initial::infinity;

    Params derive(double step_time_ms) const { return {fill(), static_cast<Real>(step_time_ms)}; }
    Real fill() const;
    Interpolate interpolation() const { return {Interpolation::elapsed}; }
    INFERNO_HD static Real first(Params const& p, Sight seen)
    {
        return seen.met ? Real{0} : p.initial_ms;
    }
    INFERNO_HD static Real next(Params const& p, Real kept, Sight seen)
    {
        return seen.met ? Real{0} : kept + p.step_time_ms;
    }
    bool operator==(EventReducer const&) const = default;
};

//! A trace that fades, x <- a x, and gets a pulse where the criterion is met: added to it
//! (cumulative) or in its place (nearest). A pulse is the amplitude or, with a scale s, s h + the
//! amplitude, where h is what is seen.
struct TraceReducer {
    static constexpr std::string_view name = "reduce to trace";
    struct Params {
        Real decay, amplitude, scale;
        bool scaled, nearest;
    };
    TraceMode mode              = TraceMode::cumulative;
    double time_constant_ms     = 20;
    double amplitude            = 1;
    std::optional<double> scale = {};
    Criterion criterion         = {};  //!< a spike

    //! ArgumentError unless the time constant is positive and the other numbers are finite.
    Params derive(double step_time_ms) const;
    Real fill() const { return 0; }
    Interpolate interpolation() const
    {
        return {Interpolation::expdecay, static_cast<Real>(time_constant_ms)};
    }
    INFERNO_HD static Real pulse(Params const& p, Sight seen)
    {
        return p.scaled ? p.scale * seen.value + p.amplitude : p.amplitude;
    }
    INFERNO_HD static Real first(Params const& p, Sight seen)
    {
        return pulse(p, seen) * (seen.met ? Real{1} : Real{0});
    }
    INFERNO_HD static Real next(Params const& p, Real kept, Sight seen)
    {
        TraceMode const mode = p.nearest ? TraceMode::nearest : TraceMode::cumulative;
        return trace_step({p.decay, pulse(p, seen), mode}, kept, seen.met);
    }
    bool operator==(TraceReducer const&) const = default;
};

//! Exponential moving average: alpha h + (1 - alpha) x; at first h.
struct EMAReducer {
    static constexpr std::string_view name = "moving average";
    struct Params {
        Real alpha, rest;
    };
    double alpha = 0.5;

    //! ArgumentError unless alpha is from 0 to 1.
    Params derive(double step_time_ms) const;
    Real fill() const { return 0; }
    Interpolate interpolation() const { return {Interpolation::linear}; }
    INFERNO_HD static Real first(Params const&, Sight seen) { return seen.value; }
    INFERNO_HD static Real next(Params const& p, Real kept, Sight seen)
    {
        return p.alpha * seen.value + p.rest * kept;
    }
    bool operator==(EMAReducer const&) const = default;
};

//! Mean of all that was seen since a clear: x + (h - x) / number of steps.
struct CAReducer {
    static constexpr std::string_view name = "average";
    struct Params {};
    Params derive(double) const { return {}; }
    Real fill() const { return 0; }
    Interpolate interpolation() const { return {Interpolation::linear}; }
    INFERNO_HD static Real first(Params, Sight seen) { return seen.value; }
    INFERNO_HD static Real next(Params, Real kept, Sight seen)
    {
        return kept + (seen.value - kept) / seen.number;
    }
    bool operator==(CAReducer const&) const = default;
};

}  // namespace inferno
