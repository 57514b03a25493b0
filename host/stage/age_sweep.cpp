//! Rules on times between spikes on a dense connection, source by source; lanes are targets. Every
//! pair has an exponential in every sample: all operations are eight wide. Where times and delays
//! are whole steps, as they are until delays learn, the exponentials come from a table.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "inferno/core/math.hpp"
#include "inferno/learn/age_rule.hpp"

#include "age_sums.hpp"
#include "age_table.hpp"
#include "strip.hpp"

namespace inferno {
namespace {

constexpr Index widest = 4 * host::lanes;  //!< targets that are summed at a time

bool has_a_sweep(WeightPairs const& pairs, AgeRule const& rule)
{
    return host::has_rows(pairs) && rule.ages.sources == SourceAges::entering &&
           host::StripChange::fits(rule.reduction);
}

//! Adds the terms of one sample. With `calm` no exponential comes near the smallest normal number.
template <bool calm, Index width>
void add_terms(AgeRule const& rule,
               Real since_source_ms,
               Real const* since_target_ms,
               Real const* delay_ms,
               host::Sums<width>& sums)
{
    HalfKernel const post = rule.post, pre = rule.pre;
#pragma GCC ivdep
    for (Index j = 0; j < width; ++j) {
        Real const between   = since_source_ms - since_target_ms[j];
        Real const apart     = between - delay_ms[j];
        bool const post_last = apart >= 0;
        Real const tc_ms     = post_last ? post.time_constant_ms : pre.time_constant_ms;
        Real const exponent  = math::abs(apart) / -tc_ms;
        Real const fading    = calm ? math::exp_of_small(exponent) : math::exp(exponent);
        Real const term      = fading * (post_last ? post.rate : pre.rate);
        sums.post[j] += post_last ? term : Real{0};
        sums.pre[j] += apart < 0 ? term : Real{0};  // neither side where nothing has spiked yet
    }
}

//! Steps since the source spiked in a sample, and since the targets did.
struct SourceAge {
    Index sample;
    std::int32_t source;
    std::int32_t const* targets;
};

//! What one thread needs, kept from step to step.
struct Scratch {
    std::vector<Real> since_target;      //!< [batch][padded targets]
    std::vector<std::uint8_t> has_some;  //!< [batch]: whether any target has spiked
    std::vector<Real> delay_ms;          //!< [padded targets], of one source
    host::AgeTable table;
    std::vector<std::int32_t> delay_steps;  //!< [padded targets], of one source
    std::vector<SourceAge> since_source;    //!< of one source, in samples in which it spiked
};

class Sweep {
  public:
    Sweep(WeightPairs const& pairs, AgeRule const& rule, Slice sources, Scratch& scratch)
        : pairs_(pairs),
          rule_(rule),
          scratch_(scratch),
          width_(host::padded(rule.ages.outputs) + widest),
          change_(rule.signs, rule.reduction, rule.reward, rule.ages.batch),
          directed_(rule)
    {
        prepare();
        by_table_ = scratch.table.prepare(rule, sources, width_);
        scratch.delay_steps.assign(static_cast<std::size_t>(width_), 0);
    }

    template <class Sink>
    void row(Index source, Slice targets, Sink const& sink)
    {
        if (by_table_ && row_by_table(source, targets, sink)) { return; }
        bool const calm = take_delays(source, targets);
        for (Index first = targets.begin; first < targets.end;) {
            bool const wide  = targets.end - first > widest - host::lanes;
            Slice const some = {first,
                                std::min(first + (wide ? widest : host::lanes), targets.end)};
            if (wide) {
                calm ? some_targets<true, widest>(source, some, sink)
                     : some_targets<false, widest>(source, some, sink);
            } else {
                calm ? some_targets<true, host::lanes>(source, some, sink)
                     : some_targets<false, host::lanes>(source, some, sink);
            }
            first = some.end;
        }
    }

  private:
    template <bool calm, Index width, class Sink>
    void some_targets(Index source, Slice targets, Sink const& sink)
    {
        Index const first = targets.begin;
        host::Sums<width> sums{};
        for (Index b = 0; b < rule_.ages.batch; ++b) {
            Real const since_source = rule_.ages.pre_ms[b * rule_.ages.inputs + source];
            if (std::isnan(since_source) || scratch_.has_some[static_cast<std::size_t>(b)] == 0) {
                continue;
            }
            Real const* const since_target = scratch_.since_target.data() + b * width_ + first;
            Real const* const delay_ms     = scratch_.delay_ms.data() + first;
            if (!rule_.reward.of_sample) {
                add_terms<calm>(rule_, since_source, since_target, delay_ms, sums);
                continue;
            }
            host::Sums<width> terms{};
            add_terms<calm>(rule_, since_source, since_target, delay_ms, terms);
            directed_.add(b, terms, sums);
        }
        directed_.finish(sums);
        host::for_each_strip(pairs_, source, targets, [&](host::Strip strip, Index o) {
            sink.put(strip,
                     change_({host::load_lanes(sums.post + (o - first)),
                              host::load_lanes(sums.pre + (o - first))}));
        });
    }

