//! Rules on times between spikes on a dense connection, source by source; lanes are targets. Every
//! pair has a term in every sample: a product of powers or, where one of these is infinite, an
//! exponential of its own.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "inferno/core/math.hpp"
#include "inferno/learn/age_rule.hpp"

#include "age_terms.hpp"
#include "strip.hpp"

namespace inferno {

namespace {

using host::lanes;
using host::Lanes;
using host::ages::Exponentials;
using host::ages::Products;
using host::ages::Scratch;
using host::ages::SourceAge;
using host::ages::Terms;

//! Vectors of targets that are summed side by side: a sum waits for its last addition.
constexpr Index wide = 4;

bool has_a_sweep(WeightPairs const& pairs, AgeRule const& rule)
{
    return host::has_rows(pairs) && is_summed(rule.reduction);
}

//! Sums over the batch: of post and pre terms or, under rewards of samples, of what potentiates
//! and what depresses.
template <Index vectors>
struct Sums {
    host::LanePair of[vectors] = {};
};

class Sweep {
  public:
    Sweep(WeightPairs const& pairs, AgeRule const& rule, Scratch& scratch)
        : pairs_(pairs),
          rule_(rule),
          scratch_(scratch),
          width_(host::padded(rule.ages.outputs) + lanes),
          change_(rule.signs, rule.reduction, rule.reward, rule.ages.batch)
    {
        take_targets();
        for (auto* const row : {&scratch_.delay_ms, &scratch_.post_scale, &scratch_.pre_scale}) {
            row->assign(static_cast<std::size_t>(width_), 0);
        }
        std::ranges::fill(scratch_.post_scale, rule.post.rate);
        std::ranges::fill(scratch_.pre_scale, rule.pre.rate);
    }

    template <class Sink>
    void row(Index source, Slice targets, Sink const& sink)
    {
        scratch_.source.clear();
        rule_.ages.sources == SourceAges::entering ? take_source(source)
                                                   : take_arrivals(source, targets);
        if (scratch_.source.empty() && sink.skips_silent) { return; }
        if (rule_.ages.adjusts()) { take_delays(source, targets); }
        for (Index o = targets.begin; o < targets.end;) {
            Index const left = targets.end - o;
            o = left > (wide - 1) * lanes ? some<wide>(source, {o, targets.end}, sink)
                                          : some<1>(source, {o, targets.end}, sink);
        }
    }

  private:
    //! Does the first targets; the next ones.
    template <Index vectors, class Sink>
    Index some(Index source, Slice targets, Sink const& sink)
    {
        Slice const now{targets.begin, std::min(targets.begin + vectors * lanes, targets.end)};
        Sums<vectors> const sums = sums_from<vectors>(now.begin);
        host::for_each_strip(pairs_, source, now, [&](host::Strip strip, Index first) {
            sink.put(strip, change_(sums.of[(first - now.begin) / lanes]));
        });
        return now.end;
    }

    template <Index vectors>
    Sums<vectors> sums_from(Index first) const
    {
        if (!rule_.has_powers()) { return sums_of<vectors>(exponentials_from(first)); }
        Sums<vectors> sums = sums_of<vectors>(
            [&](Index k) { return Products(scratch_, width_, first + k * lanes); });
        Lanes odd{};  // not 0 where a sum is not finite
        for (host::LanePair const& pair : sums.of) {
            odd += (pair.one + pair.other) - (pair.one + pair.other);
        }
        for (Index j = 0; j < lanes; ++j) {
            if (odd[j] != 0) { return mended(sums, first); }
        }
        return sums;
    }
    //! Sums that are not finite, of exponentials.
    template <Index vectors>
    Sums<vectors> mended(Sums<vectors> sums, Index first) const
    {
        Sums<vectors> const exact = sums_of<vectors>(exponentials_from(first));
        for (Index k = 0; k < vectors; ++k) {
            Lanes const total = sums.of[k].one + sums.of[k].other;
            auto const finite = total - total == 0;
            sums.of[k].one    = finite ? sums.of[k].one : exact.of[k].one;
            sums.of[k].other  = finite ? sums.of[k].other : exact.of[k].other;
        }
        return sums;
    }
    auto exponentials_from(Index first) const
    {
        return [this, first](Index k) { return Exponentials(scratch_, rule_, first + k * lanes); };
    }

