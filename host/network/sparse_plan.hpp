//! A sparse network in memory: what build() makes of populations and projections.
#pragma once

#include "inferno/network/sparse_network.hpp"

#include "network/sparse_replay.hpp"
#include "network/sparse_rows.hpp"
#include "network/sparse_state.hpp"

namespace inferno::host {

class SparseMemory {
  public:
    //! Decides where everything goes, and allocates nothing.
    void plan(BackendPointer const& backend,
              std::vector<PointGroup*> const& groups,
              std::vector<ProjectionPlan> projections,
              SparseConfig const& config);
    //! About what has been planned takes.
    SparseReport expected() const;
    //! Draws and allocates what has been planned. BackendError where it does not fit.
    void make();

    Index window() const { return window_; }
    //! Windows that the logs still have room for, however many neurons fire; 1 or more.
    Index windows_left() const { return windows_of_log_ - windows_logged_; }
    //! All stages of a window of so many steps, window() at most.
    void submit_window(Index steps);
    //! So many windows have been run, windows_left() at most. Empties full logs; `steps_left` will
    //! follow at once.
    void logged(Index windows, Index steps_left);
    //! Empties the logs.
    void drain(std::vector<SpikeEvent>* into);
    //! What is remembered from one run to the next, with room for it or filled in.
    SparseState empty_state() const;
    SparseState state();
    //! Goes on from there.
    void set_state(SparseState const& state);
    //! True if there are plastic synapses.
    bool learns() const;
    bool learns(Index projection) const;
    ProjectionPlan const& projection(Index number) const
    {
        return projections_[static_cast<std::size_t>(number)];
    }
    //! The synapses of a projection as all spikes until now have left them. StateError unless they
    //! are plastic.
    SynapseList learned_synapses(Index projection);
    std::vector<Real> learned_weights(Index projection);
    SparseReport const& report() const { return report_; }

  private:
    void choose_units();
    void choose_places(SparseConfig const& config);
    void place_neurons(Index asked, Index places, double synapses_of_neuron);
    void choose_storage();
    void choose_ring();
    void choose_lists();
    std::size_t exchange_bytes() const;
    Index longest_static_delay() const;
    Index longest_plastic_delay() const;
    std::vector<PastSpike> read_log() const;
    void remember(std::vector<PastSpike> const& logged);
    void settle_all();
    std::vector<std::int32_t> plastic_arrivals(WindowClock const& clock) const;
    void add_arrivals(std::vector<std::int32_t> const& arrivals, std::uint64_t step);
    std::size_t counting_bytes() const;
    void require_room() const;
    void make_tables();
    void make_plastic(SynapseTable& table);
    SynapseTable const& settled(Index projection);
    void make_exchange();
    void make_point_stages();
    void make_report();
    PartitionView where() const;
    ExchangeView exchange() const;
    RingView ring() const;

    BackendPointer backend_;
    std::vector<PointGroup*> groups_;
    std::vector<ProjectionPlan> projections_;
    std::unique_ptr<SparseLayout> layout_;
    PlaceBits bits_;
    int delay_bits_      = 0;      //!< that a delay of any synapse takes
    bool runs_           = false;  //!< synapses wait with their spikes, see mapping/sparse_runs.hpp
    WindowReplay replay_ = WindowReplay::automatic;
    std::uint64_t seed_  = 0;
    Index window_        = 1;
    Index windows_of_log_ = 1;
    std::vector<SynapseTable> tables_;
    std::vector<Stage> point_stages_;  //!< one for each model, in windows of any length
    Buffer<std::int32_t> ring_;
    Buffer<PopulationSlice> slices_;
    ExchangeMemory lists_;
    Buffer<std::uint32_t> logged_;
    Buffer<Fired> log_;
    Index log_capacity_         = 0;
    Index windows_logged_       = 0;  //!< since the logs were emptied
    std::uint64_t drained_step_ = 0;  //!< steps below have been drained
    //! Of these steps, the spikes that may still be on their way, by step, then neuron.
    std::vector<PastSpike> remembered_;
    SparseReport report_;
};

}  // namespace inferno::host
