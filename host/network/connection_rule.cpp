#include "inferno/network/connection_rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

constexpr double farthest_normal      = 6.34;  //!< of core/random.hpp, in deviations
constexpr double farthest_exponential = 16.7;  //!< in means: -log(2^-24)

}  // namespace

std::string_view name_of(ConnectionRule const& rule)
{
    constexpr std::array<std::string_view, 7> names = {"AllToAll",
                                                       "OneToOne",
                                                       "PairwiseBernoulli",
                                                       "FixedInDegree",
                                                       "FixedOutDegree",
                                                       "FixedTotalNumber",
                                                       "SynapseList"};
    static_assert(names.size() == std::variant_size_v<ConnectionRule>);
    return names[rule.index()];
}

Distribution Distribution::redrawn(double low, double high) const
{
    Distribution limited = clipped(low, high);
    limited.redraws_     = true;
    return limited;
}

Distribution Distribution::clipped(double low, double high) const
{
    INFERNO_REQUIRE(low <= high, "distribution: limits " << low << " and " << high);
    Distribution limited = *this;
    limited.low_         = low;
    limited.high_        = high;
    return limited;
}

double Distribution::mean() const
{
    switch (kind_) {
        case Kind::log_normal:
            return std::exp(first_ + second_ * second_ / 2);
        case Kind::uniform:
            return (first_ + second_) / 2;
        default:
            return first_;
    }
}

double Distribution::deviation() const
{
    switch (kind_) {
        case Kind::normal:
            return std::abs(second_);
        case Kind::log_normal:
            return mean() * std::sqrt(std::expm1(second_ * second_));
        case Kind::uniform:
            return std::abs(second_ - first_) / std::sqrt(12.0);
        case Kind::exponential:
            return std::abs(first_);
        default:
            return 0;
    }
}

double Distribution::least() const
{
    double free = first_;
    switch (kind_) {
        case Kind::normal:
            free = first_ - farthest_normal * std::abs(second_);
            break;
        case Kind::log_normal:
            free = std::exp(first_ - farthest_normal * std::abs(second_));
            break;
        case Kind::uniform:
            free = std::min(first_, second_);
            break;
        case Kind::exponential:
            free = std::min(0.0, first_ * farthest_exponential);
            break;
        case Kind::constant:
            break;
    }
    return std::clamp(free, low_, high_);
}

double Distribution::greatest() const
{
    double free = first_;
    switch (kind_) {
        case Kind::normal:
            free = first_ + farthest_normal * std::abs(second_);
            break;
        case Kind::log_normal:
            free = std::exp(first_ + farthest_normal * std::abs(second_));
            break;
        case Kind::uniform:
            free = std::max(first_, second_);
            break;
        case Kind::exponential:
            free = std::max(0.0, first_ * farthest_exponential);
            break;
        case Kind::constant:
            break;
    }
    return std::clamp(free, low_, high_);
}

}  // namespace inferno
