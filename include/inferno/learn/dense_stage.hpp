//! learn, for rules at spikes on dense connections: work in proportion to the spikes.
//!
//! Element i of these stages is source i. They give the same bits as Learn, EligibilityStage and
//! LearnUpdate with the same rule.
#pragma once

#include "inferno/learn/eligibility.hpp"
#include "inferno/learn/spike_rule.hpp"

namespace inferno {

//! True for what StdpDense can do: the common reductions but, with a reward for each sample, not
//! max and min, for which a silent sample counts in a direction that depends on its reward.
inline bool skips_silence(SpikeRule const& rule)
{
    return rule.reward.of_sample ? is_summed(rule.reduction) : is_common(rule.reduction);
}

inline void note_dense_uses(SpikeRule const& rule, Uses& list)
{
    list.reads_own(rule.pre.seen.spikes.words).reads_own(rule.pre.seen.values);
    list.reads_own(rule.pre.slow_before).reads_any(rule.reward.signal);
    rule.post.uses(list);
}

//! Proposes parts, to be applied later.
struct StdpDense {
    static constexpr std::string_view name = "STDP";
    static constexpr Word word             = Word::learn;

    SpikeRule rule;
    Real* pos    = nullptr;  //!< [sources][targets] or null: not wanted
    Real* neg    = nullptr;  //!< [sources][targets] or null: not wanted
    bool lateral = false;    //!< target i is source i: no change on the diagonal

    Index extent() const { return rule.pre.seen.spikes.elements; }
    Index operations() const { return extent() * rule.post.seen.spikes.elements * 4; }
    void uses(Uses& list) const
    {
        note_dense_uses(rule, list);
        list.writes_own(pos).writes_own(neg);
    }
    static void on_host(StdpDense const& stage, Slice slice);
};

//! Applied at once: each weight is read and written once, and only where a source or a target
//! spiked.
struct StdpDenseUpdate {
    static constexpr std::string_view name = "STDP + update";
    static constexpr Word word             = Word::learn;

    SpikeRule rule;
    UpdateRule update;
    Real* weight = nullptr;  //!< [sources][targets], already inside the update's clamp
    bool lateral = false;    //!< the diagonal is left alone

    Index extent() const { return rule.pre.seen.spikes.elements; }
    Index operations() const { return extent() * rule.post.seen.spikes.elements; }
    void uses(Uses& list) const
    {
        note_dense_uses(rule, list);
        list.writes_own(weight);
    }
    static void on_host(StdpDenseUpdate const& stage, Slice slice);
};

//! Eligibilities of the whole batch: what all samples call for is added up, whatever the rule's
//! reduction is.
struct EligibilityDense {
    static constexpr std::string_view name = "eligibility of a batch";
    static constexpr Word word             = Word::trace;

    SpikeRule rule;
    EligibilityState state;  //!< of one sample
    Real decay = 0;          //!< exp(-dt / time constant)
    Real gain  = 1;          //!< 1 / time constant, per ms

    //! What its reward makes of them.
    INFERNO_HD EligibilityRule rewarded() const
    {
        return {state, rule.signs, rule.reduction, rule.reward, rule.pre.seen.spikes.batch};
    }
    Index extent() const { return rule.pre.seen.spikes.elements; }
    Index operations() const { return extent() * rule.post.seen.spikes.elements * 4; }
    void uses(Uses& list) const
    {
        note_dense_uses(rule, list);
        list.writes_own(state.post).writes_own(state.pre);
    }
    static void on_host(EligibilityDense const& stage, Slice slice);
};

//! The same, and its reward applied at once: eligibilities and weights are read and written once.
struct EligibilityDenseUpdate {
    static constexpr std::string_view name = "eligibility + update";
    static constexpr Word word             = Word::learn;

    EligibilityDense memory;
    UpdateRule update;
    Real* weight = nullptr;  //!< [sources][targets]
    bool lateral = false;    //!< the diagonal is left alone

    Index extent() const { return memory.extent(); }
    Index operations() const { return memory.operations() * 2; }
    void uses(Uses& list) const
    {
        memory.uses(list);
        list.writes_own(weight);
    }
    static void on_host(EligibilityDenseUpdate const& stage, Slice slice);
};

}  // namespace inferno
