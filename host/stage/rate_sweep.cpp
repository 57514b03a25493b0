//! Rules on rates: what a target calls for is found once, and goes to all of its weights.
#include <vector>

#include "inferno/learn/host_loop.hpp"
#include "inferno/learn/rate_rule.hpp"

#include "strip.hpp"

namespace inferno {
namespace {

//! What is proposed for every target, [padded targets].
struct ByTarget {
    std::vector<Real> pos, neg;

    ByTarget(WeightPairs const& pairs, RateRule const& rule)
        : pos(static_cast<std::size_t>(host::padded(pairs.filters))), neg(pos.size())
    {
        for (Index target = 0; target < pairs.filters; ++target) {
            Change const change                   = rule.change(pairs, target);
            pos[static_cast<std::size_t>(target)] = change.pos;
            neg[static_cast<std::size_t>(target)] = change.neg;
        }
    }
    //! Of eight targets from `first` on; slices may begin at any of them.
    host::LanePair from(Index first, Index width) const
    {
        host::Strip const strip{first, width};
        return {host::load_strip(pos.data(), strip), host::load_strip(neg.data(), strip)};
    }
};

//! Of stages that propose, and of those that update.
template <class Stage>
void learn(Stage const& stage, Slice slice)
{
    WeightPairs const& pairs = stage.pairs;
    host::learn_rows(stage, slice, !pairs.direct, [&](Slice weights, auto const& sink) {
        ByTarget const targets(pairs, stage.rule);
        host::for_each_row(pairs, weights, [&](Index source, Slice row) {
            host::for_each_strip(pairs, source, row, [&](host::Strip strip, Index first) {
                sink.put(strip, targets.from(first, strip.width));
            });
        });
    });
}

}  // namespace

template <>
void Learn<RateRule>::on_host(Learn const& stage, Slice slice)
{
    learn(stage, slice);
}

template <>
void LearnUpdate<RateRule>::on_host(LearnUpdate const& stage, Slice slice)
{
    learn(stage, slice);
}

}  // namespace inferno
