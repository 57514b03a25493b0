#include "support/golden.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Json = nlohmann::json;

double number_in(Json const& value)
{
    if (value.is_boolean()) { return value.get<bool>() ? 1 : 0; }
    if (!value.is_string()) { return value.get<double>(); }
    std::string const text = value.get<std::string>();
    if (text == "nan") { return std::numeric_limits<double>::quiet_NaN(); }
    if (text == "inf") { return std::numeric_limits<double>::infinity(); }
    if (text == "-inf") { return -std::numeric_limits<double>::infinity(); }
    throw std::runtime_error("golden file: \"" + text + "\" is not a number");
}

//! Appends the numbers of nested lists in C order.
template <class T>
void flatten(Json const& value, std::vector<T>& into)
{
    if (value.is_array()) {
        for (Json const& part : value) {
            flatten(part, into);
        }
    } else {
        into.push_back(static_cast<T>(number_in(value)));
    }
}

template <class T>
std::vector<T> flat(Json const& value)
{
    std::vector<T> numbers;
    flatten(value, numbers);
    return numbers;
}

Shape extents(Json const& value)
{
    Shape shape;
    for (Json const* part = &value; part->is_array() && !part->empty(); part = &part->front()) {
        shape.push_back(std::ssize(*part));
    }
    return shape;
}

