//! learn, sparse: weights that change when their source spikes.
//!
//! Between two spikes of its source nobody reads a synapse's weight, so nothing is done about it.
//! When the source spikes, the spikes of the target since then are looked up in the target's
//! history and applied in the order of time, then the source's own; then the weight is delivered.
//! That is one pass over the row of a source and never a walk over what reaches a target.
//! Morrison, Aertsen and Diesmann, "Spike-timing-dependent plasticity in balanced random networks",
//! Neural Computation 19 (2007), section 3.
//!
//! A history has room for what can be pending: the spikes of the longest delay and of a window.
//! Rows whose source stays silent for so long that more than this could be lost are brought up to
//! date without a spike, which changes nothing but the moment at which the same numbers are
//! computed.
//!
//! A target's spike at step p reaches its synapse at p + delay (dendritic) or p; a source's spike
//! reaches it at once. So everything that a weight depends on has happened when it is delivered,
//! whatever the length of windows.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/mapping/sparse.hpp"

namespace inferno {

//! A synapse of 8 bytes whose weight learns.
struct PlasticSynapse {
    std::uint32_t place;  //!< target in the lowest bits, above them the delay in steps
    Real weight;          //!< in the units of the target's port
};

//! The source side of a row, one for each partition.
struct SourceTrace {
    std::uint32_t last    = ~std::uint32_t{0};  //!< step of the last spike
    std::uint32_t settled = ~std::uint32_t{0};  //!< what reached synapses up to here is in them
    Real fast             = 0;                  //!< right after the last spike
    Real slow             = 0;
};

//! A spike of a target, and the target's trace right after it.
struct TargetMark {
    std::uint32_t step;
    Real fast;
};

//! Where a partition is with a projection. Steps are counted modulo 2^32.
struct PlasticClock {
    std::uint32_t noted   = 0;  //!< target spikes of steps before are in the history
    std::uint32_t must    = ~std::uint32_t{0};  //!< every row must be settled up to here
    std::uint32_t settled = ~std::uint32_t{0};  //!< every row is
};

INFERNO_HD bool is_after(std::uint32_t step, std::uint32_t other)
{
    return static_cast<std::int32_t>(step - other) > 0;
}

//! How traces grow and fade. Rates are of one step, -dt / tau.
struct PlasticTiming {
    Real source_fast = 0, source_slow = 0, target_fast = 0, target_slow = 0;
    Real initial   = 0;      //!< of fast traces, a step before the first
    bool nearest   = false;  //!< a spike sets a trace to 1; otherwise it adds 1
    bool dendritic = true;   //!< target spikes reach the synapse after its delay; otherwise at once

    INFERNO_HD static Real faded(Real trace, Real rate, std::uint32_t steps)
    {
        return trace * math::exp(rate * static_cast<Real>(steps));
    }
    //! What a spike makes of a trace that has faded to this.
    INFERNO_HD Real raised(Real trace) const { return nearest ? 1.0F : trace + 1.0F; }
};

//! The last spikes of all targets.
struct TargetHistory {
    TargetMark* marks     = nullptr;  //!< [targets][2^bits]
    Real* slow            = nullptr;  //!< likewise, slow traces right before the spike; or null
    std::uint32_t* counts = nullptr;  //!< [targets], spikes so far
    int bits              = 0;
    Index first_target    = 0;  //!< number in the network
    Index targets         = 0;

