#include <algorithm>
#include <cmath>

#include "inferno/core/math.hpp"

#include "network/sparse_words.hpp"

namespace inferno::host {
namespace {

constexpr std::uint64_t most_attempts = 256;

//! One more word for a synapse whose first draw does not do.
std::uint32_t word_again(
    Drawable const& p, Index unit, std::uint64_t synapse, Lane lane, std::uint64_t attempt)
{
    Philox4 const four =
        draw(p.seed, Purpose::connect, synapse | (attempt << 36), step_of(p, unit));
    return four.word[lane];
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

}  // namespace

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

}  // namespace inferno::host
