//! STDP through delays on a dense connection, source by source; lanes are targets.
//!
//! A word of the record tells for 32 samples whether a spike arrives at a weight: one load each,
//! and pre terms are added for those samples only in which one arrives. Post terms are needed where
//! targets spiked; if there are many, the source's traces are laid out once over the whole record.
#include <algorithm>
#include <bit>
#include <vector>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/state/spike_bytes.hpp"

#include "strip.hpp"
#include "traces_of_source.hpp"

namespace inferno {
namespace {

using PastRule = DelayedSpikeRule<PastSources>;
using host::LaneInts;
using host::Lanes;
using host::lanes;
using host::padded;

bool has_a_sweep(WeightPairs const& pairs, PastRule const& rule)
{
    return pairs.windows.whole != 0 && !pairs.direct && rule.pre.slow_states == nullptr &&
           rule.post.slow_before == nullptr && host::StripChange::fits(rule.reduction, rule.reward);
}

struct TargetSpike {
    Index target, sample;
};

//! What one thread needs, kept from step to step.
struct Scratch {
    std::vector<TargetSpike> spikes;      //!< of the targets, in the order of samples
    std::vector<std::uint8_t> spiked;     //!< per target: in any sample
    std::vector<Real> scaled;             //!< [batch][padded targets]: what an arriving spike adds
    std::vector<std::int32_t> slot;       //!< [padded targets]: where a weight reads
    std::vector<Real> at_ms, left, post;  //!< likewise: time since then, what is left, post terms
    std::vector<Real> traces;
};

class Sweep {
  public:
    Sweep(WeightPairs const& pairs, PastRule const& rule, Scratch& scratch)
        : pairs_(pairs),
          rule_(rule),
          past_(rule.pre.past),
          scratch_(scratch),
          width_(padded(rule.post.outputs)),
          change_(rule.signs, rule.reduction, rule.reward, rule.batch()),
          traces_(rule.pre)
    {
        prepare();
    }

    template <class Sink>
    void row(Index source, Slice targets, Sink const& sink)
    {
        locate(source, targets);
        sum_post_terms(source, targets);
        host::for_each_strip(pairs_, source, targets, [&](host::Strip strip, Index o) {
            Lanes pre{};
            bool const arrives = sum_pre_terms(source, o, pre);
            bool touched       = arrives || !sink.skips_silent;
            for (Index j = 0; !touched && j < strip.width; ++j) {
                touched = scratch_.spiked[static_cast<std::size_t>(o + j)] != 0;
            }
            if (!touched) { return; }
            sink.put(strip, change_(host::load_lanes(scratch_.post.data() + o), pre));
        });
    }

  private:
    void prepare()
    {
        Index const outputs = rule_.post.outputs;
        auto const width    = static_cast<std::size_t>(width_ + lanes);
        scratch_.spikes.clear();
        scratch_.spiked.assign(width, 0);
        scratch_.scaled.assign(static_cast<std::size_t>(rule_.batch()) * width, 0);
        scratch_.at_ms.assign(width, 0);
        scratch_.left.assign(width, 1);
        scratch_.post.assign(width, 0);
        scratch_.slot.assign(width, static_cast<std::int32_t>(past_.slots));
        for (Index b = 0; b < rule_.batch(); ++b) {
            SpikeWord const* const words = rule_.post.words + b * words_for(outputs);
            host::for_each_spike(words, {0, outputs}, [&](Index o) {
                scratch_.spikes.push_back({o, b});
                scratch_.spiked[static_cast<std::size_t>(o)] = 1;
            });
            Real const* const trace = rule_.post.trace + b * outputs;
            Real* const scaled      = scratch_.scaled.data() + b * (width_ + lanes);
            for (Index o = 0; o < outputs; ++o) {
                scaled[o] = rule_.pre.pair * trace[o];
            }
        }
    }

    //! delayed_read() for a row of weights; entries past its end stay silent.
    void locate(Index source, Slice targets)
    {
        DelayRule const rule        = rule_.pre.rule;
        auto const slots            = static_cast<std::int32_t>(past_.slots);
        auto const now              = static_cast<std::int32_t>(*past_.head);
        Real const* const delay_ms  = rule_.pre.delay_ms + source * pairs_.filters;
        std::int32_t* const slot_of = scratch_.slot.data();
        Real* const at_ms           = scratch_.at_ms.data();
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            Real const delay        = delay_ms[o];
            Real const above        = delay > 0 ? delay : Real{0};
            Real const inside       = above < rule.longest_ms ? above : rule.longest_ms;
            Real const steps        = inside / rule.step_time_ms;
            Real const whole        = ::rintf(steps);
            Real const off          = ::fabsf(rule.step_time_ms * whole - inside);
            Real const shifted      = off <= rule.tolerance_ms ? whole : steps;
            Real const older        = ::ceilf(1 + shifted);
            bool const on_step      = older == ::floorf(1 + shifted);
            Real const part         = shifted - ::floorf(shifted);
            Real const since        = rule.step_time_ms - rule.step_time_ms * part;
            std::int32_t const back = now - (static_cast<std::int32_t>(older) - 1);
            std::int32_t const slot = back < 0 ? back + slots : back;
            bool const outside      = ::fabsf(delay - inside) > rule.tolerance_ms;
            bool const never        = outside & !rule.limit;
            at_ms[o]                = on_step ? Real{0} : since;
            slot_of[o]              = never ? slots : slot;
        }
        for (Index o = targets.end; o < targets.end + lanes; ++o) {
            slot_of[o] = slots;
        }
    }