    //! The first spike that is still there, of `count`.
    INFERNO_HD std::uint32_t oldest(std::uint32_t count) const
    {
        return count >> bits == 0 ? 0 : count - (std::uint32_t{1} << bits);
    }
    //! Where the mark of spike k of a target lies.
    INFERNO_HD Index at(Index target, std::uint32_t k) const
    {
        return (target << bits) + (k & ((std::uint32_t{1} << bits) - 1));
    }
    //! The slow trace of a target right before its spike k; 0 where there are none.
    INFERNO_HD Real slow_at(Index target, std::uint32_t k) const
    {
        return slow == nullptr ? 0.0F : slow[at(target, k)];
    }
    //! Adds a spike; returns how many there are now.
    INFERNO_HD std::uint32_t note(PlasticTiming const& timing,
                                  Index target,
                                  std::uint32_t step) const
    {
        std::uint32_t const count = counts[target];
        TargetMark before{~std::uint32_t{0}, timing.initial};
        if (count > 0) { before = marks[at(target, count - 1)]; }
        std::uint32_t const steps = step - before.step;
        marks[at(target, count)]  = {
             step, timing.raised(timing.faded(before.fast, timing.target_fast, steps))};
        if (slow != nullptr) {
            Real const after = count == 0 ? 0.0F : timing.raised(slow[at(target, count - 1)]);
            slow[at(target, count)] = timing.faded(after, timing.target_slow, steps);
        }
        counts[target] = count + 1;
        return count + 1;
    }
};

//! A projection with plastic synapses, whatever their rule.
struct PlasticView {
    Delivery delivery;
    PlasticSynapse* synapses = nullptr;
    SourceTrace* sources     = nullptr;  //!< [partitions][sources]
    TargetHistory history;
    PlasticClock* clocks   = nullptr;  //!< [partitions]
    std::uint32_t* pending = nullptr;  //!< [partitions][sources], of devices; all bits set
    //! [partitions], place - origin is a target's position.
    std::uint32_t const* origins = nullptr;
    std::uint32_t window         = 1;  //!< longest, steps
    std::uint32_t longest_delay  = 0;  //!< of a target spike to a synapse
    Real per_unit                = 1;  //!< counts of the ring in a unit of weights, a power of two
    bool settles                 = false;  //!< brings all rows up to the end of the last window

    Index extent() const { return delivery.extent(); }
    void note_uses(Uses& list) const
    {
        delivery.note_uses(list);
        list.writes_own(synapses).writes_own(sources).writes_own(history.marks);
        list.writes_own(history.counts).writes_own(history.slow).writes_own(clocks);
        list.writes_own(pending).reads_any(origins);
    }
    INFERNO_HD SourceTrace& source(Index partition, Index source) const
    {
        return sources[partition * delivery.rows.sources + source];
    }
    //! The half of the lists with the spikes to be delivered.
    INFERNO_HD std::uint32_t parity(Index partition) const
    {
        return delivery.exchange.clocks[partition].parity ^ (settles ? 0U : 1U);
    }
    //! The first step that is not known yet.
    INFERNO_HD std::uint32_t now(Index partition) const
    {
        WindowClock const& clock = delivery.exchange.clocks[partition];
        return static_cast<std::uint32_t>(settles ? clock.next_step : clock.step);
    }
    //! The last spike of a target that the next window can overwrite, if it can: then true.
    INFERNO_HD bool endangered(Index target, std::uint32_t count, std::uint32_t& step) const
    {
        std::uint32_t const room = std::uint32_t{1} << history.bits;
        if (count + window <= room) { return false; }
        step = history.marks[history.at(target, count + window - room - 1)].step;
        return true;
    }
    //! Rows that are settled before this are to be brought up to date now: half way between what
    //! must be and what can be, so that there is rarely something to do. False: none.
    INFERNO_HD bool overdue(Index partition, std::uint32_t& goal) const
    {
        PlasticClock const& clock  = clocks[partition];
        std::uint32_t const latest = now(partition) - 1;
        goal                       = settles ? latest : clock.must + (latest - clock.must) / 2;
        return settles || is_after(clock.must, clock.settled);
    }
};

//! Weights learn and are delivered. A rule is a struct with
//!     name                      a std::string_view
//!     static constexpr bool together   true: a spike of the source and one of the target that
//!                               reach a synapse in one step see each other's trace with the
//!                               other's spike, otherwise without
//!     static constexpr bool slow_traces   whether it reads them
//!     potentiated(weight, source trace, slow trace of the target)   at a spike of the target
//!     depressed(weight, target trace, slow trace of the source)     at a spike of the source
//! both INFERNO_HD and of one synapse; slow traces are as they were before the spike.
template <class Rule>
struct DeliverPlastic {
    static constexpr std::string_view name = Rule::name;
    static constexpr Word word             = Word::learn;

    PlasticView view;
    PlasticTiming timing;
    Rule rule;

    Index extent() const { return view.extent(); }
    Index operations() const { return view.delivery.events_per_step * 16; }
    void uses(Uses& list) const { view.note_uses(list); }
    static void on_host(DeliverPlastic const& stage, Slice slice);

