//! What a golden case of a trainer (tests/golden/trainer_*.json) starts from and must give.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "inferno/network/connection.hpp"

#include "support/golden.hpp"

namespace inferno::test {

//! Files with cases of trainers, without their ".json".
std::vector<std::string> trainer_files();

//! The parameter that a case trains.
struct TrainedParameter {
    std::string name;   //!< "weight", "bias" or "delay"
    std::string array;  //!< its expected values, [step][shape of the parameter]
};
TrainedParameter trained_parameter(GoldenCase const& golden);

//! The connection of a case as it starts: weights, bias and delays set, and an updater made.
std::unique_ptr<Connection> trained_connection(BackendPointer const& backend,
                                               GoldenCase const& golden);

//! Recorded part "pos" or "neg" of a step, in the shape of the parameter; empty if there was none.
//! What the original has once per target, LinearHomeostasis, is repeated for the target's sources.
std::vector<Real> recorded_part(GoldenCase const& golden,
                                std::string const& side,
                                Index step,
                                Shape const& parameter);

}  // namespace inferno::test
