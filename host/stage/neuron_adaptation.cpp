#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "inferno/neuron/adaptation.hpp"
#include "inferno/state/values.hpp"

namespace inferno {
namespace {

//! The values of one parameter, one per component.
struct List {
    std::string_view name;
    std::vector<double> const& values;
    bool positive = false;

    Real at(Index k) const
    {
        auto const last = std::ssize(values) - 1;
        return static_cast<Real>(values[static_cast<std::size_t>(std::min(k, last))]);
    }
};

//! Checks the lists; the number of components.
Index count_components(std::initializer_list<List> const& lists)
{
    Index count = 0;
    for (List const& list : lists) {
        Index const size = std::ssize(list.values);
        INFERNO_REQUIRE(size > 0, list.name << ": is empty, must have one value per component");
        (list.positive ? require_positive : require_values)(list.name, list.values, size);
        count = std::max(count, size);
    }
    return count;
}

//! exp(-dt / tau) as the original takes it: of a product, rounded, with the reciprocal of tau.
Real decay_of(Real tau_ms, double step_time_ms)
{
    Real const exponent = (1 / tau_ms) * static_cast<Real>(-step_time_ms);
    return static_cast<Real>(std::exp(static_cast<double>(exponent)));
}

}  // namespace

ThresholdComponent<std::vector<Real>> threshold_components(
    std::vector<double> const& time_constant_ms,
    std::vector<double> const& spike_increment_mv,
    double step_time_ms)
{
    List const taus{"adaptation_time_constant_ms", time_constant_ms, true};
    List const increments{"spike_increment_mv", spike_increment_mv};
    ThresholdComponent<std::vector<Real>> result;
    Index const count = count_components({taus, increments});
    for (Index k = 0; k < count; ++k) {
        result.decay.push_back(decay_of(taus.at(k), step_time_ms));
        result.increment_mv.push_back(increments.at(k));
    }
    return result;
}

ThresholdComponent<std::vector<Real>> threshold_components_of_rates(
    std::vector<double> const& rate_per_ms,
    std::vector<double> const& spike_increment_mv,
    double step_time_ms)
{
    List const rates{"adaptation_rate_per_ms", rate_per_ms, true};
    List const increments{"spike_increment_mv", spike_increment_mv};
    ThresholdComponent<std::vector<Real>> result;
    Index const count = count_components({rates, increments});
    for (Index k = 0; k < count; ++k) {
        result.decay.push_back(decay_of(1 / rates.at(k), step_time_ms));
        result.increment_mv.push_back(increments.at(k));
    }
    return result;
}

CurrentComponent<std::vector<Real>> current_components(
    std::vector<double> const& time_constant_ms,
    std::vector<double> const& voltage_coupling_us,
    std::vector<double> const& spike_increment_na,
    double step_time_ms)
{
    List const taus{"adaptation_time_constant_ms", time_constant_ms, true};
    List const couplings{"voltage_coupling_us", voltage_coupling_us};
    List const increments{"spike_increment_na", spike_increment_na};
    CurrentComponent<std::vector<Real>> result;
    Index const count = count_components({taus, couplings, increments});
    for (Index k = 0; k < count; ++k) {
        // the original multiplies by the reciprocal of tau
        result.rate.push_back((1 / taus.at(k)) * static_cast<Real>(step_time_ms));
        result.coupling_us.push_back(couplings.at(k));
        result.increment_na.push_back(increments.at(k));
    }
    return result;
}

}  // namespace inferno
