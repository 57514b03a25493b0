#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "inferno/stats/spike_trains.hpp"

namespace inferno::stats {
namespace {

void require_ascending(char const* name, std::span<double const> times_ms)
{
    for (std::size_t k = 0; k < times_ms.size(); ++k) {
        INFERNO_REQUIRE(
            std::isfinite(times_ms[k]) && (k == 0 || times_ms[k - 1] <= times_ms[k]),
            name << "[" << k << "]: is " << times_ms[k] << ", times must be finite and ascending");
    }
}

//! The edit distance, a row of its grid at a time.
double distance(std::span<double const> first, std::span<double const> second, double cost)
{
    std::vector<double> above(second.size() + 1), here(second.size() + 1);
    std::iota(above.begin(), above.end(), 0.0);
    for (std::size_t i = 0; i < first.size(); ++i) {
        here[0] = static_cast<double>(i + 1);
        for (std::size_t j = 0; j < second.size(); ++j) {
            double const moved = above[j] + cost * std::abs(first[i] - second[j]);
            here[j + 1]        = std::min({above[j + 1] + 1, here[j] + 1, moved});
        }
        std::swap(above, here);
    }
    return above.back();
}

}  // namespace

std::vector<double> victor_purpura_distance(std::span<double const> first_ms,
                                            std::span<double const> second_ms,
                                            std::span<double const> costs_per_ms)
{
    require_ascending("first_ms", first_ms);
    require_ascending("second_ms", second_ms);
    auto const first  = static_cast<double>(first_ms.size());
    auto const second = static_cast<double>(second_ms.size());
    std::vector<double> distances;
    for (double const cost : costs_per_ms) {
        INFERNO_REQUIRE(cost >= 0, "cost: is " << cost << ", must be 0 or more");
        distances.push_back(cost == 0          ? std::abs(first - second)
                            : std::isinf(cost) ? first + second
                                               : distance(first_ms, second_ms, cost));
    }
    return distances;
}

double victor_purpura_distance(std::span<double const> first_ms,
                               std::span<double const> second_ms,
                               double cost_per_ms)
{
    return victor_purpura_distance(first_ms, second_ms, std::array{cost_per_ms}).front();
}

}  // namespace inferno::stats
