//! What can be told of a projection before it is drawn.
#pragma once

#include "network/sparse_rows.hpp"

namespace inferno::host {

//! The greatest |number| that a distribution gives.
double greatest_size(Distribution const& distribution);
//! The greatest |weight| of a projection's synapses as they are drawn.
double greatest_weight(ProjectionPlan const& plan);
//! The smallest but 0, where weights are constant or listed.
double least_weight(ProjectionPlan const& plan);
//! More than the sum of |weight| that one target gets from a projection in one step.
double most_arriving(ProjectionPlan const& plan);
bool one_weight_and_delay(ProjectionPlan const& plan);
//! True for a list that gives weights or delays of its own.
bool lists_values(ConnectionRule const& rule);
//! True if no pair of neurons can have more than one synapse.
bool pairs_are_single(ConnectionRule const& rule, SynapseConfig const& config);

struct DelayRange {
    Index least, greatest;  //!< steps
};
DelayRange delays_of(ProjectionPlan const& plan);

}  // namespace inferno::host
