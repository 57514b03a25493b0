#include <cmath>

#include "inferno/core/error.hpp"
#include "inferno/learn/plastic_loop.hpp"
#include "inferno/learn/plastic_rules.hpp"

namespace inferno {
namespace {

void require_range(char const* name, double value, double least, double greatest)
{
    INFERNO_REQUIRE(value >= least && value <= greatest,
                    name << ": is " << value << ", must be from " << least << " to " << greatest);
}

void require_finite(char const* name, double value)
{
    INFERNO_REQUIRE(std::isfinite(static_cast<Real>(value)),
                    name << ": " << value << " is not finite");
}

void require_above_zero(char const* name, double value)
{
    INFERNO_REQUIRE(value > 0 && std::isfinite(static_cast<Real>(value)),
                    name << ": is " << value << ", must be greater than 0");
}

Real rate(double step_time_ms, double tau_ms) { return static_cast<Real>(-step_time_ms / tau_ms); }

template <class Named>
PlasticTiming pair_timing(Named const& named, double step_time_ms)
{
    PlasticTiming timing;
    timing.source_fast = rate(step_time_ms, named.tau_plus_ms);
    timing.target_fast = rate(step_time_ms, named.tau_minus_ms);
    timing.nearest     = named.nearest;
    timing.dendritic   = named.dendritic;
    return timing;
}

}  // namespace

SparseSTDP::Rule SparseSTDP::rule() const
{
    return {static_cast<Real>(lambda),
            static_cast<Real>(lambda * alpha),
            static_cast<Real>(mu_plus),
            static_cast<Real>(mu_minus),
            static_cast<Real>(w_max)};
}

PlasticTiming SparseSTDP::timing(double dt) const { return pair_timing(*this, dt); }

PlasticLimits SparseSTDP::limits() const { return {std::fmin(w_max, 0), std::fmax(w_max, 0)}; }

void SparseSTDP::check() const
{
    require_finite("lambda", lambda);
    require_finite("alpha", alpha);
    require_range("mu_plus", mu_plus, 0, 1);
    require_range("mu_minus", mu_minus, 0, 1);
    require_finite("w_max", w_max);
    INFERNO_REQUIRE(w_max != 0, "w_max: is 0, must be another number");
    require_above_zero("tau_plus_ms", tau_plus_ms);
    require_above_zero("tau_minus_ms", tau_minus_ms);
}

SparsePowerLawSTDP::Rule SparsePowerLawSTDP::rule() const
{
    return {static_cast<Real>(lambda),
            static_cast<Real>(lambda * alpha),
            static_cast<Real>(mu),
            static_cast<Real>(w_max)};
}

PlasticTiming SparsePowerLawSTDP::timing(double dt) const { return pair_timing(*this, dt); }

PlasticLimits SparsePowerLawSTDP::limits() const { return {0, w_max}; }

void SparsePowerLawSTDP::check() const
{
    require_finite("lambda", lambda);
    require_finite("alpha", alpha);
    require_range("mu", mu, 0, 1);
    require_above_zero("w_max", w_max);
    require_above_zero("tau_plus_ms", tau_plus_ms);
    require_above_zero("tau_minus_ms", tau_minus_ms);
}

SparseTripletSTDP::Rule SparseTripletSTDP::rule() const
{
    return {static_cast<Real>(a2_plus),
            static_cast<Real>(a3_plus),
            static_cast<Real>(a2_minus),
            static_cast<Real>(a3_minus),
            static_cast<Real>(w_max)};
}

PlasticTiming SparseTripletSTDP::timing(double dt) const
{
    PlasticTiming timing = pair_timing(*this, dt);
    timing.source_slow   = rate(dt, tau_x_ms);
    timing.target_slow   = rate(dt, tau_y_ms);
    return timing;
}

PlasticLimits SparseTripletSTDP::limits() const { return {0, w_max}; }

void SparseTripletSTDP::check() const
{
    require_finite("a2_plus", a2_plus);
    require_finite("a3_plus", a3_plus);
    require_finite("a2_minus", a2_minus);
    require_finite("a3_minus", a3_minus);
    require_above_zero("w_max", w_max);
    require_above_zero("tau_plus_ms", tau_plus_ms);
    require_above_zero("tau_minus_ms", tau_minus_ms);
    require_above_zero("tau_x_ms", tau_x_ms);
    require_above_zero("tau_y_ms", tau_y_ms);
}

SparseSilenceSTDP::Rule SparseSilenceSTDP::rule() const
{
    return {static_cast<Real>(a_plus),
            static_cast<Real>(a_minus),
            static_cast<Real>(w_far),
            static_cast<Real>(w_max),
            static_cast<Real>(-1 / threshold)};
}

PlasticTiming SparseSilenceSTDP::timing(double dt) const
{
    PlasticTiming timing;
    timing.source_fast = rate(dt, tau_ms);
    timing.target_fast = rate(dt, tau_ms);
    timing.initial     = 1;
    timing.dendritic   = dendritic;
    return timing;
}

PlasticLimits SparseSilenceSTDP::limits() const { return {0, w_max}; }

void SparseSilenceSTDP::check() const
{
    require_finite("a_plus", a_plus);
    require_finite("a_minus", a_minus);
    require_above_zero("w_far", w_far);
    require_above_zero("w_max", w_max);
    require_above_zero("tau_ms", tau_ms);
    require_above_zero("threshold", threshold);
}

template struct DeliverPlastic<SparseSTDP::Rule>;
template struct DeliverPlastic<SparsePowerLawSTDP::Rule>;
template struct DeliverPlastic<SparseTripletSTDP::Rule>;
template struct DeliverPlastic<SparseSilenceSTDP::Rule>;

}  // namespace inferno
