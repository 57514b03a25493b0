//! Synapses that lie nowhere: drawn anew whenever their source spikes, as the network would draw
//! them to store them.
#pragma once

#include "inferno/core/pair_order.hpp"
#include "inferno/core/random.hpp"

namespace inferno {

//! A number of a synapse, constant or drawn.
struct DrawnNumber {
    enum class Kind : std::uint8_t { constant, normal, log_normal, uniform, exponential };

    Kind kind    = Kind::constant;
    bool bounded = false;  //!< by low and high, where it is drawn anew, up to 256 times, or clipped
    bool redraws = false;
    float first  = 0;  //!< value, mean, or low
    float second = 0;  //!< deviation, or high
    float low = 0, high = 0;

    //! What a word gives, before limits.
    INFERNO_HD float of(std::uint32_t word) const
    {
        switch (kind) {
            case Kind::normal:
                return first + second * normal(word);
            case Kind::log_normal:
                return math::exp(first + second * normal(word));
            case Kind::uniform:
                return first + (second - first) * uniform(word);
            case Kind::exponential:
                return first * exponential(word);
            default:
                return first;
        }
    }
    //! Within limits; `again(attempt)` gives another word.
    template <class Again>
    INFERNO_HD float limited(std::uint32_t word, Again const& again) const
    {
        float value = of(word);
        if (!bounded) { return value; }
        for (std::uint64_t attempt = 1;
             redraws && !(value >= low && value <= high) && attempt < most_attempts;
             ++attempt) {
            value = of(again(attempt));
        }
        return value < low ? low : (high < value ? high : value);
    }
    static constexpr std::uint64_t most_attempts = 256;
};

//! How many targets are passed over until the next, of pairs with one probability: a geometric
//! number, floor(-log(u) * -1 / log(1 - p)). The product is that of a float and a double, rounded
//! to a double, in whole numbers: the same everywhere, without a unit for doubles.
struct GeometricGap {
    __extension__ using Wide = unsigned __int128;

    std::uint64_t mantissa = 0;  //!< of -1 / log(1 - p), 53 bits
    int exponent           = 0;  //!< -1 / log(1 - p) = mantissa 2^exponent

    INFERNO_HD std::uint64_t of(std::uint32_t word) const
    {
        std::int32_t const bits = math::bits(exponential(word));  // 0 or more
        if (bits == 0) { return 0; }
        auto const short_mantissa = static_cast<std::uint64_t>((bits & 0x7FFFFF) | 0x800000);
        Wide product              = Wide{short_mantissa} * mantissa;  // 76 or 77 bits
        int const beyond          = product >> 76 != 0 ? 24 : 23;     // those of a double
        Wide const rest           = product & ((Wide{1} << beyond) - 1);
        Wide const half           = Wide{1} << (beyond - 1);
        product                   = product >> beyond;
        bool const odd            = (product & 1) != 0;
        if (rest > half || (rest == half && odd)) { ++product; }
        int const down = -((bits >> 23) - 150 + exponent + beyond);
        if (down <= 0) { return std::uint64_t{1} << 52; }  // past any target
        return down > 63 ? 0 : static_cast<std::uint64_t>(product >> down);
    }
};

//! A neuron as a target: where what arrives lies.
struct TargetPlace {
    std::uint32_t partition, place;
};

//! The synapses of each source, in the order in which they are drawn.
struct DrawnRows {
    enum class Rule : std::uint8_t {
        partners,           //!< drawn one by one
        distinct_partners,  //!< likewise, none twice
        bernoulli,          //!< every target with one probability
        all,                //!< every target
        same                //!< the target with the source's number
    };
    struct Synapse {
        std::uint32_t target, delay;  //!< delay in steps
        std::int32_t weight;          //!< in counts of the ring
    };

