#include "support/naive_stdp.hpp"

#include <algorithm>

#include "support/naive_reduction.hpp"

namespace inferno::test {
StdpInputs random_inputs(Index batch,
                         Index sources,
                         Index targets,
                         double pre_density,
                         double post_density,
                         Real lowest,
                         std::uint64_t seed)
{
    return {batch,
            sources,
            targets,
            random_spikes(batch * sources, pre_density, 4 * seed),
            random_spikes(batch * targets, post_density, 4 * seed + 1),
            random_reals(batch * sources, lowest, 0.5F, 4 * seed + 2),
            random_reals(batch * targets, lowest, 0.5F, 4 * seed + 3)};
}

StdpMemory::StdpMemory(BackendPointer const& backend, StdpInputs const& in)
    : pre_spikes_(spikes_on(backend, in.batch, in.sources, in.pre_spikes)),
      post_spikes_(spikes_on(backend, in.batch, in.targets, in.post_spikes)),
      pre_trace_(reals_on(backend, in.pre_trace)),
      post_trace_(reals_on(backend, in.post_trace))
{
}

SpikeRule StdpMemory::rule(StdpSigns signs, BatchReduction reduction) const
{
    SpikeRule rule;
    rule.pre.seen  = {pre_spikes_.view(), pre_trace_.data()};
    rule.post.seen = {post_spikes_.view(), post_trace_.data()};
    rule.signs     = signs;
    rule.reduction = reduction;
    return rule;
}

StdpParts naive_stdp(StdpInputs const& in, StdpSigns signs, BatchReduction reduction, bool lateral)
{
    StdpParts parts;
    Reals post_terms(static_cast<std::size_t>(in.batch)), pre_terms(post_terms);
    for (Index i = 0; i < in.sources; ++i) {
        for (Index o = 0; o < in.targets; ++o) {
            for (Index b = 0; b < in.batch; ++b) {
                auto const sample  = static_cast<std::size_t>(b);
                auto const source  = static_cast<std::size_t>(b * in.sources + i);
                auto const target  = static_cast<std::size_t>(b * in.targets + o);
                post_terms[sample] = in.post_spikes[target] != 0 ? in.pre_trace[source] : 0;
                pre_terms[sample]  = in.pre_spikes[source] != 0 ? in.post_trace[target] : 0;
            }
            Real const post = naive_reduction(post_terms, reduction);
            Real const pre  = naive_reduction(pre_terms, reduction);
            bool const own  = lateral && i == o;
            Real pos = 0, neg = 0;
            (signs.post_potentiates ? pos : neg) += own ? 0 : post;
            (signs.pre_potentiates ? pos : neg) += own ? 0 : pre;
            parts.pos.push_back(pos);
            parts.neg.push_back(neg);
        }
    }
    return parts;
}

Reals naive_update(Reals weight, StdpParts const& parts, UpdateRule const& rule)
{
    for (std::size_t w = 0; w < weight.size(); ++w) {
        Real const up   = bounded_upper(rule.bound.upper, weight[w], parts.pos[w]);
        Real const down = bounded_lower(rule.bound.lower, weight[w], parts.neg[w]);
        weight[w]       = std::min(std::max(weight[w] + (up - down), rule.low), rule.high);
    }
    return weight;
}

}  // namespace inferno::test
