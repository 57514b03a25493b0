//! Walking over the positions and filters of a slice of a mapping by windows.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "inferno/mapping/windows.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno::host {

inline constexpr Index positions_at_once = 16;  //!< one line of memory of every filter's output

//! The filters [begin, end) of one position that belong to a slice; may be none.
inline Slice filters_of(WindowWeights const& map, Index position, Slice slice)
{
    if (map.windows.whole != 0) { return slice; }
    Index const first = position * map.filter_words() * word_bits;
    return {std::clamp<Index>(slice.begin - first, 0, map.filters),
            std::clamp<Index>(slice.end - first, 0, map.filters)};
}

//! The positions of which a slice holds any filters.
inline Slice positions_of(WindowWeights const& map, Slice slice)
{
    if (map.windows.whole != 0) { return {0, 1}; }
    Index const width = map.filter_words() * word_bits;
    return {slice.begin / width, (slice.end + width - 1) / width};
}

//! The input of every tap at one position, as Windows::input tells, without its divisions; -1 in
//! the padding.
inline void inputs_at(WindowWeights const& map, Index position, std::vector<Index>& inputs)
{
    Windows const& w = map.windows;
    inputs.resize(static_cast<std::size_t>(w.taps()));
    if (w.whole != 0) {
        std::iota(inputs.begin(), inputs.end(), Index{0});
        return;
    }
    auto const p              = static_cast<std::int32_t>(position);
    std::int32_t const y0     = p / w.out_width * w.stride_y - w.padding_y;
    std::int32_t const x0     = p % w.out_width * w.stride_x - w.padding_x;
    Index* input              = inputs.data();
    std::int32_t const y_last = y0 + w.kernel_height * w.dilation_y;
    std::int32_t const x_last = x0 + w.kernel_width * w.dilation_x;
    for (Index channel = 0; channel < w.channels; ++channel) {
        for (std::int32_t y = y0; y < y_last; y += w.dilation_y) {
            Index const row = (channel * w.height + y) * w.width;
            bool const skip = y < 0 || y >= w.height;
            for (std::int32_t x = x0; x < x_last; x += w.dilation_x) {
                *input++ = skip || x < 0 || x >= w.width ? Index{-1} : row + x;
            }
        }
    }
}

//! Sums of some neighbouring positions, on their way to [filters][positions].
class PositionBlock {
  public:
    //! Room for the filters of each position of this sample.
    void start(WindowWeights const& map, Index first_position)
    {
        first_ = first_position;
        sums_.resize(static_cast<std::size_t>(positions_at_once * map.filters));
    }
    Real* at(WindowWeights const& map, Index position)
    {
        return sums_.data() + (position - first_) * map.filters;
    }
    //! Writes filters [begin, end) of positions [first, last) of a sample.
    void write(WindowWeights const& map, Index sample, Slice positions, Slice filters) const
    {
        for (Index f = filters.begin; f < filters.end; ++f) {
            Real* const row = map.output + map.output_at(sample, f, 0);
            for (Index p = positions.begin; p < positions.end; ++p) {
                row[p] = sums_[static_cast<std::size_t>((p - first_) * map.filters + f)];
            }
        }
    }

  private:
    Index first_ = 0;
    std::vector<Real> sums_;
};

//! Calls sum(position, inputs, sample, filters, output) for every sample and every position of the
//! slice; output[filter] receives the sums of `filters`. `inputs` holds the input of every tap.
template <class Sum>
void for_each_window(WindowWeights const& map, Index batch, Slice slice, Sum const& sum)
{
    thread_local std::vector<Index> inputs[positions_at_once];
    thread_local PositionBlock block;
    Slice const positions = positions_of(map, slice);
    for (Index first = positions.begin; first < positions.end; first += positions_at_once) {
        Slice const some = {first, std::min(first + positions_at_once, positions.end)};
        for (Index p = some.begin; p < some.end; ++p) {
            inputs_at(map, p, inputs[p - first]);
        }
        block.start(map, first);
        for (Index b = 0; b < batch; ++b) {
            for (Index p = some.begin; p < some.end; ++p) {
                Slice const filters = filters_of(map, p, slice);
                if (filters.begin < filters.end) {
                    sum(p, inputs[p - first], b, filters, block.at(map, p));
                }
            }
            // a position at the border of the slice may have fewer filters than the others
            for (Index p = some.begin; p < some.end;) {
                Slice const filters = filters_of(map, p, slice);
                Index end           = p + 1;
                auto const same     = [&](Index q) {
                    Slice const other = filters_of(map, q, slice);
                    return other.begin == filters.begin && other.end == filters.end;
                };
                while (end < some.end && same(end)) {
                    ++end;
                }
                block.write(map, b, {p, end}, filters);
                p = end;
            }
        }
    }
}

}  // namespace inferno::host
