//! The synapse that a golden case describes.
#pragma once

#include "inferno/network/connection.hpp"

#include "support/golden.hpp"

namespace inferno::test {

inline AnySynapse synapse_of(GoldenCase const& golden)
{
    std::string const model = golden.text("model");
    double const charge_pc  = golden.number("charge_pc");
    if (model == "DeltaPlusCurrent") { return DeltaPlusCurrent{charge_pc}; }
    if (model == "SingleExponentialCurrent") {
        return SingleExponentialCurrent{charge_pc, golden.number("time_constant_ms")};
    }
    if (model == "DoubleExponentialCurrent") {
        return DoubleExponentialCurrent{
            charge_pc, golden.number("tc_decay_ms"), golden.number("tc_rise_ms")};
    }
    return DeltaCurrent{charge_pc};
}

inline DelayReading reading_of(GoldenCase const& golden)
{
    DelayReading reading;
    bool const nearest    = golden.text("interpolation") == "nearest";
    reading.interpolation = nearest ? Interpolation::nearest : Interpolation::previous;
    reading.tolerance_ms  = golden.number("tolerance_ms");
    return reading;
}

}  // namespace inferno::test
