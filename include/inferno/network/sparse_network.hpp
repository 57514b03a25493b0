//! Large networks in which only spikes cost anything.
//!
//!     SparseNetwork net(make_backend("auto"), {.step_time_ms = 0.1, .seed = 1});
//!     auto& e = net.add<IafPscExp<1>>("E", 8000, {.i_e_pa = 400});
//!     net.connect(e, e, FixedInDegree{800}, {.weight = 20, .delay_ms = 1.5});
//!     net.run(10000);
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inferno/network/connection_rule.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/network/point_group.hpp"

namespace inferno {

namespace host {
class SparseMemory;
}

struct SparseConfig {
    double step_time_ms = 0.1;
    std::uint64_t seed  = 1;
    Index partitions = 0;  //!< that targets are split into; 0: chosen. Results do not depend on it.
    Index window     = 0;  //!< steps between exchanges, at most; 0: as many as delays allow
    WindowReplay replay = WindowReplay::automatic;  //!< on CUDA; the host has one way
};

//! A spike of a neuron of the network.
struct SpikeEvent {
    Index step;
    Index neuron;
    friend bool operator==(SpikeEvent const&, SpikeEvent const&) = default;
};

//! What one projection takes.
struct ProjectionReport {
    std::string source, target;
    std::string_view rule;
    SynapseStorage storage   = SynapseStorage::uniform;
    Index synapses           = 0;
    double bytes_per_synapse = 0;  //!< of the synapses alone
};

//! What a network takes.
struct SparseReport {
    std::vector<ProjectionReport> projections;
    Index neurons = 0, synapses = 0;
    Index partitions = 0, window = 0, slots = 0;
    std::size_t synapse_bytes = 0;
    std::size_t row_bytes  = 0;  //!< where the synapses of each source lie, and traces of sources
    std::size_t ring_bytes = 0, exchange_bytes = 0;
    //! Of the backend's memory; populations, which exist before, are not counted.
    std::size_t bytes() const { return synapse_bytes + row_bytes + ring_bytes + exchange_bytes; }
};

class SparseNetwork;

//! A projection of a network, which must outlive it.
class SparseProjection {
  public:
    SparseProjection(SparseNetwork& network, Index number) : network_(&network), number_(number) {}

    //! All synapses by source, then target, then delay: plastic ones with the weights that all
    //! spikes until now have given them, others with what they add to their targets, rounded as
    //! they are stored. Later results are the same bits whether they are read or not. StateError
    //! before build().
    SynapseList synapses() const;
    //! Their weights alone, in the same order.
    std::vector<Real> weights() const;
    //! True if it has a plasticity.
    bool learns() const;
    PointGroup const& source() const;
    PointGroup const& target() const;
    ConnectionRule const& rule() const;
    //! How many synapses there will be; of PairwiseBernoulli about how many.
    double expected_synapses() const;

  private:
    SparseNetwork* network_;
    Index number_;
};

class SparseNetwork {
  public:
    //! ArgumentError for a step time that is not positive.
    SparseNetwork(BackendPointer backend, SparseConfig const& config);
    SparseNetwork(SparseNetwork const&)            = delete;
    SparseNetwork& operator=(SparseNetwork const&) = delete;
    ~SparseNetwork();

    BackendPointer const& backend() const { return backend_; }
    double step_time_ms() const { return config_.step_time_ms; }
    std::uint64_t seed() const { return config_.seed; }

    //! A population of any model. ArgumentError for an empty population or a name that is taken,
    //! StateError after build().
    template <class Model>
    PointNeurons<Model>& add(std::string name, Index size, typename Model::Config const& config)
    {
        require_new(name, size);
        auto group = std::make_unique<PointNeurons<Model>>(
            backend_, std::move(name), size, config_.step_time_ms, config);
        PointNeurons<Model>& added = *group;
        groups_.push_back(std::move(group));
        return added;
    }
    //! ArgumentError for an unknown name, naming the nearest.
    PointGroup& population(std::string_view name) const;
    std::vector<PointGroup*> populations() const;

    //! Synapses from every neuron of one population to another's, as the rule says. ArgumentError
    //! for what cannot be: degrees above the population's size without multiple synapses, delays
    //! below one step, weights that are not finite, ports that are not there, sizes that differ.
    SparseProjection connect(PointGroup const& source,
                             PointGroup const& target,
                             ConnectionRule rule,
                             SynapseConfig const& config);

    //! In the order in which they were connected.
    std::vector<SparseProjection> projections();

    //! About what the network will take, told before anything is allocated: where a rule leaves the
    //! number of synapses to chance, the expected one. After build() the same as report().
    SparseReport estimate() const;
    //! Draws all synapses and puts everything into the backend's memory. Nothing can be added
    //! afterwards. run() calls it. BackendError, with the numbers, where it does not fit; nothing
    //! is allocated then.
    void build();
    bool built() const { return built_ != nullptr; }
    //! After build().
    SparseReport const& report() const;

    //! run(a), run(b) is the same as run(a + b).
    void run(Index steps);
    Index steps_done() const { return steps_done_; }

    //! Everything that a run goes on from: populations, what is on its way to them, weights that
    //! learn. Builds the network. A network of the same definition and seed, on any backend and in
    //! any number of partitions, goes on with the same bits. What was recorded and not taken is not
    //! part of it.
    void visit_state(StateVisitor& state);

    //! From now on, or no longer, spikes are kept for take_spikes().
    void record_spikes(bool on);
    //! Recorded since the last call, by step, then by neuron.
    std::vector<SpikeEvent> take_spikes();

  private:
    struct Built;

    void require_new(std::string_view name, Index size) const;
    void require_building() const;
    void require_built() const;
    std::unique_ptr<host::SparseMemory> plan() const;
    friend class SparseProjection;
    void drain();

    BackendPointer backend_;
    SparseConfig config_;
    std::vector<std::unique_ptr<PointGroup>> groups_;
    struct Projection;
    Projection const& projection(Index number) const;
    std::vector<std::unique_ptr<Projection>> projections_;
    std::unique_ptr<Built> built_;
    std::vector<SpikeEvent> spikes_;
    Index steps_done_    = 0;
    bool records_spikes_ = false;
};

}  // namespace inferno
