#include "network/drawn_numbers.hpp"

#include <algorithm>

#include "inferno/core/hash.hpp"

#include "network/sparse_words.hpp"

namespace inferno::host {
namespace {

constexpr std::uint64_t most_attempts = 256;  // as for synapses

//! Keeps draws of different parameters apart, and from those of the networks of the literature,
//! which are of step 0; a draw of four words serves four attempts.
std::uint64_t first_step(std::string_view key)
{
    Hash hash;
    for (char const letter : key) {
        hash.add(static_cast<unsigned char>(letter));
    }
    return (hash.value() << 8) | 0x80U;
}

}  // namespace

std::vector<double> drawn_numbers(Distribution const& distribution,
                                  Index neurons,
                                  ParameterOf const& of)
{
    std::uint64_t const step = first_step(of.key);
    auto const low           = static_cast<float>(distribution.low());
    auto const high          = static_cast<float>(distribution.high());
    std::vector<double> numbers;
    for (Index n = 0; n < neurons; ++n) {
        std::uint64_t const element =
            (static_cast<std::uint64_t>(of.population) << 32) | static_cast<std::uint64_t>(n);
        float value = 0;
        for (std::uint64_t attempt = 0; attempt < most_attempts; ++attempt) {
            Philox4 const words = draw(of.seed, Purpose::initial, element, step + attempt / 4);
            value               = value_of(distribution, words.word[attempt % 4]);
            if (!distribution.redraws() || (value >= low && value <= high)) { break; }
        }
        numbers.push_back(static_cast<double>(std::clamp(value, low, high)));
    }
    return numbers;
}

}  // namespace inferno::host
