#include "inferno/stats/array.hpp"

#include <algorithm>

namespace inferno::stats {
namespace {

//! Adds an axis, inside of those that are there: positions of all combinations.
void append_axis(std::vector<Index>& positions, Index extent, Index stride)
{
    std::vector<Index> longer;
    longer.reserve(positions.size() * static_cast<std::size_t>(extent));
    for (Index const position : positions) {
        for (Index k = 0; k < extent; ++k) {
            longer.push_back(position + k * stride);
        }
    }
    positions = std::move(longer);
}

std::vector<bool> chosen_axes(Index dimensions, Axes const& axes)
{
    std::vector<bool> chosen(static_cast<std::size_t>(dimensions), axes.empty());
    for (Index const axis : axes) {
        INFERNO_REQUIRE(
            axis >= -dimensions && axis < dimensions,
            "axis: is " << axis << ", must be from " << -dimensions << " to " << dimensions - 1);
        auto taken = chosen.begin() + (axis < 0 ? axis + dimensions : axis);
        INFERNO_REQUIRE(!*taken, "axis: " << axis << " is given twice");
        *taken = true;
    }
    return chosen;
}

}  // namespace

Lanes::Lanes(Index size, Shape const& shape, Axes const& axes) : starts_{0}, offsets_{0}
{
    INFERNO_REQUIRE(
        std::ranges::none_of(shape, [](Index extent) { return extent < 0; }) &&
            count(shape) == size,
        "array: " << size << " values given, shape " << to_string(shape) << " expected");
    std::vector<bool> const chosen = chosen_axes(std::ssize(shape), axes);
    Index stride                   = size;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        stride = shape[axis] > 0 ? stride / shape[axis] : 0;
        append_axis(chosen[axis] ? offsets_ : starts_, shape[axis], stride);
        if (!chosen[axis]) { shape_.push_back(shape[axis]); }
    }
}

void Lanes::gather(std::span<Real const> array, Index lane, std::vector<Real>& into) const
{
    into.clear();
    for (Index k = 0; k < length(); ++k) {
        into.push_back(array[static_cast<std::size_t>(element(lane, k))]);
    }
}

}  // namespace inferno::stats
