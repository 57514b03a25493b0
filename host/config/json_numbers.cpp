#include <cmath>

#include <nlohmann/json.hpp>

#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "config/json_reader.hpp"

namespace inferno {

namespace {

Numbers read_numbers(std::filesystem::path const& file, JsonReader const& reader)
{
    try {
        NpyArray const array = read_npy(file);
        Numbers numbers{array.shape, array.as_doubles()};
        for (std::size_t i = 0; i < numbers.values.size(); ++i) {
            if (!std::isfinite(static_cast<Real>(numbers.values[i]))) {
                reader.fail(file.string() + " holds " + std::to_string(numbers.values[i]) +
                            " at position " + std::to_string(i) + ", all must be finite");
            }
        }
        return numbers;
    } catch (FileError const& error) {
        throw FileError(reader.path() + ": " + error.what());
    }
}

}  // namespace

Numbers JsonReader::numbers(std::string_view key) const { return (*this)[key].as_numbers(); }

Numbers JsonReader::as_numbers() const
{
    if (value_->is_object()) {
        JsonReader const file = (*this)["npy"];
        finish();
        return read_numbers(folder() / file.as_text(), file);
    }
    require(value_->is_number() || value_->is_array(),
            "must be a number, a list of numbers or {\"npy\": \"file.npy\"}");
    Numbers numbers{first_shape(), {}};
    append_numbers(numbers, 0);
    return numbers;
}

//! The extents of the first element at each depth; all others must agree.
Shape JsonReader::first_shape() const
{
    if (!value_->is_array()) { return {}; }
    Shape shape = {size()};
    if (size() > 0) {
        Shape const inner = at(0).first_shape();
        shape.insert(shape.end(), inner.begin(), inner.end());
    }
    return shape;
}

void JsonReader::append_numbers(Numbers& numbers, std::size_t depth) const
{
    if (depth == numbers.shape.size()) {
        numbers.values.push_back(as_number());
        return;
    }
    Index const extent = numbers.shape[depth];
    require(value_->is_array() && size() == extent, "must be a list of " + std::to_string(extent));
    for (Index i = 0; i < extent; ++i) {
        at(i).append_numbers(numbers, depth + 1);
    }
}

}  // namespace inferno
