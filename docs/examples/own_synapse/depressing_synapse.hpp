//! A synapse that tires: each spike releases a part of what is left of its resources, and these
//! recover slowly (Tsodyks and Markram, PNAS 1997, without facilitation).
#pragma once

#include <cmath>
#include <string_view>

#include <inferno/core/math.hpp>
#include <inferno/core/types.hpp>
#include <inferno/runtime/backend.hpp>

struct DepressingSynapse {
    static constexpr std::string_view name = "DepressingSynapse";
    // what a user sets
    double current_na    = 1;    //!< of a spike that finds all resources
    double tc_current_ms = 3;    //!< decay of the current
    double tc_recover_ms = 200;  //!< of the resources
    double released      = 0.5;  //!< part of the resources that a spike releases

    using Dynamics                      = DepressingSynapse;
    static constexpr bool takes_current = false;  //!< no injected currents
    static constexpr bool fades         = true;   //!< between two steps

    struct Params {
        inferno::Real per_release_na, released, keep_current, keep_spent, tc_current_ms,
            tc_recover_ms;
    };
    //! Zero at rest, so that a step that never was reads as rest.
    template <class T>
    struct State {
        T current_na, spent;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("current_na", s.current_na...), visit("spent", s.spent...);
        }
    };

    Params derive(double step_time_ms) const
    {
        using inferno::Real;
        return {static_cast<Real>(current_na / released),
                static_cast<Real>(released),
                static_cast<Real>(std::exp(-step_time_ms / tc_current_ms)),
                static_cast<Real>(std::exp(-step_time_ms / tc_recover_ms)),
                static_cast<Real>(tc_current_ms),
                static_cast<Real>(tc_recover_ms)};
    }
    INFERNO_HD static void step(Params const& p,
                                State<inferno::Real>& s,
                                bool spike,
                                inferno::Real /*injected_na*/)
    {
        inferno::Real const recovered = s.spent * p.keep_spent;
        inferno::Real const release =
            spike ? p.released * (inferno::Real{1} - recovered) : inferno::Real{0};
        s.spent      = recovered + release;
        s.current_na = s.current_na * p.keep_current + p.per_release_na * release;
    }
    INFERNO_HD static inferno::Real output(Params const&, State<inferno::Real> const& s, bool)
    {
        return s.current_na;
    }
    //! What is left of each field `at_ms` after a step.
    INFERNO_HD static State<inferno::Real> fade(Params const& p, inferno::Real at_ms)
    {
        return {inferno::math::exp(-at_ms / p.tc_current_ms),
                inferno::math::exp(-at_ms / p.tc_recover_ms)};
    }
};

//! Makes the CUDA backend know the synapse. Call it once per backend; in a build without CUDA there
//! is no such function.
void add_depressing_kernel(inferno::Backend& backend);
