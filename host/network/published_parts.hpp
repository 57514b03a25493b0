//! What the networks of the literature begin with.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/core/random.hpp"
#include "inferno/network/sparse_network.hpp"

namespace inferno::host {

//! number(word) of a random word for each neuron of the population that is added next.
template <class Number>
std::vector<double> drawn(SparseNetwork const& network, Index size, Number const& number)
{
    auto const population = static_cast<std::uint64_t>(network.populations().size()) << 32;
    std::vector<double> values;
    for (Index n = 0; n < size; ++n) {
        Philox4 const words =
            draw(network.seed(), Purpose::initial, population | static_cast<std::uint64_t>(n), 0);
        values.push_back(static_cast<double>(number(words.word[0])));
    }
    return values;
}

}  // namespace inferno::host
