//! A point neuron by itself, in any precision, and the fine solution that it is compared with.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "inferno/neuron/point.hpp"

namespace inferno::test {

//! A model's only neuron, stepped by hand.
template <class Model, class T>
class OneNeuron {
  public:
    OneNeuron(typename Model::Config const& config, double step_time_ms)
        : params_(narrowed<Model::template Params>(Model::derive(config, 1, step_time_ms))),
          state(narrowed<Model::template State>(Model::initial(config)))
    {
    }
    bool step(T first = 0, T second = 0)
    {
        T arriving[arrival_places<Model>] = {first};
        if constexpr (Model::ports > 1) { arriving[1] = second; }
        return step_point<Model, T>(params_, state, arriving);
    }

  private:
    template <template <class> class Fields>
    static Fields<T> narrowed(Fields<Values> const& values)
    {
        Fields<T> numbers;
        Fields<T>::fields(
            [](char const*, T& to, Values const& from) { to = static_cast<T>(from.at(0)); },
            numbers,
            values);
        return numbers;
    }
    typename Model::template Params<T> params_;

  public:
    typename Model::template State<T> state;
};

using Trace = std::vector<double>;

inline constexpr double dt = 0.1;  //!< ms

//! By how much of its own range a trace may miss a closed form: 1e-4 in float32, 1e-9 in double.
template <class T>
inline constexpr double trace_tolerance = sizeof(T) == sizeof(float) ? 1e-4 : 1e-9;

//! Voltages after each of 500 steps, of which the first is given what arrives.
template <class Model, class T>
Trace response(typename Model::Config const& config, double first, double second = 0)
{
    OneNeuron<Model, T> neuron(config, dt);
    Trace trace;
    for (int k = 0; k < 500; ++k) {
        neuron.step(k == 0 ? static_cast<T>(first) : T{0}, k == 0 ? static_cast<T>(second) : T{0});
        trace.push_back(static_cast<double>(neuron.state.voltage_mv));
    }
    return trace;
}

//! Steps at which a neuron fires, driven by what it is configured with.
template <class Model, class T = Real>
std::vector<int> spikes(typename Model::Config const& config, int steps, double step_ms = dt)
{
    OneNeuron<Model, T> neuron(config, step_ms);
    std::vector<int> fired;
    for (int k = 0; k < steps; ++k) {
        if (neuron.step()) { fired.push_back(k); }
    }
    return fired;
}

//! The largest difference, as a share of the range of the expected trace.
inline double error_of(Trace const& got, Trace const& expected)
{
    auto const [low, high] = std::minmax_element(expected.begin(), expected.end());
    double worst           = 0;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        worst = std::max(worst, std::abs(got.at(k) - expected[k]));
    }
    return worst / (*high - *low);
}

//! One step of the classical Runge-Kutta method for y' = slope(y).
template <std::size_t n, class Slope>
std::array<double, n> runge_kutta(std::array<double, n> const& y, double h, Slope const& slope)
{
    auto const plus = [](std::array<double, n> a, double factor, std::array<double, n> const& b) {
        for (std::size_t k = 0; k < n; ++k) {
            a[k] += factor * b[k];
        }
        return a;
    };
    auto const k1 = slope(y);
    auto const k2 = slope(plus(y, h / 2, k1));
    auto const k3 = slope(plus(y, h / 2, k2));
    auto const k4 = slope(plus(y, h, k3));
    return plus(plus(plus(plus(y, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
}

}  // namespace inferno::test
