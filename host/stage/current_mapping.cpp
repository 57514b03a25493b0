#include "inferno/mapping/host_loop.hpp"
#include "inferno/state/spike_bytes.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

namespace inferno {
namespace host {

//! The spikes of all samples, ready to be cut into windows.
class SpikeImages {
  public:
    SpikeImages(Windows const& windows, SpikeView const& spikes)
        : windows_(windows),
          by_rows_(windows.dilation_x == 1 && windows.width + 2 * windows.padding_x <= 64)
    {
        Index const inputs = windows.inputs();
        auto const all     = static_cast<std::size_t>(spikes.batch * inputs);
        by_rows_ ? rows_.resize(all / static_cast<std::size_t>(windows.width)) : flags_.resize(all);
        for (Index b = 0; b < spikes.batch; ++b) {
            for_each_spike(spikes.row(b), {0, inputs}, [&](Index i) { add(b * inputs + i); });
        }
    }

    //! The spikes of a sample at one position, as bits by tap.
    void cut(Index sample,
             Index position,
             std::vector<Index> const& inputs,
             std::vector<SpikeWord>& bits) const
    {
        bits.assign(static_cast<std::size_t>(words_for(std::ssize(inputs))) + 1, 0);
        by_rows_ ? cut_rows(sample, position, bits) : cut_flags(sample, inputs, bits);
    }

  private:
    void add(Index place)
    {
        if (by_rows_) {
            auto const x = static_cast<int>(place % windows_.width) + windows_.padding_x;
            rows_[static_cast<std::size_t>(place / windows_.width)] |= std::uint64_t{1} << x;
        } else {
            flags_[static_cast<std::size_t>(place)] = 1;
        }
    }

    //! A row of the kernel at a time: shifted bits of a row of the image, its padding included.
    void cut_rows(Index sample, Index position, std::vector<SpikeWord>& bits) const
    {
        auto const at        = static_cast<std::int32_t>(position);
        std::int32_t const x = at % windows_.out_width * windows_.stride_x;
        std::int32_t const y = at / windows_.out_width * windows_.stride_y - windows_.padding_y;
        std::uint64_t const mask =
            ~std::uint64_t{0} >> (64 - std::min(windows_.kernel_width, std::int32_t{64}));
        std::uint64_t const* image = rows_.data() + sample * windows_.channels * windows_.height;
        std::size_t tap            = 0;
        for (std::int32_t c = 0; c < windows_.channels; ++c, image += windows_.height) {
            for (std::int32_t i = 0; i < windows_.kernel_height; ++i) {
                std::int32_t const from = y + i * windows_.dilation_y;
                bool const inside       = from >= 0 && from < windows_.height;
                std::uint64_t row       = inside ? (image[from] >> x) & mask : 0;
                for (std::size_t t = tap; row != 0; t = (t / word_bits + 1) * word_bits) {
                    bits[t / word_bits] |= static_cast<SpikeWord>(row << (t % word_bits));
                    row >>= word_bits - t % word_bits;
                }
                tap += static_cast<std::size_t>(windows_.kernel_width);
            }
        }
    }

    void cut_flags(Index sample,
                   std::vector<Index> const& inputs,
                   std::vector<SpikeWord>& bits) const
    {
        unsigned char const* const flags = flags_.data() + sample * windows_.inputs();
        for (std::size_t t = 0; t < inputs.size(); ++t) {
            bool const spike = inputs[t] >= 0 && flags[inputs[t]] != 0;
            bits[t / word_bits] |= static_cast<SpikeWord>(spike) << (t % word_bits);
        }
    }

    Windows const& windows_;
    bool by_rows_;
    std::vector<std::uint64_t> rows_;   //!< [batch][channels][height], a bit a place, with padding
    std::vector<unsigned char> flags_;  //!< [batch][inputs]
};

}  // namespace host

void WindowSpikes::on_host(WindowSpikes const& stage, Slice slice)
{
    thread_local host::SpikeList taps;
    thread_local std::vector<SpikeWord> row;
    host::SpikeImages const images(stage.map.windows, stage.spikes);
    auto const current = [per_spike_na = stage.per_spike_na](Index) { return per_spike_na; };
    auto const sum = [&](Index position, auto const& inputs, Index b, Slice filters, Real* output) {
        images.cut(b, position, inputs, row);
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
