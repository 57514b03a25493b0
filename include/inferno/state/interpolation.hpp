//! Between two samples of a record: reading in between, and writing in between.
//!
//! `at` is the time since the older sample, in (0, dt]; all times in ms.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

enum class Interpolation {
    previous,
    next,
    nearest,
    linear,
    expdecay,
    expratedecay,
    elapsed  //!< the older sample is a time, which goes on
};

//! A way to interpolate; `constant` is the time constant (ms) or the rate constant (1/ms) of the
//! decays.
struct Interpolate {
    Interpolation kind = Interpolation::nearest;
    Real constant      = 1;
};

//! The value `at` after `previous`, `next` being one step younger than it.
INFERNO_HD Real
interpolated(Interpolate how, Real previous, Real next, Real at_ms, Real step_time_ms)
{
    switch (how.kind) {
        case Interpolation::previous:
            return previous;
        case Interpolation::next:
            return next;
        case Interpolation::nearest:
            return at_ms / step_time_ms > Real{0.5} ? next : previous;
        case Interpolation::linear:
            return previous + ((next - previous) / step_time_ms) * at_ms;
        case Interpolation::expdecay:
            return previous * math::exp(-at_ms / how.constant);
        case Interpolation::expratedecay:
            return previous * math::exp(-at_ms * how.constant);
        case Interpolation::elapsed:
            return previous + at_ms;
    }
    return previous;
}

enum class Extrapolation {
    previous,
    next,
    neighbors,
    nearest,
    linear_forward,
    linear_backward,
    expdecay,
    expratedecay
};

struct Extrapolate {
    Extrapolation kind = Extrapolation::nearest;
    Real constant      = 1;  //!< as of Interpolate
};

struct Neighbors {
    Real previous, next;
};

//! What the two neighbours become when `sample` is inserted `at` after the older one.
INFERNO_HD Neighbors
extrapolated(Extrapolate how, Real sample, Real at_ms, Neighbors old, Real step_time_ms)
{
    bool const younger = at_ms > step_time_ms / Real{2};
    switch (how.kind) {
        case Extrapolation::previous:
            return {sample, old.next};
        case Extrapolation::next:
            return {old.previous, sample};
        case Extrapolation::neighbors:
            return {sample, sample};
        case Extrapolation::nearest:
            return {younger ? old.previous : sample, younger ? sample : old.next};
        case Extrapolation::linear_forward:
            return {old.previous, old.previous + ((sample - old.previous) / at_ms) * step_time_ms};
        case Extrapolation::linear_backward:
            return {old.next - ((old.next - sample) / (step_time_ms - at_ms)) * step_time_ms,
                    old.next};
        case Extrapolation::expdecay:
            return {sample * math::exp(at_ms / how.constant),
                    sample * math::exp((at_ms - step_time_ms) / how.constant)};
        case Extrapolation::expratedecay:
            return {sample * math::exp(at_ms * how.constant),
                    sample * math::exp((at_ms - step_time_ms) * how.constant)};
    }
    return old;
}

}  // namespace inferno
