#include "inferno/trace/reducer.hpp"

#include <cmath>
#include <limits>

#include "inferno/core/error.hpp"
#include "inferno/network/monitor.hpp"

namespace inferno {
namespace {

constexpr Real infinity = std::numeric_limits<Real>::infinity();

Real rounded(char const* what, double number)
{
    INFERNO_REQUIRE(!std::isnan(number), "criterion: the " << what << " is not a number");
    return static_cast<Real>(number);
}

}  // namespace

Criterion Criterion::equal_to(double target)
{
    Real const only = rounded("target", target);
    return {0, only, only};
}

Criterion Criterion::different_from(double target)
{
    Real const only = rounded("target", target);
    return {0, only, only, true};
}

Criterion Criterion::close_to(double target, double tolerance)
{
    INFERNO_REQUIRE(std::isfinite(target), "criterion: target is " << target << ", must be finite");
    INFERNO_REQUIRE(tolerance > 0,
                    "criterion: tolerance is " << tolerance << ", must be greater than 0");
    Real const most = static_cast<Real>(tolerance);
    return {static_cast<Real>(target), -most, most};
}

Criterion Criterion::above(double limit)
{
    INFERNO_REQUIRE(std::isfinite(limit), "criterion: limit is " << limit << ", must be finite");
    return {0, std::nextafter(rounded("limit", limit), infinity), infinity};
}

Criterion Criterion::at_least(double limit) { return {0, rounded("limit", limit), infinity}; }

Criterion Criterion::below(double limit)
{
    INFERNO_REQUIRE(std::isfinite(limit), "criterion: limit is " << limit << ", must be finite");
    return {0, -infinity, std::nextafter(rounded("limit", limit), -infinity)};
}

Criterion Criterion::at_most(double limit) { return {0, -infinity, rounded("limit", limit)}; }

Real EventReducer::fill() const
{
    switch (initial) {
        case Initial::infinity:
            return infinity;
        case Initial::zero:
            return 0;
        case Initial::nan:
            return std::numeric_limits<Real>::quiet_NaN();
    }
    return infinity;
}

TraceReducer::Params TraceReducer::derive(double step_time_ms) const
{
    INFERNO_REQUIRE(std::isfinite(amplitude),
                    "trace amplitude: is " << amplitude << ", must be finite");
    INFERNO_REQUIRE(std::isfinite(scale.value_or(0)),
                    "trace scale: is " << *scale << ", must be finite");
    TraceParams const trace = make_trace_params(step_time_ms, time_constant_ms, amplitude, mode);
    return {trace.decay,
            trace.amplitude,
            static_cast<Real>(scale.value_or(0)),
            scale.has_value(),
            mode == TraceMode::nearest};
}

EMAReducer::Params EMAReducer::derive(double) const
{
    INFERNO_REQUIRE(alpha >= 0 && alpha <= 1, "alpha: is " << alpha << ", must be from 0 to 1");
    return {static_cast<Real>(alpha), static_cast<Real>(1 - alpha)};
}

}  // namespace inferno
