//! Pair STDP by its definition, as plain loops over sources, targets and samples.
#pragma once

#include "inferno/learn/dense_stage.hpp"

#include "support/builders.hpp"

namespace inferno::test {

//! What the rule reads, on the host: spikes and traces, [batch][sources] and [batch][targets].
struct StdpInputs {
    Index batch, sources, targets;
    Fired pre_spikes, post_spikes;
    Reals pre_trace, post_trace;
};

//! Random spikes and traces. `lowest` is the smallest trace; below zero to try every branch.
StdpInputs random_inputs(Index batch,
                         Index sources,
                         Index targets,
                         double pre_density,
                         double post_density,
                         Real lowest,
                         std::uint64_t seed);

//! The same on a backend.
class StdpMemory {
  public:
    StdpMemory(BackendPointer const& backend, StdpInputs const& inputs);
    SpikeRule rule(StdpSigns signs, BatchReduction reduction) const;

  private:
    SpikeBuffer pre_spikes_, post_spikes_;
    Buffer<Real> pre_trace_, post_trace_;
};

//! Both parts of every weight, [sources][targets].
struct StdpParts {
    Reals pos, neg;
};
StdpParts naive_stdp(StdpInputs const& inputs,
                     StdpSigns signs,
                     BatchReduction reduction,
                     bool lateral);

//! The weights after an update with these parts.
Reals naive_update(Reals weight, StdpParts const& parts, UpdateRule const& rule);

}  // namespace inferno::test
