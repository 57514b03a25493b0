//! A neuron model of one's own: resonate-and-fire (Izhikevich 2001), a damped oscillation that
//! fires when it swings above a threshold, so that it answers to input of its own frequency.
//!
//! This file is all that a model takes. inferno/neuron/stage.hpp lists what a model must have;
//!   main.cpp         uses it like any other, on the host
//!   own_kernels.cu   makes it known to the CUDA backend
//!   CMakeLists.txt   builds the program against an installed library:
//!                    cmake -S . -B build -DCMAKE_PREFIX_PATH=PREFIX && cmake --build build
//! Rules that keep the bits equal on every backend: step() holds only additions, multiplications,
//! divisions, comparisons and inferno::math; what the time step fixes is worked out in derive().
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include <inferno/neuron/stage.hpp>
#include <inferno/state/values.hpp>

struct ResonateAndFire {
    static constexpr std::string_view name = "ResonateAndFire";
    using Real                             = inferno::Real;

    //! What a user sets; each may be one number or one per neuron.
    struct Config {
        inferno::Values frequency_hz     = 50;
        inferno::Values time_constant_ms = 50;  //!< of the damping, > 0
        inferno::Values threshold_mv     = 10;  //!< above rest, which is 0; > 0
    };

    template <class T>
    struct Params {
        T keep, turn, step_ms, threshold_mv;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("keep", p.keep...), visit("turn", p.turn...);
            visit("step_ms", p.step_ms...), visit("threshold_mv", p.threshold_mv...);
        }
    };

    template <class T>
    struct State {
        T voltage_mv, swing_mv;  //!< a quarter of a turn apart
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("voltage_mv", s.voltage_mv...), visit("swing_mv", s.swing_mv...);
        }
    };

    static State<Real> initial(Params<Real> const&) { return {0, 0}; }

    //! True if the neuron fires. A capacity of 1 nF: an nA moves the swing by 1 mV per ms.
    INFERNO_HD static bool step(Params<Real> const& p,
                                inferno::NeuronMode,
                                State<Real>& s,
                                Real input_na)
    {
        Real const swing_mv = (p.keep * s.swing_mv - p.turn * s.voltage_mv) + p.step_ms * input_na;
        Real const voltage_mv = p.turn * s.swing_mv + p.keep * s.voltage_mv;
        bool const fires      = voltage_mv >= p.threshold_mv;
        s.swing_mv            = fires ? Real{0} : swing_mv;
        s.voltage_mv          = fires ? p.threshold_mv : voltage_mv;
        return fires;
    }

    //! Checks the values and works out the turn and the damping of one step.
    static Params<inferno::Values> derive(Config const& c,
                                          inferno::Index neurons,
                                          double step_time_ms)
    {
        inferno::require_positive("frequency_hz", c.frequency_hz, neurons);
        inferno::require_positive("time_constant_ms", c.time_constant_ms, neurons);
        inferno::require_positive("threshold_mv", c.threshold_mv, neurons);
        std::vector<double> keep, turn;
        for (inferno::Index n = 0; n < std::max(c.frequency_hz.size(), c.time_constant_ms.size());
             ++n) {
            double const angle = 2 * std::numbers::pi * c.frequency_hz.at(n) * step_time_ms / 1000;
            double const decay = std::exp(-step_time_ms / c.time_constant_ms.at(n));
            keep.push_back(decay * std::cos(angle));
            turn.push_back(decay * std::sin(angle));
        }
        return {keep, turn, step_time_ms, c.threshold_mv};
    }
};
