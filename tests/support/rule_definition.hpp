//! Rules stage by stage against their definition, taken weight by weight.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/learn/rule_stage.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {

//! A dense connection.
struct RuleSize {
    Index sources, targets, batch;
    bool lateral = false;
};

inline WeightPairs pairs_of(RuleSize size)
{
    WeightPairs pairs;
    pairs.windows = whole_input(size.sources);
    pairs.filters = size.targets;
    pairs.lateral = size.lateral;
    return pairs;
}

//! Numbers in a program's memory and in a backend's.
template <class T>
struct Both {
    std::vector<T> host;
    Buffer<T> memory;

    Both(BackendPointer const& backend, std::vector<T> values)
        : host(std::move(values)), memory(backend, std::span<T const>(host))
    {
    }
    T* data(bool on_host) { return on_host ? host.data() : memory.data(); }
};

//! Of every kind that rows tell apart.
inline std::vector<UpdateRule> updates()
{
    Bound const times{BoundKind::multiplicative, 1.2F};
    Bound const power{BoundKind::power, 1.2F, 1.5F};
    Bound const floor{BoundKind::power, -0.2F, 1.5F};
    return {{}, {{times, {}}, 0, 1}, {{times, times}}, {{power, floor}, 0, 1}};
}

//! Proposals and updates of `rule_of(on host?)` on every weight, by stages and by definition.
template <class RuleOf>
void expect_definition(BackendPointer const& backend,
                       WeightPairs const& pairs,
                       RuleOf const& rule_of)
{
    auto const on_host = rule_of(true);
    using Rule         = std::decay_t<decltype(on_host)>;
    Index const count  = pairs.weights();
    Reals pos(static_cast<std::size_t>(count), 7), neg = pos;
    Learn<Rule> const definition{pairs, on_host, pos.data(), neg.data()};
    for (Index k = 0; k < count; ++k) {
        definition.propose_one(k);
    }
    Buffer<Real> got_pos(backend, count), got_neg(backend, count);
    got_pos.fill(7);
    got_neg.fill(7);
    run_stage(*backend, Learn<Rule>{pairs, rule_of(false), got_pos.data(), got_neg.data()});
    EXPECT_TRUE(same_bits(got_pos.download(), pos));
    EXPECT_TRUE(same_bits(got_neg.download(), neg));
    auto const is_zero = [](Real value) { return value == 0; };
    EXPECT_FALSE(std::ranges::all_of(pos, is_zero) && std::ranges::all_of(neg, is_zero));
    for (UpdateRule const& update : updates()) {
        Reals weight = random_reals(count, 0, 1, 8);
        auto applied = reals_on(backend, weight);
        LearnUpdate<Rule> const by_one{pairs, on_host, update, weight.data()};
        for (Index k = 0; k < count; ++k) {
            by_one.update_one(k);
        }
        run_stage(*backend, LearnUpdate<Rule>{pairs, rule_of(false), update, applied.data()});
        EXPECT_TRUE(same_bits(applied.download(), weight));
    }
}

}  // namespace inferno::test
