//! From the shape that a user sees to the order of a parameter in memory.
#pragma once

#include <span>
#include <vector>

#include "inferno/core/types.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {

//! How a parameter lies in memory: element (i, j, ...) of `shape` is at i strides[0] + j strides[1]
//! + ... .
struct ParameterLayout {
    Shape shape;
    std::vector<Index> strides;

    Index size() const { return count(shape); }
    std::vector<Real> to_memory(std::span<Real const> values) const;
    std::vector<Real> from_memory(std::span<Real const> memory) const;
};

//! Memory in the order of the shape.
ParameterLayout in_order(Shape shape);
//! Shape (a, b, ...) with its first axis fastest in memory, the others in order: [b ...][a].
ParameterLayout first_axis_last(Shape shape);

//! Groups and members of a normalisation over these axes (none: all of them); its parameter is
//! still to be set. ArgumentError for an axis that is not there or there twice, and for a layout of
//! too many axes.
NormalizeParameter normalization_of(ParameterLayout const& layout, std::vector<int> const& axes);

}  // namespace inferno
