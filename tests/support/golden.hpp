//! Numbers recorded from the original Inferno, as described in tests/golden/README.md.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json_fwd.hpp>

#include "inferno/core/types.hpp"

namespace inferno::test {

//! Names of the axes of an array, for messages.
using Axes = std::initializer_list<char const*>;

//! One case of a golden file.
class GoldenCase {
  public:
    //! Case `position` of a whole file.
    GoldenCase(std::shared_ptr<nlohmann::json const> file, std::size_t position);

    std::string name() const;
    //! A size of the case ("batch", "steps", ...), and a shape ("shape", "inputs", "outputs").
    Index size(std::string const& key) const;
    Shape shape(std::string const& key) const;

    //! Parameters by path, as in "bounds/upper/limit".
    bool has(std::string const& path) const;
    double number(std::string const& path) const;
    bool flag(std::string const& path) const;
    std::string text(std::string const& path) const;
    std::vector<double> numbers(std::string const& path) const;

    //! Arrays that are fed in, flattened; the length of their first axis.
    std::vector<Real> given(std::string const& array) const;
    std::vector<std::uint8_t> given_spikes(std::string const& array) const;
    std::vector<Index> given_indices(std::string const& array) const;
    Index given_count(std::string const& array) const;

    bool expects(std::string const& array) const;
    //! An expected array of real numbers, flattened, to start from.
    std::vector<Real> expected(std::string const& array) const;
    //! Entry `position` of its first axis, flattened: empty where the file has [].
    std::vector<Real> expected_at(std::string const& array, Index position) const;
    //! Compares a result with the expected array: exactly or within the tolerance of the case.
    testing::AssertionResult matches(std::string const& array,
                                     std::span<Real const> got,
                                     Axes axes = {"step", "sample", "element"}) const;
    //! The same for arrays of integers, which must always be equal.
    testing::AssertionResult matches(std::string const& array,
                                     std::span<std::uint8_t const> got,
                                     Axes axes = {"step", "sample", "element"}) const;
    testing::AssertionResult matches(std::string const& array,
                                     std::span<Index const> got,
                                     Axes axes = {"step", "sample", "element"}) const;
    //! The same for one entry of the first axis; `axes` are those of the entry.
    testing::AssertionResult matches_at(std::string const& array,
                                        Index position,
                                        std::span<Real const> got,
                                        Axes axes = {"sample", "element"}) const;

  private:
    nlohmann::json const& root() const;
    nlohmann::json const& parameter(std::string const& path) const;
    //! The absolute difference allowed; none: equal.
    std::optional<double> tolerance(std::string const& array) const;

    std::shared_ptr<nlohmann::json const> file_;
    std::size_t position_;
};

//! All cases of tests/golden/FILE.json.
std::vector<GoldenCase> golden_cases(std::string const& file);

}  // namespace inferno::test
