//! What eligibilities propose, eight weights at a time: they lie in the order of the weights, on
//! any kind of connection.
#include "inferno/learn/eligibility.hpp"

#include "strip.hpp"

namespace inferno {
namespace {

class EligibleStrips {
  public:
    EligibleStrips(WeightPairs const& pairs, EligibilityRule const& rule)
        : pairs_(pairs),
          rule_(rule),
          of_sums_(rule.state.samples == 1 && !rule.reward.of_sample),
          parts_(of_sums_ && rule.reduction == BatchReduction::mean ? rule.batch : 1),
          change_(
              rule.signs, of_sums_ ? BatchReduction::sum : rule.reduction, rule.reward, rule.batch)
    {
    }

    template <class Sink>
    void operator()(Slice weights, Sink const& sink) const
    {
        auto const put = [&](host::Strip strip) { sink.put(strip, change_(sums(strip))); };
        if (!pairs_.lateral) {
            for (Index k = weights.begin; k < weights.end; k += host::lanes) {
                put({k, std::min(host::lanes, weights.end - k)});
            }
            return;
        }
        host::for_each_row(pairs_, weights, [&](Index source, Slice targets) {
            host::for_each_strip(
                pairs_, source, targets, [&](host::Strip strip, Index) { put(strip); });
        });
    }

  private:
    host::Lanes load(Real const* state, Index sample, host::Strip strip) const
    {
        return host::load_strip(state + sample * pairs_.weights(), strip);
    }
    host::LanePair sums(host::Strip strip) const
    {
        EligibilityState const& z = rule_.state;
        if (of_sums_) {
            auto const parts = static_cast<Real>(parts_);
            return {load(z.post, 0, strip) / parts, load(z.pre, 0, strip) / parts};
        }
        host::LanePair sums{};
        for (Index b = 0; b < rule_.batch; ++b) {
            add(b, rule_.signs.post_potentiates, load(z.post, b, strip), sums.one, sums);
        }
        for (Index b = 0; b < rule_.batch; ++b) {
            add(b, rule_.signs.pre_potentiates, load(z.pre, b, strip), sums.other, sums);
        }
        return sums;
    }
    //! By side or, under rewards of samples, by direction.
    void add(Index sample,
             bool potentiates,
             host::Lanes terms,
             host::Lanes& side,
             host::LanePair& sums) const
    {
        Reward const& reward = rule_.reward;
        if (!reward.of_sample) {
            side += terms;
            return;
        }
        (potentiates != reward.inverts(sample) ? sums.one : sums.other) +=
            terms * reward.size(sample);
    }

    WeightPairs const& pairs_;
    EligibilityRule const& rule_;
    bool of_sums_;  //!< over the batch
    Index parts_;
    host::StripChange change_;
};

//! Of stages that propose, and of those that update.
template <class Stage>
void learn(Stage const& stage, Slice slice)
{
    host::learn_rows(
        stage, slice, is_summed(stage.rule.reduction), EligibleStrips(stage.pairs, stage.rule));
}

}  // namespace

template <>
void Learn<EligibilityRule>::on_host(Learn const& stage, Slice slice)
{
    learn(stage, slice);
}

template <>
void LearnUpdate<EligibilityRule>::on_host(LearnUpdate const& stage, Slice slice)
{
    learn(stage, slice);
}

}  // namespace inferno
