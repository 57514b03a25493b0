//! Initial values of weights and biases, the same on every backend for the same seed.
#pragma once

#include <cstdint>
#include <vector>

#include "inferno/core/random.hpp"

namespace inferno {

//! `count` numbers, uniform in [low, high).
std::vector<Real> uniform_values(
    Index count, Real low, Real high, std::uint64_t seed, Purpose purpose);

//! Stretches numbers linearly so that the smallest becomes `low` and the largest `high`.
std::vector<Real> rescaled(std::vector<Real> values, Real low, Real high);

}  // namespace inferno
