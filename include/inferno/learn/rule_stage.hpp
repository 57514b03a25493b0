//! learn, for any rule: what every weight of any kind of connection proposes.
//!
//! A rule is a plain struct with a name, what it reads, and what it makes of that:
//!     static constexpr std::string_view name;
//!     void uses(Uses& list) const;                                    // what it reads
//!     Index operations_per_weight() const;                            // a rough number
//!     INFERNO_HD Change change(WeightPairs const&, Index weight) const;
//! A program with a rule of its own instantiates Learn and LearnUpdate in one file that includes
//! learn/host_loop.hpp: docs/examples/own_rule.
#pragma once

#include "inferno/learn/pairs.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {

//! What is proposed for one weight: magnitudes of either direction.
struct Change {
    Real pos = 0, neg = 0;
};

//! Writes down what a rule proposes, to be applied later. Element k is weight k.
template <class Rule>
struct Learn {
    static constexpr std::string_view name = Rule::name;
    static constexpr Word word             = Word::learn;

    WeightPairs pairs;
    Rule rule;
    Real* pos = nullptr;  //!< [weights]
    Real* neg = nullptr;  //!< [weights]

    Index extent() const { return pairs.weights(); }
    Index operations() const { return extent() * rule.operations_per_weight(); }
    void uses(Uses& list) const
    {
        rule.uses(list);
        list.writes_own(pos).writes_own(neg);
    }
    static void on_host(Learn const& stage, Slice slice);

    INFERNO_HD void propose_one(Index k) const
    {
        Change const change = pairs.is_fixed(k) ? Change{} : rule.change(pairs, k);
        pos[k]              = change.pos;
        neg[k]              = change.neg;
    }
};

//! Applies what a rule proposes at once: each weight is read and written once. Same bits as Learn
//! and ApplyUpdate.
template <class Rule>
struct LearnUpdate {
    static constexpr std::string_view name = Rule::name;
    static constexpr Word word             = Word::learn;

    WeightPairs pairs;
    Rule rule;
    UpdateRule update;
    Real* parameter = nullptr;  //!< [weights]

    Index extent() const { return pairs.weights(); }
    Index operations() const { return extent() * rule.operations_per_weight(); }
    void uses(Uses& list) const
    {
        rule.uses(list);
        list.writes_own(parameter);
    }
    static void on_host(LearnUpdate const& stage, Slice slice);

    INFERNO_HD void update_one(Index k) const
    {
        if (pairs.is_fixed(k)) { return; }
        Change const change = rule.change(pairs, k);
        parameter[k]        = updated(update, parameter[k], change.pos, change.neg);
    }
};

}  // namespace inferno
