//! Where a connection's parameters lie in memory.
#pragma once

#include <string_view>
#include <vector>

#include "inferno/network/connection.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {

//! A parameter in its memory: value [i][j]... of the user's shape is at i * stride[0] + j *
//! stride[1] + ...
struct ParameterView {
    Real* memory = nullptr;
    Shape shape;
    std::vector<Index> strides;
    bool lateral = false;  //!< square, and its diagonal stays zero
};

//! ArgumentError, naming the nearest, for a parameter that the connection does not have.
ParameterView find_parameter(Connection& connection, std::string_view name);

//! What has to follow when values were written into a parameter's memory: clamps and zero diagonals
//! are kept.
void settle_parameter(Connection& connection, ParameterView const& parameter);

//! Groups and members of a normalisation over these axes (none: all of them). ArgumentError for an
//! axis that is not there or there twice, and for a layout of too many axes.
NormalizeParameter normalization_of(ParameterView const& parameter, std::vector<int> const& axes);

}  // namespace inferno
