#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "inferno/core/error.hpp"

#include "config/json_reader.hpp"

namespace inferno {

namespace {

//! 0.1 rather than 0.10000000000000001, 100000 rather than 1e5.
std::string written(double number) { return nlohmann::json(number).dump(); }
std::string written(Index number) { return std::to_string(number); }

template <class T>
std::string range_text(T lowest, T highest)
{
    return "must be from " + written(lowest) + " to " + written(highest);
}

//! The value of a key, or the fallback where the key is absent and has one.
template <class T, class Read>
T value_or(JsonReader const& reader,
           std::string_view key,
           std::optional<T> const& fallback,
           Read read)
{
    bool const present = reader.has(key);
    return !present && fallback ? *fallback : read(reader[key]);
}

}  // namespace

double JsonReader::as_number() const
{
    require(value_->is_number(), "must be a number");
    auto const number = value_->get<double>();
    require(std::abs(number) <= std::numeric_limits<Real>::max(),
            "must be finite in single precision");
    return number;
}

Index JsonReader::as_integer(Index lowest, Index highest) const
{
    require(value_->is_number(), "must be a whole number");
    if (value_->is_number_float()) {  // 1e6 is a whole number too
        double const number = value_->get<double>();
        require(number == std::floor(number), "must be a whole number");
        require(std::abs(number) <= 0x1p53, range_text(lowest, highest));
    }
    require(!value_->is_number_unsigned() ||
                value_->get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<Index>::max()},
            range_text(lowest, highest));
    auto const number = value_->get<Index>();
    require(number >= lowest && number <= highest, range_text(lowest, highest));
    return number;
}

bool JsonReader::as_boolean() const
{
    require(value_->is_boolean(), "must be true or false");
    return value_->get<bool>();
}

std::string JsonReader::as_text() const
{
    require(value_->is_string(), "must be text");
    return value_->get<std::string>();
}

std::string JsonReader::as_choice(Names const& allowed) const
{
    std::string word = as_text();
    require(std::find(allowed.begin(), allowed.end(), word) != allowed.end(),
            "which is not known" + suggestion(word, allowed));
    return word;
}

double JsonReader::number(std::string_view key, std::optional<double> fallback) const
{
    return value_or(
        *this, key, fallback, [](JsonReader const& value) { return value.as_number(); });
}

double JsonReader::positive(std::string_view key, std::optional<double> fallback) const
{
    return value_or(*this, key, fallback, [](JsonReader const& value) {
        double const number = value.as_number();
        value.require(number > 0, "must be greater than 0");
        value.require(static_cast<Real>(number) > 0, "must be greater than 0 in single precision");
        return number;
    });
}

double JsonReader::non_negative(std::string_view key, std::optional<double> fallback) const
{
    return value_or(*this, key, fallback, [](JsonReader const& value) {
        double const number = value.as_number();
        value.require(number >= 0, "must be at least 0");
        return number;
    });
}

double JsonReader::between(std::string_view key,
                           double lowest,
                           double highest,
                           std::optional<double> fallback) const
{
    return value_or(*this, key, fallback, [&](JsonReader const& value) {
        double const number = value.as_number();
        value.require(number >= lowest && number <= highest, range_text(lowest, highest));
        return number;
    });
}

Index JsonReader::integer(std::string_view key,
                          Index lowest,
                          Index highest,
                          std::optional<Index> fallback) const
{
    return value_or(*this, key, fallback, [&](JsonReader const& value) {
        return value.as_integer(lowest, highest);
    });
}

bool JsonReader::boolean(std::string_view key, std::optional<bool> fallback) const
{
    return value_or(
        *this, key, fallback, [](JsonReader const& value) { return value.as_boolean(); });
}

std::string JsonReader::text(std::string_view key, std::optional<std::string> const& fallback) const
{
    return value_or(*this, key, fallback, [](JsonReader const& value) { return value.as_text(); });
}

std::string JsonReader::choice(std::string_view key,
                               Names const& allowed,
                               std::optional<std::string> const& fallback) const
{
    return value_or(
        *this, key, fallback, [&](JsonReader const& value) { return value.as_choice(allowed); });
}

}  // namespace inferno
