#include "inferno/network/initial.hpp"

#include <algorithm>

#include "inferno/core/error.hpp"

namespace inferno {

std::vector<Real> uniform_values(
    Index count, Real low, Real high, std::uint64_t seed, Purpose purpose)
{
    std::vector<Real> values(static_cast<std::size_t>(count));
    for (Index i = 0; i < count; ++i) {
        Philox4 const words = draw(seed, purpose, static_cast<std::uint64_t>(i / 4), 0);
        values[static_cast<std::size_t>(i)] = low + uniform(words.word[i % 4]) * (high - low);
    }
    return values;
}

std::vector<Real> rescaled(std::vector<Real> values, Real low, Real high)
{
    INFERNO_REQUIRE(!values.empty(), "rescale: there are no values");
    auto const [min, max] = std::minmax_element(values.begin(), values.end());
    Real const from = *min, to = *max;
    INFERNO_REQUIRE(to > from, "rescale: all values are " << from);
    for (Real& value : values) {
        value = low + ((value - from) * (high - low)) / (to - from);
    }
    return values;
}

}  // namespace inferno
