//! Delayed mapping of spikes: lanes are neighbouring targets. A word of the record tells for 32
//! samples at once whether a spike arrives; it is read once for all of them, and taps of which none
//! arrives are passed over.
#pragma once

#include <cstring>

#include "inferno/mapping/delayed_stage.hpp"
#include "inferno/mapping/lane_tree.hpp"
#include "inferno/mapping/window_loop.hpp"

namespace inferno::host {

//! What arrives from up to 32 taps at eight targets.
struct Arrivals {
    Lanes weighted[word_bits];
    LaneInts samples[word_bits];
    int count = 0;
};

template <class Dynamics>
class DelayedSpikes {
  public:
    DelayedSpikes(DelayedMapping<Dynamics> const& stage)
        : map_(stage.map),
          inputs_(stage.inputs),
          history_(stage.inputs.history),
          now_(*stage.inputs.history.head),
          on_(Dynamics::output(stage.inputs.params, {}, true))
    {
    }

    //! Sums of targets [first, first + width) at one position, for up to 32 samples; sums[b] of
    //! each.
    void sum(std::vector<Index> const& inputs, Index batch_word, Slice targets, Lanes* sums)
    {
        Index const samples = std::min(history_.batch - batch_word * word_bits, word_bits);
        Index const taps    = std::ssize(inputs);
        Index const words   = words_for(taps);
        Lanes partial[word_bits];
        tree_.start(static_cast<std::size_t>(samples));
        for (Index p = 0; p < std::min<Index>(sum_partials, words); ++p) {
            std::fill_n(partial, word_bits, Lanes{});
            for (Index w = p; w < words; w += sum_partials) {
                arrivals_.count = 0;
                for (Index t = w * word_bits; t < std::min(taps, (w + 1) * word_bits); ++t) {
                    Index const input = inputs[static_cast<std::size_t>(t)];
                    if (input >= 0) { take(t, history_.row(batch_word, input), targets); }
                }
                for (Index b = 0; b < samples && arrivals_.count > 0; b += samples_at_once) {
                    add_samples(partial + b, b);
                }
            }
            tree_.push(partial);
        }
        for (Index b = 0; b < samples; ++b) {
            sums[b] = tree_.total(static_cast<std::size_t>(b));
        }
    }

  private:
    using LaneSteps = DelaySteps __attribute__((vector_size(lanes * sizeof(DelaySteps))));

    //! Eight neighbouring entries of an array, or fewer and what `value` holds.
    template <class Eight, class T>
    static Eight some(T const* from, Index width, Eight value)
    {
        if (width == lanes) {
            std::memcpy(&value, from, sizeof(value));
        } else {
            std::memcpy(&value, from, static_cast<std::size_t>(width) * sizeof(T));
        }
        return value;
    }

    void take(Index tap, SpikeWord const* row, Slice targets)
    {
        Index const at       = tap * map_.filters + targets.begin;
        Index const width    = targets.end - targets.begin;
        auto const slots     = static_cast<std::int32_t>(history_.slots);
        LaneInts const steps = __builtin_convertvector(
            some(inputs_.steps + at, width, LaneSteps{} + never_arrives), LaneInts);
        LaneInts const never = steps == never_arrives;
        LaneInts const back  = static_cast<std::int32_t>(now_) - steps;
        LaneInts const ring  = back + ((back < 0) & slots);
        LaneInts const slot  = (never & slots) | (~never & ring);
        LaneInts const word  = read(row, slot);
        bool const constant  = inputs_.never_na != 0;
        if (none(word) && !constant) { return; }
        Lanes const weight = some(map_.weight + at, width, Lanes{});
        Lanes& weighted    = arrivals_.weighted[arrivals_.count];
        LaneInts& samples  = arrivals_.samples[arrivals_.count];
        ++arrivals_.count;
        weighted = on_ * weight;
        samples  = word;
        for (Index j = 0; constant && j < width; ++j) {
            if (never[j] == 0) { continue; }
            weighted[j] = inputs_.never_na * weight[j];
            samples[j]  = -1;
        }
    }

    static LaneInts read(SpikeWord const* row, LaneInts slot)
    {
        auto const at = [=](int j) { return static_cast<std::int32_t>(row[slot[j]]); };
        return LaneInts{at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)};
    }

    static bool none(LaneInts word)
    {
        std::uint64_t part[4];
        std::memcpy(part, &word, sizeof(part));
        return (part[0] | part[1] | part[2] | part[3]) == 0;
    }

    static constexpr Index samples_at_once = 4;  //!< sums that do not wait for each other

    //! Samples past the last have no spikes.
    void add_samples(Lanes* partial, Index first) const
    {
        LaneInts bit[samples_at_once];
        Lanes sum[samples_at_once];
        for (Index b = 0; b < samples_at_once; ++b) {
            bit[b] = LaneInts{} + static_cast<std::int32_t>(SpikeWord{1} << (first + b));
            sum[b] = partial[b];
        }
        for (int k = 0; k < arrivals_.count; ++k) {
            LaneInts const samples = arrivals_.samples[k];
            Lanes const weighted   = arrivals_.weighted[k];
#pragma GCC unroll 4
            for (Index b = 0; b < samples_at_once; ++b) {
                sum[b] += where(mask_of((samples & bit[b]) == bit[b]), weighted);
            }
        }
        for (Index b = 0; b < samples_at_once; ++b) {
            partial[b] = sum[b];
        }
    }

    WindowWeights const& map_;
    DelayedInputs<Dynamics> const& inputs_;
    History<Dynamics> const& history_;
    Index now_;
    Real on_;
    Arrivals arrivals_;
    LaneTree tree_;
};

//! The strip of eight targets that ends at `end` at the latest; it may reach back to `begin`.
inline Slice strip_of(Index first, Index begin, Index end)
{
    Index const start = std::max(begin, std::min(first, end - lanes));
    return {start, std::min(start + lanes, end)};
}

template <class Dynamics>
void map_delayed_spikes(DelayedMapping<Dynamics> const& stage, Slice slice)
{
    WindowWeights const& map = stage.map;
    Index const batch        = stage.inputs.history.batch;
    thread_local std::vector<Index> inputs;
    DelayedSpikes<Dynamics> sums(stage);
    Slice const positions = positions_of(map, slice);
    for (Index p = positions.begin; p < positions.end; ++p) {
        inputs_at(map, p, inputs);
        Slice const filters = filters_of(map, p, slice);
        for (Index f = filters.begin; f < filters.end; f += lanes) {
            Slice const strip = strip_of(f, filters.begin, filters.end);
            for (Index w = 0; w < words_for(batch); ++w) {
                Lanes total[word_bits];
                sums.sum(inputs, w, strip, total);
                for (Index b = w * word_bits; b < std::min(batch, (w + 1) * word_bits); ++b) {
                    for (Index o = strip.begin; o < strip.end; ++o) {
                        Real const sum = total[b % word_bits][o - strip.begin];
                        map.output[map.output_at(b, o, p)] =
                            map.bias != nullptr ? sum + map.bias[o] : sum;
                    }
                }
            }
        }
    }
}

}  // namespace inferno::host
