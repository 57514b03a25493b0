//! The synapses of a connection: one on every input, with a record of the past where the connection
//! has delays.
#pragma once

#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inferno/mapping/windows.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/delayed_read.hpp"
#include "inferno/state/interpolation.hpp"
#include "inferno/state/spikes.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! How a delayed read treats delays that are not on a step or not in the record.
struct DelayReading {
    //! previous or nearest, for spikes and for currents that do not fade between steps; those that
    //! fade do so from the step before.
    Interpolation interpolation = Interpolation::previous;
    //! Delays this close to a step are on it; none: 1e-4 of the time step.
    std::optional<double> tolerance_ms = {};
    //! What is read out of range; none: the value at the nearest limit.
    std::optional<double> overbound = 0.0;
};

//! What a synapse is made for.
struct SynapseSize {
    BackendPointer backend;
    Index batch           = 1;
    Index elements        = 1;
    double step_time_ms   = 1;
    double delay_ms       = 0;  //!< the longest
    DelayReading reading  = {};
    Index delayed_weights = 0;  //!< weights with a delay of their own
};

//! The weights to which a synapse sends its currents.
struct SynapseTargets {
    bool direct = false;  //!< one to one; windows are then not used
    WindowWeights map;
};

//! Synapses of any model.
class Synapse {
  public:
    //! ArgumentError for a delay below 0 or longer than 65,533 steps.
    explicit Synapse(SynapseSize size);
    Synapse(Synapse const&)            = delete;
    Synapse& operator=(Synapse const&) = delete;
    virtual ~Synapse()                 = default;

    Index batch() const { return size_.batch; }
    Index elements() const { return size_.elements; }
    //! Steps that can be read: the longest delay, both ends included.
    Index slots() const { return slots_; }
    double delay_ms() const { return size_.delay_ms; }
    DelayReading const& reading() const { return size_.reading; }
    //! How delays are read, unless `how` says otherwise.
    DelayRule delay_rule() const { return delay_rule(size_.reading); }
    DelayRule delay_rule(DelayReading const& how) const;
    //! The spikes of the record, whose head is at the slot of the next step; none without delays.
    virtual SpikeHistory past_spikes() const = 0;

    //! Submits the stages that take in one step's spikes and injected currents (nA, [batch]
    //! [elements] each), and those that send the currents to the targets, delayed or not.
    void forward(SpikeView spikes,
                 std::span<RealView const> injected_na,
                 SynapseTargets const& targets);
    //! Spikes of the last step.
    SpikeView spikes() const { return seen_.view(); }
    //! Currents of the last step, [batch][elements], nA; of a conductance synapse uS.
    virtual std::vector<Real> current_na() const = 0;
    //! Submits the stage that writes the same to `current_na`, in backend memory. `ones`:
    //! [elements] times 1.
    void write_currents(Real const* ones, Real* current_na) const;
    //! What the model remembers, by name, [batch][elements]; nothing where it makes currents of
    //! spikes alone.
    virtual std::map<std::string, RealView, std::less<>> columns() const = 0;
    //! Currents at a delay per element or several, [batch][elements][n]; downloads.
    virtual std::vector<Real> current_at(std::span<Real const> delays_ms,
                                         DelayReading const& reading) const = 0;
    //! Spikes at such delays: 0 or 1, or the overbound value.
    virtual std::vector<Real> spike_at(std::span<Real const> delays_ms,
                                       DelayReading const& reading) const = 0;
    //! The potential towards which a conductance synapse drives its targets.
    virtual std::optional<double> reversal_mv() const = 0;
    //! True if currents can be injected.
    virtual bool takes_current() const = 0;

    //! Submits the stage that makes ready how each weight reads; after every change of the delays,
    //! [weights], ms.
    virtual void locate(Buffer<Real> const& delay_ms) = 0;
    virtual void clear();
    //! Spikes, currents and the record of the past; model, sizes, step time and the longest delay
    //! must be the same. What locate() makes ready is left to the owner of the delays.
    virtual void visit_state(StateVisitor& state);

  protected:
    virtual void submit_step(SpikeView spikes, std::span<RealView const> injected_na) = 0;
    virtual void submit_mapping(SpikeView spikes, SynapseTargets const& targets)      = 0;
    //! Maps what the step itself brings, whatever the delays.
    virtual void submit_present(SpikeView spikes, SynapseTargets const& targets) const = 0;
    //! Slots of the ring that the head runs through; slots() or a few more.
    virtual Index ring_slots() const = 0;

    BackendPointer const& backend() const { return size_.backend; }
    SynapseSize const& size() const { return size_; }
    bool delayed() const { return slots_ > 1; }
    Buffer<Index>& head() { return head_; }
    Buffer<Index> const& head() const { return head_; }
    SpikeBuffer& seen() { return seen_; }
    SpikeBuffer const& seen() const { return seen_; }
    //! Throws ArgumentError unless such delays can be read like this.
    void require_readable(std::span<Real const> delays_ms, DelayReading const& reading) const;

  private:
    SynapseSize size_;
    Index slots_;
    SpikeBuffer seen_;
    Buffer<Index> head_;  //!< slot of the next step
};

//! A description of a synapse: what its members are, how they become the Params of its Dynamics.
template <class Model>
concept SynapseModel = requires(Model const& model)
{
    {
        model.derive(1.0)
        } -> std::same_as<typename Model::Dynamics::Params>;
};

//! Makes synapses of one model; a connection is configured with it. Every model converts to it; for
//! models of one's own include inferno/network/model_synapse.hpp.
class AnySynapse {
  public:
    using Maker = std::function<std::unique_ptr<Synapse>(SynapseSize const&)>;

    template <SynapseModel Model>
    AnySynapse(Model const& model)  // NOLINT: a model is a synapse
        : make_(maker(model))
    {
    }
    std::unique_ptr<Synapse> make(SynapseSize const& size) const { return make_(size); }

  private:
    template <SynapseModel Model>
    static Maker maker(Model const& model);

    Maker make_;
};

}  // namespace inferno
