//! A plastic projection in memory: the synapses in its rows, and beside them the traces of sources
//! and the histories of targets.
#pragma once

#include "inferno/network/plasticity.hpp"

#include "network/sparse_draw.hpp"
#include "network/sparse_layout.hpp"
#include "network/sparse_state.hpp"

namespace inferno::host {

//! A synapse as it is read out.
struct PlasticReadout {
    std::uint32_t target, delay;
    Real weight;
    std::uint64_t place;  //!< in the memory of synapses
};

class PlasticMemory {
  public:
    struct Size {
        int target_bits     = 0;  //!< of a synapse's place
        Index window        = 1;  //!< longest, steps
        Index longest_delay = 1;  //!< steps
    };
    //! Room for traces and histories of a projection between these populations.
    PlasticMemory(BackendPointer const& backend,
                  Drawable const& projection,
                  Index target_population,
                  double unit,
                  Size const& size,
                  SparseLayout const& layout);

    //! The synapses, in the order of the rows.
    void take(Buffer<PlasticSynapse> synapses);
    Stage stage(Delivery const& delivery, bool settles) const;
    //! Synapses by source, then target, then delay.
    SynapseList synapses(SparseRows const& rows) const;
    //! Their weights alone.
    std::vector<Real> weights(SparseRows const& rows) const;

    //! What is remembered between two runs. Rows have been settled.
    PlasticState empty_state() const;
    void fill(PlasticState& state, SparseRows const& rows) const;
    //! Goes on from there with this step.
    void take(PlasticState const& state, SparseRows const& rows, std::uint64_t step);

    std::size_t synapse_bytes() const { return synapses_.bytes(); }
    std::size_t trace_bytes() const
    {
        return sources_.bytes() + marks_.bytes() + slow_.bytes() + counts_.bytes();
    }

  private:
    //! What it takes to read synapses on the host.
    struct Rows {
        SparseRows view;
        std::vector<std::uint64_t> begins;
        std::vector<std::uint32_t> ends, origins;
        std::vector<PlasticSynapse> synapses;
    };
    Rows download(SparseRows const& rows) const;
    std::vector<Real> weights(Rows const& rows) const;
    //! The synapses of a source by target, then delay.
    std::vector<PlasticReadout> row(Rows const& rows, Index source) const;
    template <class Visit>
    void for_each_kept(PlasticState const& state, Visit const& visit) const;
    void put_weights(std::vector<Real> const& weights, SparseRows const& rows);
    void make_history(Size const& size, SparseLayout const& layout, Index target_population);

    BackendPointer backend_;
    Drawable projection_;
    PlasticModel const* model_;
    PlasticTiming timing_;
    PlasticView view_;
    Buffer<PlasticSynapse> synapses_;
    Buffer<SourceTrace> sources_;
    Buffer<TargetMark> marks_;
    Buffer<Real> slow_;
    Buffer<std::uint32_t> counts_;
    Buffer<PlasticClock> clocks_;
    Buffer<std::uint32_t> origins_, pending_;
    int target_bits_;
};

}  // namespace inferno::host
