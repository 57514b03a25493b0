#include <algorithm>
#include <cmath>

#include "config/experiment_reader.hpp"

namespace inferno {

Shape read_shape(JsonReader const& reader, std::string_view key)
{
    JsonReader const value = reader[key];
    Shape shape;
    for (double const extent : value.as_numbers().values) {
        if (!(extent >= 1 && extent == std::floor(extent) && extent <= double{most_elements})) {
            value.fail("every extent must be a whole number of at least 1");
        }
        shape.push_back(static_cast<Index>(extent));
    }
    if (shape.empty()) { value.fail("is empty, must have at least one extent"); }
    double elements = 1;
    for (Index const extent : shape) {
        elements *= static_cast<double>(extent);
    }
    if (elements > double{most_elements}) {
        value.fail("is " + to_string(shape) + ", must not be more than " +
                   std::to_string(most_elements) + " elements");
    }
    return shape;
}

namespace {

//! One number, or as many as the shape has elements.
Values values_of(JsonReader const& value, Shape const& shape)
{
    Numbers numbers = value.as_numbers();
    bool const fits =
        numbers.shape.empty() || numbers.shape == shape || numbers.shape == Shape{count(shape)};
    if (!fits || numbers.values.empty()) {
        value.fail("has shape " + to_string(numbers.shape) + ", must be one number or of shape " +
                   to_string(shape));
    }
    return numbers.values;
}

}  // namespace

Values read_values(JsonReader const& reader,
                   std::string_view key,
                   Shape const& shape,
                   std::optional<Values> const& fallback)
{
    if (!reader.has(key) && fallback) { return *fallback; }
    return values_of(reader[key], shape);
}

InitialValues read_initial(JsonReader const& reader, std::string_view key, Shape const& shape)
{
    JsonReader const value = reader[key];
    if (!value.is_object() || value.has("npy")) { return {values_of(value, shape)}; }
    if (!value.has("uniform")) {
        value.fail(
            "must be a number, a list, {\"npy\": \"file.npy\"} or {\"uniform\": [low, high]}");
    }
    JsonReader const range = value.list("uniform");
    if (range.size() != 2) { range.fail("must be [low, high]"); }
    double const low = range.at(0).as_number(), high = range.at(1).as_number();
    if (!(low < high)) { range.fail("low must be less than high"); }
    bool const rescale = value.boolean("rescale", false);
    if (rescale && count(shape) < 2) { value["rescale"].fail("needs at least two values"); }
    return {InitialValues::Uniform{low, high, rescale}};
}

}  // namespace inferno
