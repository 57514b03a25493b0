//! A source that fires in every step with the same probability.
//!
//! The steps to the next spike are geometrically distributed, and are drawn once for each spike: a
//! source that is silent only counts down.
#pragma once

#include <string_view>

#include "inferno/core/math.hpp"
#include "inferno/core/random.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

struct PoissonSource {
    static constexpr std::string_view name = "poisson source";
    static constexpr int ports             = 0;
    static constexpr int lag               = 0;
    static constexpr Index operations      = 4;
    static constexpr Real longest_steps    = 0x1p22F;  //!< a count that a Real and a half holds

    struct Config {
        Values rate_hz = 0;  //!< 0 or more, at most one spike per step
    };

    template <class T>
    struct Params {
        T gap_steps;  //!< -1 / log(1 - probability), negative where it never fires
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("gap_steps", p.gap_steps...);
        }
    };

    template <class T>
    struct State {
        //! To the next spike; below 1: another is to be drawn. Counts that end at a half stand for
        //! a longer silence, which has no memory: they are followed by another, without a spike.
        T wait_steps;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("wait_steps", s.wait_steps...);
        }
    };

    template <class T>
    INFERNO_HD static bool wants_draw(State<T> const& s)
    {
        return s.wait_steps < 1;
    }
    template <class T>
    INFERNO_HD static void take_draw(Params<T> const& p, State<T>& s, std::uint32_t word)
    {
        Real const steps = 1 + math::floor(exponential(word) * static_cast<Real>(p.gap_steps));
        bool const soon  = (p.gap_steps >= 0) & (steps <= longest_steps);
        s.wait_steps     = soon ? steps : longest_steps + Real{0.5F};
    }
    template <class T>
    INFERNO_HD static bool step(Params<T> const&, State<T>& s)
    {
        s.wait_steps -= 1;
        return s.wait_steps == 0;
    }

    //! Checks the values and precomputes what the time step fixes. Throws ArgumentError.
    static Params<Values> derive(Config const& config, Index neurons, double step_time_ms);
    static State<Values> initial(Config const& config);
};

}  // namespace inferno
