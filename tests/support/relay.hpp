//! A point neuron for tests: fires where port 1 says so, and adds up what arrives at port 0.
#pragma once

#include "inferno/neuron/point_loop.hpp"

namespace inferno::test {

struct Relay {
    static constexpr std::string_view name = "relay";
    static constexpr int ports             = 2;
    static constexpr int lag               = 0;

    struct Config {};

    template <class T>
    struct Params {
        T threshold;
        template <class F, class... P>
        INFERNO_HD static void fields(F visit, P&&... p)
        {
            visit("threshold", p.threshold...);
        }
    };
    template <class T>
    struct State {
        T received;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("received", s.received...);
        }
    };
    template <class T>
    INFERNO_HD static bool step(Params<T> const& p, State<T>& s, T const (&arriving)[ports])
    {
        s.received += arriving[0];
        return arriving[1] >= p.threshold;
    }
    static Params<Values> derive(Config const&, Index, double) { return {0.5}; }
    static State<Values> initial(Config const&) { return {0}; }
};

}  // namespace inferno::test
