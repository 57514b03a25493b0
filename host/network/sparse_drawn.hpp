//! A projection without storage: what it takes to draw its rows anew.
#pragma once

#include "inferno/mapping/sparse.hpp"
#include "inferno/runtime/buffer.hpp"

#include "network/sparse_draw.hpp"
#include "network/sparse_layout.hpp"

namespace inferno::host {

class DrawnMemory {
  public:
    struct Target {
        Index population;
        int port;
        double unit;  //!< of the target's ring
    };
    //! `degrees`: synapses of each source. `projection` must outlive this.
    DrawnMemory(BackendPointer const& backend,
                Drawable const& projection,
                Target const& target,
                Index longest_delay,
                std::vector<std::uint32_t> const& degrees,
                SparseLayout const& layout);

    Stage stage(ExchangeView const& exchange,
                RingView const& ring,
                Index first_source,
                Index events_per_step) const;
    std::size_t bytes() const { return degrees_.bytes() + least_ms_.bytes() + places_.bytes(); }

  private:
    void set_rule(std::vector<std::uint32_t> const& degrees);

    BackendPointer backend_;
    Drawable const* projection_;
    DrawnRows rows_;
    Buffer<std::uint32_t> degrees_;
    Buffer<float> least_ms_;
    Buffer<TargetPlace> places_;
};

//! True if the synapses of a source can be drawn without those of others.
bool can_be_drawn_anew(ConnectionRule const& rule, SynapseConfig const& config);

}  // namespace inferno::host