    //! False if some delays are no whole steps.
    template <class Sink>
    bool row_by_table(Index source, Slice targets, Sink const& sink)
    {
        SpikeAges const& ages = rule_.ages;
        if (ages.delay_ms != nullptr &&
            !scratch_.table.take_delays(
                ages.delay_ms + source * pairs_.filters, targets, scratch_.delay_steps.data())) {
            return false;
        }
        scratch_.since_source.clear();
        for (Index b = 0; b < ages.batch; ++b) {
            std::int32_t const since = scratch_.table.since_source(b, source);
            if (since < 0 || scratch_.has_some[static_cast<std::size_t>(b)] == 0) { continue; }
            scratch_.since_source.push_back({b, since, scratch_.table.since_target(b, width_)});
        }
        host::for_each_strip(pairs_, source, targets, [&](host::Strip strip, Index o) {
            sink.put(strip,
                     change_(rule_.reward.of_sample ? directed_by_table(o) : sums_by_table(o)));
        });
        return true;
    }
    host::LanePair sums_by_table(Index o) const
    {
        host::LaneInts const delay = load_ints(scratch_.delay_steps.data() + o);
        host::Lanes const zero{};
        host::Lanes post{}, pre{};
        for (SourceAge const& age : scratch_.since_source) {
            host::Lanes const term =
                scratch_.table.at(age.source - (load_ints(age.targets + o) + delay));
            post += term > zero ? term : zero;
            pre += term < zero ? term : zero;
        }
        return {post, zero - pre};
    }
    host::LanePair directed_by_table(Index o)
    {
        host::LaneInts const delay = load_ints(scratch_.delay_steps.data() + o);
        host::Lanes const zero{};
        host::Sums<host::lanes> sums{}, terms;
        for (SourceAge const& age : scratch_.since_source) {
            host::Lanes const term =
                scratch_.table.at(age.source - (load_ints(age.targets + o) + delay));
            host::store_lanes(terms.post, term > zero ? term : zero);
            host::store_lanes(terms.pre, term < zero ? -term : zero);
            directed_.add(age.sample, terms, sums);
        }
        directed_.finish(sums);
        return {host::load_lanes(sums.post), host::load_lanes(sums.pre)};
    }
    static host::LaneInts load_ints(std::int32_t const* from)
    {
        host::LaneInts value;
        std::memcpy(&value, from, sizeof(value));
        return value;
    }

    void prepare()
    {
        SpikeAges const& ages = rule_.ages;
        scratch_.since_target.assign(static_cast<std::size_t>(ages.batch * width_),
                                     TimeSinceSpike::initial());
        scratch_.has_some.assign(static_cast<std::size_t>(ages.batch), 0);
        scratch_.delay_ms.assign(static_cast<std::size_t>(width_), 0);
        for (Index b = 0; b < ages.batch; ++b) {
            Real const* const from = ages.post_ms + b * ages.outputs;
            Real* const to         = scratch_.since_target.data() + b * width_;
            std::copy_n(from, ages.outputs, to);
            for (Index o = 0; o < ages.outputs; ++o) {
                if (std::isnan(from[o])) { continue; }
                scratch_.has_some[static_cast<std::size_t>(b)] = 1;
                longest_ms_                                    = std::max(longest_ms_, from[o]);
            }
        }
        for (Index k = 0; k < ages.batch * ages.inputs; ++k) {
            longest_ms_ = std::max(longest_ms_, ages.pre_ms[k]);  // NaN stays out
        }
    }

    //! Copies the delays of a row; true if no time between spikes is long compared to the kernels.
    bool take_delays(Index source, Slice targets)
    {
        if (rule_.ages.delay_ms == nullptr) { return is_calm(0); }
        Real const* const from = rule_.ages.delay_ms + source * pairs_.filters;
        Real* const to         = scratch_.delay_ms.data();
        Real largest           = 0;
        for (Index o = targets.begin; o < targets.end; ++o) {
            to[o]           = from[o];
            Real const size = math::abs(from[o]);
            largest         = size > largest ? size : largest;
        }
        return is_calm(largest);
    }
    bool is_calm(Real delay_ms) const
    {
        constexpr Real limit = 85;  // exp_of_small takes 86
        return longest_ms_ + delay_ms <=
               limit * std::min(rule_.post.time_constant_ms, rule_.pre.time_constant_ms);
    }

    WeightPairs const& pairs_;
    AgeRule const& rule_;
    Scratch& scratch_;
    Index width_;
    host::StripChange change_;
    host::DirectedSums directed_;
    Real longest_ms_ = 0;
    bool by_table_   = false;
};

template <class Sink>
void sweep(WeightPairs const& pairs, AgeRule const& rule, Slice weights, Sink const& sink)
{
    thread_local Scratch scratch;
    Slice const sources{weights.begin / pairs.filters,
                        (weights.end + pairs.filters - 1) / pairs.filters};
    Sweep sweep(pairs, rule, sources, scratch);
    host::for_each_row(
        pairs, weights, [&](Index source, Slice targets) { sweep.row(source, targets, sink); });
}

//! Of stages that propose, and of those that update.
template <class Stage>
void learn(Stage const& stage, Slice slice)
{
    bool const fits = has_a_sweep(stage.pairs, stage.rule);
    host::learn_rows(stage, slice, fits, [&](Slice weights, auto const& sink) {
        sweep(stage.pairs, stage.rule, weights, sink);
    });
}

}  // namespace

template <>
void Learn<AgeRule>::on_host(Learn const& stage, Slice slice)
{
    learn(stage, slice);
}

template <>
void LearnUpdate<AgeRule>::on_host(LearnUpdate const& stage, Slice slice)
{
    learn(stage, slice);
}

}  // namespace inferno
