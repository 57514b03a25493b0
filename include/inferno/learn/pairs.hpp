//! Which inputs and outputs a weight connects.
#pragma once

#include "inferno/mapping/windows.hpp"

namespace inferno {

//! The pairs of every weight, in the order of the weights' memory. A weight of a dense or
//! one-to-one connection has one pair, a weight of a convolution one for every position.
struct WeightPairs {
    Windows windows;
    Index filters = 0;      //!< targets or, in a convolution, filters
    bool direct   = false;  //!< weight n connects input n with output n
    bool lateral  = false;  //!< weights of a neuron to itself never change

    INFERNO_HD Index weights() const { return direct ? filters : windows.taps() * filters; }
    //! Pairs that one weight can have, and all of them; windows in the padding have a place too.
    INFERNO_HD Index positions() const { return direct ? 1 : windows.positions(); }
    INFERNO_HD Index size() const { return weights() * positions(); }
    //! The place of a pair among all, [weights][positions].
    INFERNO_HD Index at(Index weight, Index output) const
    {
        Index const count = positions();
        return count == 1 ? weight : weight * count + output % count;
    }
    //! True for weights that never change.
    INFERNO_HD bool is_fixed(Index weight) const
    {
        return lateral && weight / filters == weight % filters;
    }
    //! Calls visit(input, output) for every pair; windows that reach into the padding have none.
    template <class Visit>
    INFERNO_HD void for_each(Index weight, Visit const& visit) const
    {
        if (direct) { return visit(weight, weight); }
        Index const tap       = weight / filters;
        Index const filter    = weight - tap * filters;
        Index const positions = windows.positions();
        for (Index p = 0; p < positions; ++p) {
            Index const input = windows.input(p, tap);
            if (input >= 0) { visit(input, filter * positions + p); }
        }
    }
};

}  // namespace inferno
