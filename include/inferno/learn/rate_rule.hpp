//! Rules that act on the rates of targets.
#pragma once

#include "inferno/learn/rule_stage.hpp"
#include "inferno/learn/stage.hpp"

namespace inferno {

//! Linear homeostasis: rate times the relative distance of a target's rate from where it should be,
//! the mean over the positions of a filter, reduced over the batch. The same for all weights of a
//! target.
struct RateRule {
    static constexpr std::string_view name = "homeostasis";

    Real const* rate         = nullptr;  //!< [batch][outputs], spikes per step
    Real const* target       = nullptr;  //!< [batch][outputs]
    Index batch              = 0;
    Index positions          = 1;  //!< outputs that share a weight
    Real plasticity          = 0;
    BatchReduction reduction = BatchReduction::mean;
    //! As in the original, whose depressing part is negative: it raises what it should lower.
    bool negative_part = false;

    void uses(Uses& list) const { list.reads_any(rate).reads_any(target); }
    Index operations_per_weight() const { return batch * positions * 4; }

    //! `pairs` are those of weights or delays or, one to one, the outputs that biases belong to.
    INFERNO_HD Change change(WeightPairs const& pairs, Index element) const
    {
        Index const filter = pairs.direct ? element : element % pairs.filters;
        auto const raised  = [](Real k) { return k > 0 ? k : Real{0}; };
        auto const lowered = [](Real k) { return k < 0 ? k : Real{0}; };
        Real raising = 0, lowering = 0;
        if (is_common(reduction)) {
            BatchSum up, down;
            for (Index b = 0; b < batch; ++b) {
                Real const k = change_in(filter, pairs.filters, b);
                up.add(reduction, raised(k));
                down.add(reduction, lowered(k));
            }
            raising  = up.total(reduction, batch);
            lowering = down.total(reduction, batch);
        } else {
            auto const anew = [&](auto const& part) {
                return reduced_anew(reduction, [&](auto const& visit) {
                    for (Index b = 0; b < batch; ++b) {
                        visit(part(change_in(filter, pairs.filters, b)));
                    }
                });
            };
            raising  = anew(raised);
            lowering = anew(lowered);
        }
        return {raising, negative_part ? lowering : -lowering};
    }

  private:
    INFERNO_HD Real change_in(Index filter, Index filters, Index sample) const
    {
        Real sum = 0;
        for (Index p = 0; p < positions; ++p) {
            Index const at = (sample * filters + filter) * positions + p;
            sum += (target[at] - rate[at]) / target[at];
        }
        return sum / static_cast<Real>(positions) * plasticity;
    }
};

}  // namespace inferno