    void sum_post_terms(Index source, Slice targets)
    {
        if (scratch_.spikes.empty()) { return; }
        std::fill(scratch_.post.begin(), scratch_.post.end(), Real{0});
        Real const tc_ms        = rule_.pre.fast.time_constant_ms;
        Real const* const at_ms = scratch_.at_ms.data();
        Real* const left        = scratch_.left.data();
        if (std::any_of(
                at_ms + targets.begin, at_ms + targets.end, [](Real t) { return t != 0; })) {
#pragma GCC ivdep
            for (Index o = targets.begin; o < targets.end; ++o) {
                Real const faded = math::exp(-at_ms[o] / tc_ms);
                left[o]          = at_ms[o] == 0 ? Real{1} : faded;
            }
        } else {
            std::fill(left + targets.begin, left + targets.end, Real{1});
        }
        // to lay out a slot takes about a fifth of the time of a single read
        bool const many = std::ssize(scratch_.spikes) * 5 > past_.slots * words_for(past_.batch);
        if (many) { traces_.lay_out(source, scratch_.traces); }
        for (TargetSpike const spike : scratch_.spikes) {
            if (spike.target < targets.begin || spike.target >= targets.end) { continue; }
            auto const o     = static_cast<std::size_t>(spike.target);
            Index const slot = scratch_.slot[o];
            Real const trace =
                many ? traces_.at(slot, spike.sample) : single_trace(source, slot, spike.sample);
            scratch_.post[o] += rule_.post.pair * (trace * scratch_.left[o]);
        }
    }

    Real single_trace(Index source, Index slot, Index sample) const
    {
        if (slot == past_.slots) { return 0; }
        SpikeWord const* const row = past_.row(sample / word_bits, source);
        return state_at(past_, rule_.pre.fast, row, source, slot, sample).value;
    }

    //! Of eight targets from o on; false where no spike arrives.
    bool sum_pre_terms(Index source, Index o, Lanes& sum) const
    {
        bool arrives                   = false;
        std::int32_t const* const slot = scratch_.slot.data() + o;
        Index const stride             = width_ + lanes;
        for (Index w = 0; w < words_for(past_.batch); ++w) {
            SpikeWord const* const row = past_.row(w, source);
            LaneInts words;
            SpikeWord any = 0;
            for (Index j = 0; j < lanes; ++j) {
                words[j] = static_cast<std::int32_t>(row[slot[j]]);
                any |= row[slot[j]];
            }
            arrives |= any != 0;
            Real const* const scaled = scratch_.scaled.data() + w * word_bits * stride + o;
            for (; any != 0; any &= any - 1) {
                int const b         = std::countr_zero(any);
                LaneInts const bit  = LaneInts{} + static_cast<std::int32_t>(SpikeWord{1} << b);
                LaneInts const here = (words & bit) != 0;
                LaneInts const term = (LaneInts)host::load_lanes(scaled + b * stride);
                sum += (Lanes)(here & term);  // where no spike: +0
            }
        }
        return arrives;
    }

    WeightPairs const& pairs_;
    PastRule const& rule_;
    History<FadingTrace> past_;
    Scratch& scratch_;
    Index width_;
    host::StripChange change_;
    host::TracesOfSource traces_;
};

template <class Sink>
void sweep(WeightPairs const& pairs, PastRule const& rule, Slice weights, Sink const& sink)
{
    thread_local Scratch scratch;
    Sweep sweep(pairs, rule, scratch);
    host::for_each_row(
        pairs, weights, [&](Index source, Slice targets) { sweep.row(source, targets, sink); });
}

}  // namespace

template <>
void Learn<PastRule>::on_host(Learn const& stage, Slice slice)
{
    if (has_a_sweep(stage.pairs, stage.rule)) {
        return sweep(stage.pairs, stage.rule, slice, host::ProposeStrips{stage.pos, stage.neg});
    }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.propose_one(k);
    }
}

template <>
void LearnUpdate<PastRule>::on_host(LearnUpdate const& stage, Slice slice)
{
    if (has_a_sweep(stage.pairs, stage.rule)) {
        return sweep(
            stage.pairs, stage.rule, slice, host::UpdateStrips(stage.update, stage.parameter));
    }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.update_one(k);
    }
}

}  // namespace inferno