    //! From the place of a target to its position: place - origin of its partition.
    INFERNO_HD Index target_of(PlasticSynapse synapse, std::uint32_t origin) const
    {
        std::uint32_t const places = std::uint32_t{1} << view.delivery.ring.target_bits;
        return (synapse.place & (places - 1)) - origin;
    }
    //! Steps that a spike of the target takes to the synapse.
    INFERNO_HD std::uint32_t delay_of(PlasticSynapse synapse) const
    {
        return timing.dendritic ? synapse.place >> view.delivery.ring.target_bits : 0;
    }
    //! When spike k of a target reaches a synapse with this delay.
    INFERNO_HD std::uint32_t arrival(Index target, std::uint32_t k, std::uint32_t delay) const
    {
        return view.history.marks[view.history.at(target, k)].step + delay;
    }
    //! The first spike, from `oldest` on and before `end`, that arrives after a step.
    INFERNO_HD std::uint32_t first_after(std::uint32_t step,
                                         Index target,
                                         std::uint32_t delay,
                                         std::uint32_t oldest,
                                         std::uint32_t end) const
    {
        std::uint32_t k = end;
        while (k > oldest && is_after(arrival(target, k - 1, delay), step)) {
            --k;
        }
        return k;
    }
    //! The weight after spike k of the target; `meets`: it arrives with a spike of the source.
    INFERNO_HD Real potentiated(Real weight,
                                SourceTrace const& source,
                                Index target,
                                std::uint32_t k,
                                std::uint32_t delay,
                                bool meets) const
    {
        std::uint32_t const since = arrival(target, k, delay) - source.last;
        Real trace                = timing.faded(source.fast, timing.source_fast, since);
        if (Rule::together && meets) { trace = timing.raised(trace); }
        return rule.potentiated(weight, trace, view.history.slow_at(target, k));
    }
    //! The weight of a synapse after all that reaches it up to step `until`, at which its source
    //! spikes or does not. `source` is as the last spike left it.
    INFERNO_HD Real learned(PlasticSynapse synapse,
                            Index target,
                            SourceTrace const& source,
                            std::uint32_t until,
                            bool spikes) const
    {
        std::uint32_t const delay  = delay_of(synapse);
        std::uint32_t const count  = view.history.counts[target];
        std::uint32_t const oldest = view.history.oldest(count);
        Real weight                = synapse.weight;
        std::uint32_t k            = first_after(source.settled, target, delay, oldest, count);
        for (; k < count && !is_after(arrival(target, k, delay), until); ++k) {
            bool const meets = spikes && arrival(target, k, delay) == until;
            weight           = potentiated(weight, source, target, k, delay, meets);
        }
        if (!spikes) { return weight; }
        if (!Rule::together && k > oldest && arrival(target, k - 1, delay) == until) { --k; }
        Real const slow       = timing.faded(source.slow, timing.source_slow, until - source.last);
        TargetMark const mark = last_before(target, k, delay, until);
        Real const trace      = timing.faded(mark.fast, timing.target_fast, mark.step);
        return rule.depressed(weight, trace, slow);
    }
    //! What the source's spike at `step` leaves.
    INFERNO_HD SourceTrace after_spike(SourceTrace const& before, std::uint32_t step) const
    {
        std::uint32_t const steps = step - before.last;
        return {step,
                step,
                timing.raised(timing.faded(before.fast, timing.source_fast, steps)),
                timing.raised(timing.faded(before.slow, timing.source_slow, steps))};
    }
    //! What a weight is to the ring, to the nearest.
    INFERNO_HD std::int32_t counts_of(Real weight) const
    {
        Real const counts  = weight * view.per_unit;
        auto const whole   = static_cast<std::int32_t>(counts);
        Real const remains = counts - static_cast<Real>(whole);
        return whole + (remains >= 0.5F ? 1 : 0) - (remains <= -0.5F ? 1 : 0);
    }

    //! The target's trace as the last spike before the k-th left it, and how many steps ago that
    //! was for a synapse with this delay.
    INFERNO_HD TargetMark last_before(Index target,
                                      std::uint32_t k,
                                      std::uint32_t delay,
                                      std::uint32_t until) const
    {
        if (k == 0) {
            bool const begun = is_after(until + 1, delay);
            return {begun ? until + 1 - delay : 0U, timing.initial};
        }
        TargetMark const mark = view.history.marks[view.history.at(target, k - 1)];
        return {until - (mark.step + delay), mark.fast};
    }
};

}  // namespace inferno
