//! The host's loops over the weights of a connection, for any rule.
#pragma once

#include "inferno/learn/rule_stage.hpp"

namespace inferno {

template <class Rule>
void Learn<Rule>::on_host(Learn const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.propose_one(k);
    }
}

template <class Rule>
void LearnUpdate<Rule>::on_host(LearnUpdate const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.update_one(k);
    }
}

}  // namespace inferno
