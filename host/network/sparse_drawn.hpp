//! Projections that kernels draw: without storage, or on their way into it.
#pragma once

#include "inferno/mapping/sparse_building.hpp"
#include "inferno/runtime/buffer.hpp"

#include "network/sparse_draw.hpp"
#include "network/sparse_layout.hpp"

namespace inferno::host {

//! A projection and the population that it reaches.
struct DrawnTarget {
    Drawable const* projection;
    Index population;
    int port;
    double weight_step;   //!< that weights are rounded to
    Index longest_delay;  //!< steps
};

//! The rows of DrawnRows in backend memory.
class DrawnMemory {
  public:
    //! `degrees`: synapses of each source, needed where the rule is FixedTotalNumber. The
    //! projection must outlive this.
    DrawnMemory(BackendPointer const& backend,
                DrawnTarget const& target,
                std::vector<std::uint32_t> const& degrees,
                SparseLayout const& layout);

    DrawnRows const& rows() const { return rows_; }
    //! True where units are targets, which draw their sources.
    bool by_target() const { return by_target_; }
    TargetPlace const* places() const { return places_.data(); }
    Stage stage(ExchangeView const& exchange,
                RingView const& ring,
                Index first_source,
                Index events_per_step) const;
    std::size_t bytes() const { return degrees_.bytes() + least_ms_.bytes() + places_.bytes(); }

  private:
    void set_rule(std::vector<std::uint32_t> const& degrees);
    void set_delays(Index longest);

    BackendPointer backend_;
    Drawable const* projection_;
    DrawnRows rows_;
    bool by_target_;
    Buffer<std::uint32_t> degrees_;
    Buffer<float> least_ms_;
    Buffer<TargetPlace> places_;
};

//! True if the synapses of a source can be drawn without those of others.
bool can_be_drawn_anew(ConnectionRule const& rule, SynapseConfig const& config);

}  // namespace inferno::host
