#include "inferno/mapping/host_loop.hpp"
#include "inferno/state/spike_bytes.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

namespace inferno {
namespace host {

//! One byte per spike, and one more that stays 0.
void unpack_spikes(SpikeWord const* row, Index elements, std::vector<unsigned char>& spiked)
{
    spiked.assign(static_cast<std::size_t>(elements) + 1, 0);
    for_each_spike(row, {0, elements}, [&](Index i) { spiked[static_cast<std::size_t>(i)] = 1; });
}

//! The spikes of a window as the bits of a row; inputs of -1 read the last byte.
void pack_window(std::vector<Index> const& inputs,
                 std::vector<unsigned char> const& spiked,
                 std::vector<SpikeWord>& row)
{
    row.resize(static_cast<std::size_t>(words_for(std::ssize(inputs))));
    unsigned char const* const silent = &spiked.back();
    for (std::size_t w = 0; w < row.size(); ++w) {
        SpikeWord word          = 0;
        std::size_t const first = w * word_bits;
        std::size_t const count = std::min<std::size_t>(inputs.size() - first, word_bits);
        for (std::size_t t = 0; t < count; ++t) {
            Index const input = inputs[first + t];
            word |= static_cast<SpikeWord>(input < 0 ? *silent : spiked.data()[input]) << t;
        }
        row[w] = word;
    }
}

}  // namespace host

void WindowSpikes::on_host(WindowSpikes const& stage, Slice slice)
{
    thread_local host::SpikeList taps;
    thread_local std::vector<SpikeWord> row;
    thread_local std::vector<unsigned char> spiked;  // of one sample; the last is the padding
    Index const inputs_count = stage.map.windows.inputs();
    Index sample_there       = -1;
    auto const current       = [per_spike_na = stage.per_spike_na](Index) { return per_spike_na; };
    auto const sum = [&](Index, auto const& inputs, Index b, Slice filters, Real* output) {
        if (sample_there != b) {
            host::unpack_spikes(stage.spikes.row(b), inputs_count, spiked);
            sample_there = b;
        }
        host::pack_window(inputs, spiked, row);
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
