#include "network/sparse_draw.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/core/math.hpp"
#include "inferno/core/random.hpp"

#include "network/pair_order.hpp"
#include "stage/random_block.hpp"

namespace inferno::host {
namespace {

//! What the words of a synapse's draw are for.
enum Lane { end_lane = 0, weight_lane = 1, delay_lane = 2, spare_lane = 3 };
constexpr std::uint64_t most_attempts = 256;

std::uint64_t step_of(Drawable const& p, Index unit)
{
    return (p.number << 40) | static_cast<std::uint64_t>(unit);
}

//! A word as a position below n.
std::uint32_t position(std::uint32_t word, Index n)
{
    return static_cast<std::uint32_t>((std::uint64_t{word} * static_cast<std::uint64_t>(n)) >> 32);
}

//! The words of one lane for synapses [first, first + draws_of_block) of a unit.
void lane_block(Drawable const& p, Index unit, Index first, Lane lane, std::uint32_t* words)
{
    std::uint32_t all[words_of_block];
    random_block(
        p.seed, Purpose::connect, static_cast<std::uint64_t>(first), step_of(p, unit), all);
    for (Index j = 0; j < draws_of_block; ++j) {
        words[j] = all[4 * j + lane];
    }
}

//! One more word for a synapse whose first draw does not do.
std::uint32_t word_again(
    Drawable const& p, Index unit, std::uint64_t synapse, Lane lane, std::uint64_t attempt)
{
    Philox4 const four =
        draw(p.seed, Purpose::connect, synapse | (attempt << 36), step_of(p, unit));
    return four.word[lane];
}

float value_of(Distribution const& d, std::uint32_t word)
{
    auto const a = static_cast<float>(d.first());
    auto const b = static_cast<float>(d.second());
    switch (d.kind()) {
        case Distribution::Kind::normal:
            return a + b * normal(word);
        case Distribution::Kind::log_normal:
            return math::exp(a + b * normal(word));
        case Distribution::Kind::uniform:
            return a + (b - a) * uniform(word);
        case Distribution::Kind::exponential:
            return a * exponential(word);
        default:
            return a;
    }
}

//! The values of a block before limits, one loop per kind.
void values_of_block(Distribution const& d, std::uint32_t const* words, float* values)
{
    auto const a    = static_cast<float>(d.first());
    auto const b    = static_cast<float>(d.second());
    auto const fill = [&](auto const& value) {
        for (Index j = 0; j < draws_of_block; ++j) {
            values[j] = value(words[j]);
        }
    };
    switch (d.kind()) {
        case Distribution::Kind::normal:
            return fill([a, b](std::uint32_t word) { return a + b * normal(word); });
        case Distribution::Kind::log_normal:
            return fill([a, b](std::uint32_t word) { return math::exp(a + b * normal(word)); });
        case Distribution::Kind::uniform:
            return fill([a, b](std::uint32_t word) { return a + (b - a) * uniform(word); });
        case Distribution::Kind::exponential:
            return fill([a](std::uint32_t word) { return a * exponential(word); });
        case Distribution::Kind::constant:
            return fill([a](std::uint32_t) { return a; });
    }
}

//! A value within the limits; `synapse` names it, `value` is its first draw.
float limited(Drawable const& p,
              Distribution const& d,
              Index unit,
              std::uint64_t synapse,
              Lane lane,
              float value)
{
    auto const low  = static_cast<float>(d.low());
    auto const high = static_cast<float>(d.high());
    for (std::uint64_t attempt = 1;
         d.redraws() && !(value >= low && value <= high) && attempt < most_attempts;
         ++attempt) {
        value = value_of(d, word_again(p, unit, synapse, lane, attempt));
    }
    return std::clamp(value, low, high);
}

//! values[k] for the synapses of a unit.
template <class Take>
void draw_distribution(
    Drawable const& p, Distribution const& d, Index unit, Lane lane, Index count, Take const& take)
{
    std::uint32_t words[draws_of_block];
    float values[draws_of_block];
    bool const bounded = std::isfinite(d.low()) || std::isfinite(d.high());
    for (Index first = 0; first < count; first += draws_of_block) {
        lane_block(p, unit, first, lane, words);
        values_of_block(d, words, values);
        for (Index j = 0; j < std::min(draws_of_block, count - first); ++j) {
            float const value =
                bounded
                    ? limited(p, d, unit, static_cast<std::uint64_t>(first + j), lane, values[j])
                    : values[j];
            take(first + j, value);
        }
    }
}

std::uint32_t to_steps(Drawable const& p, float delay_ms)
{
    double const steps = std::floor(static_cast<double>(delay_ms) / p.step_time_ms + 0.5);
    return static_cast<std::uint32_t>(std::max(steps, 1.0));
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

void draw_values(Drawable const& p, Index unit, Drawn& drawn)
{
    auto const count = std::ssize(drawn.targets);
    drawn.weights.resize(drawn.targets.size());
    drawn.delays.resize(drawn.targets.size());
    auto const* const list = std::get_if<SynapseList>(p.rule);
    auto const at          = [unit](Index k) {
        return static_cast<std::size_t>(unit * synapses_of_chunk + k);
    };
    if (list != nullptr && !list->weights.empty()) {
        for (Index k = 0; k < count; ++k) {
            drawn.weights[static_cast<std::size_t>(k)] = static_cast<float>(list->weights[at(k)]);
        }
    } else if (p.config->weight.is_constant()) {
        std::fill(drawn.weights.begin(), drawn.weights.end(), value_of(p.config->weight, 0));
    } else {
        draw_distribution(p, p.config->weight, unit, weight_lane, count, [&](Index k, float value) {
            drawn.weights[static_cast<std::size_t>(k)] = value;
        });
    }
    if (list != nullptr && !list->delays_ms.empty()) {
        for (Index k = 0; k < count; ++k) {
            drawn.delays[static_cast<std::size_t>(k)] =
                to_steps(p, static_cast<float>(list->delays_ms[at(k)]));
        }
    } else if (p.config->delay_ms.is_constant()) {
        std::fill(
            drawn.delays.begin(), drawn.delays.end(), to_steps(p, value_of(p.config->delay_ms, 0)));
    } else {
        draw_distribution(
            p, p.config->delay_ms, unit, delay_lane, count, [&](Index k, float value) {
                drawn.delays[static_cast<std::size_t>(k)] = to_steps(p, value);
            });
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