    std::uint64_t seed  = 0;
    std::uint64_t first = 0;  //!< the key of source 0
    Rule rule           = Rule::partners;
    bool skips_self     = false;
    Index sources = 0, targets = 0;
    Index degree                 = 0;
    std::uint32_t const* degrees = nullptr;  //!< [sources], where they differ
    GeometricGap gap;
    DrawnNumber weight, delay_ms;
    float counts_per_weight      = 1;
    std::uint32_t constant_delay = 1;        //!< steps
    float const* least_ms        = nullptr;  //!< [longest + 1] of so many steps; null: constant
    std::uint32_t longest        = 1;        //!< delay, steps
    float steps_per_ms           = 1;

    //! How many synapses a source has; of `bernoulli` at most.
    INFERNO_HD Index count(Index source) const
    {
        if (degrees != nullptr) { return degrees[source]; }
        switch (rule) {
            case Rule::bernoulli:
            case Rule::all:
                return skips_self ? targets - 1 : targets;
            case Rule::same:
                return skips_self ? 0 : 1;
            default:
                return degree;
        }
    }
    //! The random words of synapse k of a source.
    INFERNO_HD Philox4 words(Index source, std::uint64_t k) const
    {
        return draw(seed, Purpose::connect, k, first + static_cast<std::uint64_t>(source));
    }
    //! The target of synapse k; not of `bernoulli`.
    INFERNO_HD std::uint32_t target(Index source, std::uint64_t k, Philox4 const& words) const
    {
        std::uint64_t const choices =
            static_cast<std::uint64_t>(skips_self ? targets - 1 : targets);
        std::uint64_t chosen = k;
        switch (rule) {
            case Rule::same:
                return static_cast<std::uint32_t>(source);
            case Rule::partners:
                chosen = (std::uint64_t{words.word[0]} * choices) >> 32;
                break;
            case Rule::distinct_partners:
                chosen = PairOrder(seed, first + static_cast<std::uint64_t>(source), choices).at(k);
                break;
            default:
                break;
        }
        bool const past_self = skips_self && chosen >= static_cast<std::uint64_t>(source);
        return static_cast<std::uint32_t>(past_self ? chosen + 1 : chosen);
    }
    //! Calls use(k, target) for every synapse of a source, one after the other.
    template <class Use>
    INFERNO_HD void for_each(Index source, Use const& use) const
    {
        if (rule != Rule::bernoulli) {
            auto const most = static_cast<std::uint64_t>(count(source));
            for (std::uint64_t k = 0; k < most; ++k) {
                use(k, target(source, k, words(source, k)));
            }
            return;
        }
        std::uint64_t next = gap.of(words(source, 0).word[0]);
        for (std::uint64_t drawn = 1, k = 0; next < static_cast<std::uint64_t>(targets); ++drawn) {
            bool const is_self = skips_self && next == static_cast<std::uint64_t>(source);
            if (!is_self) { use(k++, static_cast<std::uint32_t>(next)); }
            next += 1 + gap.of(words(source, drawn).word[0]);
        }
    }
    INFERNO_HD Synapse synapse(Index source,
                               std::uint64_t k,
                               std::uint32_t target,
                               Philox4 const& words) const
    {
        auto const again = [&](unsigned lane) {
            return [=, this](std::uint64_t attempt) {
                return this->words(source, k | (attempt << 36)).word[lane];
            };
        };
        float const value = weight.limited(words.word[1], again(1));
        auto const counts = static_cast<std::int32_t>(::rintf(value * counts_per_weight));
        if (least_ms == nullptr) { return {target, constant_delay, counts}; }
        return {target, steps_of(delay_ms.limited(words.word[2], again(2))), counts};
    }

  private:
    //! To the nearest step, from 1 on.
    INFERNO_HD std::uint32_t steps_of(float ms) const
    {
        float const about = ms * steps_per_ms + 0.5F;
        auto const most   = static_cast<float>(longest);
        auto steps =
            static_cast<std::uint32_t>(about < 1.0F ? 1.0F : (about < most ? about : most));
        while (steps > 1 && ms < least_ms[steps]) {
            --steps;
        }
        while (steps < longest && ms >= least_ms[steps + 1]) {
            ++steps;
        }
        return steps;
    }
};

}  // namespace inferno
