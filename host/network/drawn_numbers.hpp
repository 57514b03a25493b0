//! Parameters of neurons that are drawn.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "inferno/network/connection_rule.hpp"

namespace inferno::host {

//! Whose parameter it is.
struct ParameterOf {
    std::uint64_t seed   = 0;
    Index population     = 0;  //!< its place in the network
    std::string_view key = {};
};

//! A number for each of so many neurons: a function of the seed, the population's place, the
//! parameter's name and the neuron alone.
std::vector<double> drawn_numbers(Distribution const& distribution,
                                  Index neurons,
                                  ParameterOf const& of);

}  // namespace inferno::host
