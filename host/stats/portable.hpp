//! Functions in double that give the same bits everywhere, for samples: the C library's differ
//! between machines. Additions, multiplications, divisions and square roots only.
#pragma once

#include <cstdint>

#include "inferno/core/random.hpp"

namespace inferno::stats {

//! Natural logarithm of a positive finite number.
double portable_log(double x);
//! e^x.
double portable_exp(double x);
//! log(k!).
double portable_log_factorial(double k);
//! The p-quantile of the standard normal distribution, 0 < p < 1 (Wichura's algorithm AS 241,
//! Applied Statistics 37, 1988).
double standard_normal_quantile(double p);

//! Two words as a number in (0, 1), in the middle of a step of 2^-52: exact, and never 1.
inline double open_uniform(std::uint32_t high, std::uint32_t low)
{
    std::uint64_t const steps = (std::uint64_t{high} << 20) ^ (low >> 12);
    return (static_cast<double>(steps) + 0.5) * 0x1p-52;
}

}  // namespace inferno::stats