    //! terms_of(k) are those of vector k.
    template <Index vectors, class TermsOf>
    Sums<vectors> sums_of(TermsOf const& terms_of) const
    {
        return rule_.reward.of_sample ? directed<vectors>(terms_of) : plain<vectors>(terms_of);
    }
    template <Index vectors, class TermsOf>
    Sums<vectors> plain(TermsOf const& terms_of) const
    {
        Sums<vectors> sums;
        auto const terms = all<vectors>(terms_of);
        for (SourceAge const& source : scratch_.source) {
            for (Index k = 0; k < vectors; ++k) {
                Terms const more = terms[k].of(source);
                sums.of[k].one += more.post;
                sums.of[k].other += more.pre;
            }
        }
        return sums;
    }
    //! The post terms of all samples come before the pre terms.
    template <Index vectors, class TermsOf>
    Sums<vectors> directed(TermsOf const& terms_of) const
    {
        Sums<vectors> sums;
        auto const terms = all<vectors>(terms_of);
        auto const add   = [&](bool potentiates, Lanes Terms::*side) {
            for (SourceAge const& source : scratch_.source) {
                Real const size = rule_.reward.size(source.sample);
                bool const up   = potentiates != rule_.reward.inverts(source.sample);
                for (Index k = 0; k < vectors; ++k) {
                    Lanes const more = terms[k].of(source).*side * size;
                    (up ? sums.of[k].one : sums.of[k].other) += more;
                }
            }
        };
        add(rule_.signs.post_potentiates, &Terms::post);
        add(rule_.signs.pre_potentiates, &Terms::pre);
        return sums;
    }
    template <Index vectors, class TermsOf>
    static auto all(TermsOf const& terms_of)
    {
        return [&]<std::size_t... k>(std::index_sequence<k...>)
        {
            return std::array{terms_of(static_cast<Index>(k))...};
        }
        (std::make_index_sequence<vectors>{});
    }

    void take_targets()
    {
        SpikeAges const& ages = rule_.ages;
        scratch_.targets.assign(static_cast<std::size_t>(ages.batch * 3 * width_),
                                TimeSinceSpike::initial());
        for (Index b = 0; b < ages.batch; ++b) {
            Real* const to = scratch_.targets.data() + b * 3 * width_;
            std::copy_n(ages.post_ms + b * ages.outputs, ages.outputs, to);
            if (!rule_.has_powers()) { continue; }
            std::copy_n(rule_.of_target.post + b * ages.outputs, ages.outputs, to + width_);
            std::copy_n(rule_.of_target.pre + b * ages.outputs, ages.outputs, to + 2 * width_);
        }
    }
    Real const* targets_of(Index sample) const
    {
        return scratch_.targets.data() + sample * 3 * width_;
    }
    void take_source(Index source)
    {
        SpikeAges const& ages = rule_.ages;
        bool const powers     = rule_.has_powers();
        for (Index b = 0; b < ages.batch; ++b) {
            Index const at = b * ages.inputs + source;
            if (std::isnan(ages.pre_ms[at])) { continue; }
            scratch_.source.push_back({b,
                                       ages.pre_ms[at],
                                       powers ? rule_.of_source.post[at] : Real{0},
                                       powers ? rule_.of_source.pre[at] : Real{0},
                                       nullptr,
                                       targets_of(b)});
        }
    }
    //! Times that are those of a weight.
    void take_arrivals(Index source, Slice targets)
    {
        SpikeAges const& ages    = rule_.ages;
        Index const first_weight = source * pairs_.filters;
        scratch_.arrived_ms.assign(static_cast<std::size_t>(ages.batch * width_),
                                   TimeSinceSpike::initial());
        for (Index b = 0; b < ages.batch; ++b) {
            Real* const arrived_ms = scratch_.arrived_ms.data() + b * width_;
            bool any               = false;
            for (Index o = targets.begin; o < targets.end; ++o) {
                arrived_ms[o] = ages.since_source(pairs_, first_weight + o, source, o, b);
                any |= arrived_ms[o] == arrived_ms[o];
            }
            if (any) { scratch_.source.push_back({b, 0, 0, 0, arrived_ms, targets_of(b)}); }
        }
    }
    void take_delays(Index source, Slice targets)
    {
        HalfKernel const post = rule_.post, pre = rule_.pre;
        Real const* const from = rule_.ages.delay_ms + source * pairs_.filters;
        Real* const delay_ms   = scratch_.delay_ms.data();
        Real* const post_scale = scratch_.post_scale.data();
        Real* const pre_scale  = scratch_.pre_scale.data();
#pragma GCC ivdep
        for (Index o = targets.begin; o < targets.end; ++o) {
            delay_ms[o]   = from[o];
            post_scale[o] = post.rate * post.power(from[o], HalfKernel::longest_delay);
            pre_scale[o]  = pre.rate * pre.power(-from[o], HalfKernel::longest_delay);
        }
    }

    WeightPairs const& pairs_;
    AgeRule const& rule_;
    Scratch& scratch_;
    Index width_;
    host::StripChange change_;
};

//! Of stages that propose, and of those that update.
template <class Stage>
void learn(Stage const& stage, Slice slice)
{
    bool const fits = has_a_sweep(stage.pairs, stage.rule);
    host::learn_rows(stage, slice, fits, [&](Slice weights, auto const& sink) {
        thread_local Scratch scratch;
        Sweep sweep(stage.pairs, stage.rule, scratch);
        host::for_each_row(stage.pairs, weights, [&](Index source, Slice targets) {
            sweep.row(source, targets, sink);
        });
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
