//! The delta synapse of a connection: a record of the spikes that came in, and the currents they
//! gave.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "inferno/state/interpolation.hpp"
#include "inferno/state/spikes.hpp"
#include "inferno/synapse/delta_current.hpp"

namespace inferno {

class DeltaSynapse {
  public:
    //! Keeps spikes for `delay_ms`. ArgumentError for a delay below 0, a time step or a charge out
    //! of range.
    DeltaSynapse(BackendPointer const& backend,
                 Index batch,
                 Index elements,
                 double step_time_ms,
                 DeltaCurrent model,
                 double delay_ms = 0);

    Index batch() const { return record_.batch(); }
    Index elements() const { return record_.elements(); }
    Index slots() const { return record_.slots(); }
    Real per_spike_na() const { return per_spike_na_; }

    //! Submits the stages that take in one step's spikes.
    void forward(SpikeView spikes);
    //! Spikes of the last step.
    SpikeView spikes() const
    {
        return slots() == 1 ? record_.view() : record_.view(head_.data(), -1);
    }
    //! Currents of the last step, [batch][elements].
    std::vector<Real> current_na() const;

    //! How a delayed read treats times that are not on a sample or not in the record.
    struct Reading {
        Interpolation interpolation = Interpolation::previous;  //!< previous or nearest
        double tolerance_ms         = 0;
        std::optional<Real> overbound_na =
            Real{0};  //!< out of range; none: the value at the nearest limit
    };
    //! Currents at a delay per element or several, [batch][elements][n]; downloads.
    std::vector<Real> current_at(std::span<Real const> delays_ms, Reading const& reading) const;

    void clear();

  private:
    double step_time_ms_, delay_ms_;
    Real per_spike_na_;
    SpikeBuffer record_;
    Buffer<Index> head_;
};

}  // namespace inferno
