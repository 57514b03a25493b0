#include "network/sparse_draw.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/core/math.hpp"
#include "inferno/core/pair_order.hpp"
#include "inferno/core/random.hpp"

#include "network/sparse_words.hpp"

namespace inferno::host {
namespace {

//! A word as a position below n.
std::uint32_t position(std::uint32_t word, Index n)
{
    return static_cast<std::uint32_t>((std::uint64_t{word} * static_cast<std::uint64_t>(n)) >> 32);
}

//! `count` partners below n for one neuron, drawn one by one; `self` is left out unless it is
//! negative.
void draw_partners(Drawable const& p,
                   Index unit,
                   Index n,
                   Index self,
                   Index count,
                   std::vector<std::uint32_t>& partners)
{
    Index const choices  = self < 0 ? n : n - 1;
    auto const past_self = [self](std::uint32_t chosen) {
        return self >= 0 && chosen >= static_cast<std::uint32_t>(self) ? chosen + 1 : chosen;
    };
    partners.resize(static_cast<std::size_t>(count));
    if (!p.config->allow_multiple) {
        PairOrder const order(p.seed, step_of(p, unit), static_cast<std::uint64_t>(choices));
        for (Index k = 0; k < count; ++k) {
            partners[static_cast<std::size_t>(k)] =
                past_self(static_cast<std::uint32_t>(order.at(static_cast<std::uint64_t>(k))));
        }
        return;
    }
    std::uint32_t words[draws_of_block];
    for (Index first = 0; first < count; first += draws_of_block) {
        lane_block(p, unit, first, end_lane, words);
        for (Index j = 0; j < std::min(draws_of_block, count - first); ++j) {
            partners[static_cast<std::size_t>(first + j)] = past_self(position(words[j], choices));
        }
    }
}

//! Targets of a source where every pair has the same probability: from one to the next by a
//! geometric number.
void draw_bernoulli(Drawable const& p,
                    double probability,
                    Index source,
                    Index self,
                    std::vector<std::uint32_t>& targets)
{
    targets.clear();
    if (probability <= 0) { return; }
    if (probability >= 1) {
        for (Index t = 0; t < p.targets; ++t) {
            if (t != self) { targets.push_back(static_cast<std::uint32_t>(t)); }
        }
        return;
    }
    double const scale = 1 / std::log1p(-probability);
    std::uint32_t words[draws_of_block];
    for (Index first = 0, at = -1;; first += draws_of_block) {
        lane_block(p, source, first, end_lane, words);
        for (std::uint32_t const word : words) {
            double const log_u = static_cast<double>(-exponential(word));
            at += 1 + static_cast<Index>(std::min(log_u * scale, 1e15));
            if (at >= p.targets) { return; }
            if (at != self) { targets.push_back(static_cast<std::uint32_t>(at)); }
        }
    }
}

//! Synapses k0, k0 + 1, ... of distinct pairs, in an order drawn for the projection.
void draw_pairs(Drawable const& p, Index first, Index count, Drawn& drawn)
{
    bool const no_self = !p.config->allow_self && p.same_population;
    auto const row     = static_cast<std::uint64_t>(no_self ? p.targets - 1 : p.targets);
    PairOrder const order(p.seed, step_of(p, 0), static_cast<std::uint64_t>(p.sources) * row);
    for (Index k = 0; k < count; ++k) {
        std::uint64_t const pair = order.at(static_cast<std::uint64_t>(first + k));
        auto const source        = static_cast<std::uint32_t>(pair / row);
        auto const target        = static_cast<std::uint32_t>(pair % row);
        drawn.sources.push_back(source);
        drawn.targets.push_back(no_self && target >= source ? target + 1 : target);
    }
}

void copy_list(SynapseList const& list, Index first, Index count, Drawn& drawn)
{
    for (Index k = first; k < first + count; ++k) {
        drawn.sources.push_back(
            static_cast<std::uint32_t>(list.sources[static_cast<std::size_t>(k)]));
        drawn.targets.push_back(
            static_cast<std::uint32_t>(list.targets[static_cast<std::size_t>(k)]));
    }
}

Index degree_of_source(Drawable const& p, Index self)
{
    if (auto const* fixed = std::get_if<FixedOutDegree>(p.rule)) { return fixed->degree; }
    if (std::holds_alternative<OneToOne>(*p.rule)) { return 1; }
    return self < 0 ? p.targets : p.targets - 1;  // AllToAll
}

Index synapses_in_all(Drawable const& p)
{
    if (auto const* total = std::get_if<FixedTotalNumber>(p.rule)) { return total->synapses; }
    return std::ssize(std::get<SynapseList>(*p.rule).sources);
}

}  // namespace

DrawUnit Drawable::unit() const
{
    if (std::holds_alternative<FixedInDegree>(*rule)) { return DrawUnit::target; }
    if (std::holds_alternative<SynapseList>(*rule)) { return DrawUnit::chunk; }
    bool const pairs = std::holds_alternative<FixedTotalNumber>(*rule) && !config->allow_multiple;
    return pairs ? DrawUnit::chunk : DrawUnit::source;
}

Index Drawable::units() const
{
    switch (unit()) {
        case DrawUnit::source:
            return sources;
        case DrawUnit::target:
            return targets;
        default:
            return (synapses_in_all(*this) + synapses_of_chunk - 1) / synapses_of_chunk;
    }
}

double Drawable::expected_synapses() const
{
    auto const s = static_cast<double>(sources);
    auto const t = static_cast<double>(targets);
    if (auto const* d = std::get_if<PairwiseBernoulli>(rule)) { return d->probability * s * t; }
    if (auto const* d = std::get_if<FixedInDegree>(rule)) {
        return static_cast<double>(d->degree) * t;
    }
    if (auto const* d = std::get_if<FixedOutDegree>(rule)) {
        return static_cast<double>(d->degree) * s;
    }
    if (std::holds_alternative<AllToAll>(*rule)) { return s * t; }
    if (std::holds_alternative<OneToOne>(*rule)) { return s; }
    return static_cast<double>(synapses_in_all(*this));
}

double Drawable::most_of_target() const
{
    if (auto const* d = std::get_if<FixedInDegree>(rule)) { return static_cast<double>(d->degree); }
    if (std::holds_alternative<AllToAll>(*rule)) { return static_cast<double>(sources); }
    if (std::holds_alternative<OneToOne>(*rule)) { return 1; }
    double const mean = expected_synapses() / static_cast<double>(targets);
    return mean + 12 * std::sqrt(mean) + 64;
}

double Drawable::most_of_source() const
{
    double const mean = expected_synapses() / static_cast<double>(sources);
    return mean + 12 * std::sqrt(mean) + 64;
}

void draw_ends(Drawable const& p, Index unit, Index count, Drawn& drawn)
{
    drawn.sources.clear();
    drawn.targets.clear();
    Index const self = p.config->allow_self || !p.same_population ? -1 : unit;
    switch (p.unit()) {
        case DrawUnit::source:
            if (auto const* pairs = std::get_if<PairwiseBernoulli>(p.rule)) {
                draw_bernoulli(p, pairs->probability, unit, self, drawn.targets);
            } else if (std::holds_alternative<AllToAll>(*p.rule) ||
                       std::holds_alternative<OneToOne>(*p.rule)) {
                bool const one = std::holds_alternative<OneToOne>(*p.rule);
                for (Index t = one ? unit : 0; t < (one ? unit + 1 : p.targets); ++t) {
                    if (t != self) { drawn.targets.push_back(static_cast<std::uint32_t>(t)); }
                }
            } else {
                bool const fixed = std::holds_alternative<FixedOutDegree>(*p.rule);
                draw_partners(p,
                              unit,
                              p.targets,
                              self,
                              fixed ? degree_of_source(p, self) : count,
                              drawn.targets);
            }
            drawn.sources.assign(drawn.targets.size(), static_cast<std::uint32_t>(unit));
            break;
        case DrawUnit::target:
            draw_partners(
                p, unit, p.sources, self, std::get<FixedInDegree>(*p.rule).degree, drawn.sources);
            drawn.targets.assign(drawn.sources.size(), static_cast<std::uint32_t>(unit));
            break;
        case DrawUnit::chunk: {
            Index const first = unit * synapses_of_chunk;
            Index const many  = std::min(synapses_of_chunk, synapses_in_all(p) - first);
            if (auto const* list = std::get_if<SynapseList>(p.rule)) {
                copy_list(*list, first, many, drawn);
            } else {
                draw_pairs(p, first, many, drawn);
            }
            break;
        }
    }
}

void count_sources(Drawable const& p, Index begin, Index end, std::uint32_t* counts)
{
    // four synapses a draw, keyed apart from the draws of units
    std::uint64_t const step = step_of(p, (Index{1} << 40) - 1);
    std::uint32_t words[words_of_block];
    for (Index first = begin; first < end; first += words_of_block) {
        random_block(p.seed, Purpose::connect, static_cast<std::uint64_t>(first / 4), step, words);
        for (Index j = 0; j < std::min(words_of_block, end - first); ++j) {
            ++counts[position(words[j], p.sources)];
        }
    }
}

}  // namespace inferno::host
