#include "current_mapping.hpp"

#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

#include "bits.hpp"

namespace inferno {

void WindowSpikes::on_host(WindowSpikes const& stage, Slice slice)
{
    thread_local host::SpikeList taps;
    thread_local std::vector<SpikeWord> row;
    auto const current = [per_spike_na = stage.per_spike_na](Index) { return per_spike_na; };
    auto const sum     = [&](Index, auto const& inputs, Index b, Slice filters, Real* output) {
        SpikeWord const* const spikes = stage.spikes.row(b);
        row.assign(static_cast<std::size_t>(words_for(std::ssize(inputs))), 0);
        for (std::size_t t = 0; t < inputs.size(); ++t) {
            bool const spike = inputs[t] >= 0 && host::spiked(spikes, inputs[t]);
            row[t / word_bits] |= static_cast<SpikeWord>(spike) << (t % word_bits);
        }
        taps.gather(row.data(), std::ssize(inputs));
        host::TapSum<decltype(current)> const sums{
            stage.map.weight, stage.map.bias, stage.map.filters, taps, current};
        host::sum_slice(sums, filters.begin, filters.end, output);
    };
    host::for_each_window(stage.map, stage.spikes.batch, slice, sum);
}

template struct CurrentMapping<DeltaPlusCurrent>;
template struct CurrentMapping<SingleExponential>;
template struct CurrentMapping<DoubleExponential>;
template struct DirectCurrents<DeltaPlusCurrent>;
template struct DirectCurrents<SingleExponential>;
template struct DirectCurrents<DoubleExponential>;

}  // namespace inferno
