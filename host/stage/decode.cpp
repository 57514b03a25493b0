#include <algorithm>
#include <vector>

#include "inferno/decode/stage.hpp"
#include "inferno/state/spike_bytes.hpp"

namespace inferno {

void CountSpikes::on_host(CountSpikes const& stage, Slice slice)
{
    for (Index b = 0; b < stage.spikes.batch; ++b) {
        std::int32_t* const counts = stage.counts + b * stage.spikes.elements;
        host::for_each_spike(stage.spikes.row(b), slice, [counts](Index n) { ++counts[n]; });
    }
}

void TakeRates::on_host(TakeRates const& stage, Slice slice)
{
    for (Index b = 0; b < stage.batch; ++b) {
        for (Index n = slice.begin; n < slice.end; ++n) {
            stage.take(b * stage.elements + n);
        }
    }
}

void InferClasses::on_host(InferClasses const& stage, Slice slice)
{
    for (Index b = slice.begin; b < slice.end; ++b) {
        Real* const logits = stage.logits + b * stage.classes;
        std::fill_n(logits, stage.classes, Real{0});
        for (Index n = 0; n < stage.neurons; ++n) {
            Index const k = stage.assignments[n];
            logits[k] += stage.vote(b, n, k);
        }
        for (Index k = 0; k < stage.classes; ++k) {
            logits[k] = stage.mean(logits[k], k);
        }
    }
}

void ChooseClass::on_host(ChooseClass const& stage, Slice slice)
{
    for (Index b = slice.begin; b < slice.end; ++b) {
        stage.choose(b);
    }
}

void LearnClasses::on_host(LearnClasses const& stage, Slice slice)
{
    auto const classes = static_cast<std::size_t>(stage.classes);
    auto const known   = [&](Index b) {
        return stage.labels[b] >= 0 && stage.labels[b] < stage.classes;
    };
    std::vector<Index> times(classes);
    for (Index b = 0; b < stage.samples; ++b) {
        if (known(b)) { ++times[static_cast<std::size_t>(stage.labels[b])]; }
    }
    std::vector<Real> sums(classes);
    for (Index n = slice.begin; n < slice.end; ++n) {
        std::fill(sums.begin(), sums.end(), Real{0});
        for (Index b = 0; b < stage.samples; ++b) {
            if (!known(b)) { continue; }
            sums[static_cast<std::size_t>(stage.labels[b])] += stage.rates[b * stage.neurons + n];
        }
        for (std::size_t k = 0; k < classes; ++k) {
            Real& rate = stage.of_classes[n * stage.classes + static_cast<Index>(k)];
            rate       = stage.learned(rate, sums[k], times[k]);
        }
    }
}

void AssignClasses::on_host(AssignClasses const& stage, Slice slice)
{
    for (Index n = slice.begin; n < slice.end; ++n) {
        stage.assign(n);
    }
}

void CountAssigned::on_host(CountAssigned const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.count(k);
    }
}

}  // namespace inferno
