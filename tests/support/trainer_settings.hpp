//! What trainers that act at spikes are tried with: every combination of signs, connections,
//! reductions and traces.
#pragma once

#include <cmath>
#include <ostream>
#include <string>

#include "inferno/network/triplet_stdp.hpp"

#include "support/naive_trainers.hpp"

namespace inferno::test {

struct TrainerSetting {
    double post, pre;  //!< rates
    std::string kind;  //!< of make_trained_net()
    BatchReduction reduction;
    TraceMode mode;

    PairConfig pair(bool delayed = false) const { return {post, pre, 12, 8, mode, delayed}; }
};
inline std::ostream& operator<<(std::ostream& out, TrainerSetting const& setting)
{
    return out << setting.kind << ", rates " << setting.post << " and " << setting.pre
               << ", reduction " << static_cast<int>(setting.reduction) << ", mode "
               << static_cast<int>(setting.mode);
}

//! Calls use(setting) for each or, on an emulated backend, for some that have each value at least
//! once.
template <class Use>
void for_each_setting(std::string const& backend, Use const& use)
{
    int const every = backend.ends_with("emulated") ? 23 : 1;
    int number      = 0;
    for (auto const& [post, pre] :
         {std::pair{0.1, -0.05}, {-0.1, 0.05}, {0.1, 0.05}, {-0.1, -0.05}}) {
        for (auto const* const kind : {"dense", "lateral", "direct", "convolution"}) {
            for (BatchReduction const reduction : {BatchReduction::mean,
                                                   BatchReduction::sum,
                                                   BatchReduction::max,
                                                   BatchReduction::min}) {
                for (TraceMode const mode : {TraceMode::cumulative, TraceMode::nearest}) {
                    if (number++ % every != 0) { continue; }
                    use(TrainerSetting{post, pre, kind, reduction, mode});
                }
            }
        }
    }
}

inline Real decay(double tc_ms) { return static_cast<Real>(std::exp(-1 / tc_ms)); }

//! Of the pair rule; slow traces have no amplitude yet.
inline NaiveRule reference_of(TrainerSetting const& setting, bool stable = false)
{
    NaiveRule reference;
    reference.pre.fast_amplitude  = stable ? 1 : static_cast<Real>(std::abs(setting.post));
    reference.post.fast_amplitude = stable ? 1 : static_cast<Real>(std::abs(setting.pre));
    reference.pre.fast_decay      = decay(8);
    reference.post.fast_decay     = decay(12);
    reference.pre.slow_decay      = decay(25);
    reference.post.slow_decay     = decay(30);
    reference.pre.mode = reference.post.mode = setting.mode;
    return reference;
}

//! Triplet rates and time constants, for trainer and reference.
struct TripletSetting {
    TripletStdpConfig config;
    NaiveRule reference;
};
inline TripletSetting triplet_of(TrainerSetting const& setting, bool stable, bool delayed = false)
{
    auto const& [post, pre, kind, reduction, mode] = setting;
    NaiveRule reference                            = reference_of(setting, stable);
    reference.post.slow_amplitude = static_cast<Real>(stable ? 1 : std::abs(0.2 / post));
    reference.pre.slow_amplitude  = static_cast<Real>(stable ? 1 : std::abs(0.03 / pre));
    auto const weight             = [stable](double pair, Real triplet) {
        return [=, rate = static_cast<Real>(std::abs(pair))](Real slow) {
            return stable ? rate + triplet * slow : 1 + slow;
        };
    };
    reference.post_weight = weight(post, 0.2F);
    reference.pre_weight  = weight(pre, 0.03F);
    return {{post, 0.2, pre, 0.03, 12, 30, 8, 25, mode, reduction, stable, delayed}, reference};
}

}  // namespace inferno::test
