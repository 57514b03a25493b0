//! Parameters as users give them: one number for a whole group, or one per element.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "inferno/core/error.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

//! A double, or one double per element. Hyperparameters stay in double until they meet a state.
class Values {
  public:
    Values(double value = 0)  // NOLINT: a number is a parameter
        : values_{value}
    {
    }
    Values(std::vector<double> values)  // NOLINT: so is a list
        : values_(std::move(values))
    {
    }
    Values(std::initializer_list<double> values) : values_(values) {}

    bool uniform() const { return values_.size() == 1; }
    Index size() const { return std::ssize(values_); }
    double at(Index i) const { return values_[uniform() ? 0 : static_cast<std::size_t>(i)]; }
    std::vector<double> const& list() const { return values_; }

    //! Applies `change` to every number.
    template <class Change>
    Values map(Change const& change) const
    {
        std::vector<double> changed;
        for (double const value : values_) {
            changed.push_back(change(value));
        }
        return changed;
    }

  private:
    std::vector<double> values_;
};

//! Checks that a parameter is finite and has one value or `elements` values.
void require_values(std::string_view name, Values const& values, Index elements);
//! The same, and that every value is greater than zero.
void require_positive(std::string_view name, Values const& values, Index elements);
//! The same, and that no value is below zero.
void require_nonnegative(std::string_view name, Values const& values, Index elements);
//! Checks low < high element by element; either may be uniform.
void require_below(std::string_view low_name,
                   Values const& low,
                   std::string_view high_name,
                   Values const& high);
//! The same for low <= high.
void require_not_above(std::string_view low_name,
                       Values const& low,
                       std::string_view high_name,
                       Values const& high);

}  // namespace inferno