//! "step 3, sample 1, element 4"
std::string place(Shape const& shape, std::vector<char const*> const& axes, std::size_t position)
{
    std::vector<std::string> parts;
    auto left = static_cast<Index>(position);
    for (std::size_t axis = shape.size(); axis-- > 0; left /= shape[axis]) {
        std::string const name = axis < axes.size() ? axes[axis] : "axis " + std::to_string(axis);
        parts.insert(parts.begin(), name + " " + std::to_string(left % shape[axis]));
    }
    std::string text;
    for (std::string const& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

bool close(double got, double expected, std::optional<double> tolerance)
{
    if (std::isnan(expected)) { return std::isnan(got); }
    return got == expected || (tolerance && std::abs(got - expected) <= *tolerance);
}

template <class T>
testing::AssertionResult compare(std::string const& name,
                                 Json const& array,
                                 std::span<T const> got,
                                 std::optional<double> tolerance,
                                 std::vector<char const*> const& axes)
{
    std::vector<T> const expected = flat<T>(array);
    if (got.size() != expected.size()) {
        return testing::AssertionFailure()
               << name << ": " << got.size() << " values, " << expected.size() << " expected";
    }
    std::size_t wrong = 0, first = 0;
    for (std::size_t i = got.size(); i-- > 0;) {
        if (!close(static_cast<double>(got[i]), static_cast<double>(expected[i]), tolerance)) {
            ++wrong;
            first = i;
        }
    }
    if (wrong == 0) { return testing::AssertionSuccess(); }
    auto failure = testing::AssertionFailure()
                   << name << " at " << place(extents(array), axes, first) << ": got "
                   << testing::PrintToString(got[first]) << ", expected "
                   << testing::PrintToString(expected[first]);
    if constexpr (std::is_same_v<T, Real>) {
        failure << ", " << ulps_between(got[first], expected[first]) << " ulp apart";
    }
    if (tolerance) { failure << ", tolerance " << *tolerance; }
    return failure << "; " << wrong << " of " << got.size() << " values are wrong";
}

}  // namespace

GoldenCase::GoldenCase(std::shared_ptr<Json const> file, std::size_t position)
    : file_(std::move(file)), position_(position)
{
}

Json const& GoldenCase::root() const { return file_->at("cases").at(position_); }

std::string GoldenCase::name() const { return root().at("name"); }

Index GoldenCase::size(std::string const& key) const { return root().at(key); }

Shape GoldenCase::shape(std::string const& key) const
{
    Json const& value = root().at(key);
    return value.is_array() ? value.get<Shape>() : Shape{value.get<Index>()};
}

Json const& GoldenCase::parameter(std::string const& path) const
{
    return root().at("parameters").at(Json::json_pointer("/" + path));
}

bool GoldenCase::has(std::string const& path) const
{
    Json::json_pointer const pointer("/" + path);
    Json const& all = root().at("parameters");
    return all.contains(pointer) && !all.at(pointer).is_null();
}

double GoldenCase::number(std::string const& path) const { return number_in(parameter(path)); }
bool GoldenCase::flag(std::string const& path) const { return parameter(path).get<bool>(); }
std::string GoldenCase::text(std::string const& path) const { return parameter(path); }

std::vector<double> GoldenCase::numbers(std::string const& path) const
{
    return flat<double>(parameter(path));
}

std::vector<Real> GoldenCase::given(std::string const& array) const
{
    return flat<Real>(root().at("given").at(array));
}

std::vector<std::uint8_t> GoldenCase::given_spikes(std::string const& array) const
{
    return flat<std::uint8_t>(root().at("given").at(array));
}

std::vector<Index> GoldenCase::given_indices(std::string const& array) const
{
    return flat<Index>(root().at("given").at(array));
}

Index GoldenCase::given_count(std::string const& array) const
{
    return std::ssize(root().at("given").at(array));
}

bool GoldenCase::expects(std::string const& array) const
{
    Json const& expected = root().at("expected");
    return expected.contains(array) && !expected.at(array).is_null();
}

std::vector<Real> GoldenCase::expected(std::string const& array) const
{
    return flat<Real>(root().at("expected").at(array));
}

std::vector<Real> GoldenCase::expected_at(std::string const& array, Index position) const
{
    return flat<Real>(root().at("expected").at(array).at(static_cast<std::size_t>(position)));
}

std::optional<double> GoldenCase::tolerance(std::string const& array) const
{
    Json const& mine = root();
    if (mine.contains("tolerances") && mine["tolerances"].contains(array)) {
        return mine["tolerances"][array].get<double>();
    }
    for (Json const* level : {&mine, file_.get()}) {
        if (!level->contains("exact")) { continue; }
        if (level->at("exact").get<bool>()) { return {}; }
        return level->at("tolerance").get<double>();
    }
    return {};
}

testing::AssertionResult GoldenCase::matches(std::string const& array,
                                             std::span<Real const> got,
                                             Axes axes) const
{
    return compare(array, root().at("expected").at(array), got, tolerance(array), axes);
}

testing::AssertionResult GoldenCase::matches(std::string const& array,
                                             std::span<std::uint8_t const> got,
                                             Axes axes) const
{
    return compare(array, root().at("expected").at(array), got, {}, axes);
}

testing::AssertionResult GoldenCase::matches(std::string const& array,
                                             std::span<Index const> got,
                                             Axes axes) const
{
    return compare(array, root().at("expected").at(array), got, {}, axes);
}

testing::AssertionResult GoldenCase::matches_at(std::string const& array,
                                                Index position,
                                                std::span<Real const> got,
                                                Axes axes) const
{
    Json const& entry = root().at("expected").at(array).at(static_cast<std::size_t>(position));
    return compare(
        array + "[" + std::to_string(position) + "]", entry, got, tolerance(array), axes);
}

std::vector<GoldenCase> golden_cases(std::string const& file)
{
    // not __FILE__: compiler caches make it relative to some folder
    auto const path = std::filesystem::path(INFERNO_SOURCE_DIR) / "tests/golden" / (file + ".json");
    std::ifstream stream(path);
    if (!stream) { throw std::runtime_error("golden file " + path.string() + " cannot be read"); }
    auto const json = std::make_shared<Json const>(Json::parse(stream));
    std::vector<GoldenCase> cases;
    for (std::size_t position = 0; position < json->at("cases").size(); ++position) {
        cases.emplace_back(json, position);
    }
    return cases;
}

}  // namespace inferno::test
