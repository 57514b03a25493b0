//! Comparing results bit by bit, and saying where they differ.
#pragma once

#include <span>
#include <string>

#include <gtest/gtest.h>

#include "inferno/core/error.hpp"
#include "inferno/core/types.hpp"

namespace inferno::test {

//! Float32 numbers between two finite ones, counted along the number line; 0 if they are equal.
std::int64_t ulps_between(Real a, Real b);

//! How far a result is from the exact value, in units of the float32 spacing there.
double ulp_error(Real result, double exact);

//! The same sizes and bits throughout. NaNs are equal to one another.
testing::AssertionResult same_bits(std::span<Real const> got, std::span<Real const> expected);

//! "reset_mv: is ..." of the exception of this kind that `call` throws; says so where none comes.
template <class Kind, class Call>
std::string message_of(Call const& call)
{
    try {
        call();
    } catch (Kind const& thrown) {
        return thrown.what();
    } catch (std::exception const& thrown) {
        return std::string("another kind of exception: ") + thrown.what();
    }
    return "no exception";
}

}  // namespace inferno::test
