#include "inferno/state/values.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace inferno {
namespace {

//! "name" for a uniform parameter, "name[i]" otherwise.
std::string element_name(std::string_view name, Values const& values, Index i)
{
    std::string text(name);
    return values.uniform() ? text : text + "[" + std::to_string(i) + "]";
}

template <class Holds>
void require_each(std::string_view name,
                  Values const& values,
                  Index elements,
                  char const* range,
                  Holds const& holds)
{
    INFERNO_REQUIRE(values.uniform() || values.size() == elements,
                    name << ": has " << values.size() << " values, must have 1 or " << elements);
    for (Index i = 0; i < values.size(); ++i) {
        double const value = values.at(i), kept = static_cast<double>(static_cast<Real>(value));
        INFERNO_REQUIRE(std::isfinite(value) && holds(value),
                        element_name(name, values, i) << ": is " << value << ", must be "
                                                      << (std::isinf(value) ? "finite" : range));
        INFERNO_REQUIRE(std::isfinite(kept) && holds(kept),
                        element_name(name, values, i)
                            << ": is " << value << ", must be " << range << " in single precision");
    }
}

template <class Holds>
void require_order(std::string_view low_name,
                   Values const& low,
                   std::string_view high_name,
                   Values const& high,
                   char const* relation,
                   Holds const& holds)
{
    for (Index i = 0; i < std::max(low.size(), high.size()); ++i) {
        INFERNO_REQUIRE(holds(low.at(i), high.at(i)),
                        element_name(low_name, low, i)
                            << ": is " << low.at(i) << ", must be " << relation << high_name << " ("
                            << high.at(i) << ")");
    }
}

}  // namespace

void require_values(std::string_view name, Values const& values, Index elements)
{
    require_each(name, values, elements, "finite", [](double) { return true; });
}

void require_positive(std::string_view name, Values const& values, Index elements)
{
    require_each(name, values, elements, "greater than 0", [](double x) { return x > 0; });
}

void require_nonnegative(std::string_view name, Values const& values, Index elements)
{
    require_each(name, values, elements, "0 or more", [](double x) { return x >= 0; });
}

void require_below(std::string_view low_name,
                   Values const& low,
                   std::string_view high_name,
                   Values const& high)
{
    require_order(low_name, low, high_name, high, "less than ", std::less<>{});
}

void require_not_above(std::string_view low_name,
                       Values const& low,
                       std::string_view high_name,
                       Values const& high)
{
    require_order(low_name, low, high_name, high, "at most ", std::less_equal<>{});
}

}  // namespace inferno
