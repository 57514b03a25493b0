//! Delayed mapping of synapses with a memory: lanes are samples. The states of one input over the
//! whole record are laid out once, from those that are kept, and then read by every weight of it.
#pragma once

#include "inferno/mapping/delayed_stage.hpp"
#include "inferno/mapping/lane_tree.hpp"
#include "inferno/mapping/window_loop.hpp"

namespace inferno::host {

//! The states of one input in up to `groups` x 8 samples, at every slot of the record.
template <class Dynamics, int groups>
class StatesOfInput {
  public:
    static constexpr Index width = groups * lanes;
    template <class T>
    using State = typename Dynamics::template State<T>;

    void start(History<Dynamics> const& history)
    {
        history_ = history;
        State<Real>::fields(
            [&](char const*, std::vector<Real>& field, Real*& at) {
                field.resize(static_cast<std::size_t>(history.slots * width));
                at = field.data();
            },
            memory_,
            at_);
    }

    //! Lays out samples [first, first + count). All pieces between two kept states take a step
    //! before any takes the next: they do not wait for each other.
    void lay_out(typename Dynamics::Params const& params, Index input, Index first, Index count)
    {
        constexpr Index between = steps_between_states<Dynamics>;
        row_                    = history_.row(first / word_bits, input);
        for (Index slot = 0; slot < history_.slots; slot += between) {
            Index const from = history_.state(input, slot, first);
            for (Index b = 0; b < count; ++b) {
                store(at_, slot * width + b, load(history_.states, from + b));
            }
        }
        for (Index next = 1; next < between; ++next) {
            for (Index slot = next; slot < history_.slots; slot += between) {
                step(params, slot);
            }
        }
    }

    //! sums[b] += weight * what weight k reads, for all samples.
    void add(DelayedInputs<Dynamics> const& inputs, Index k, Index now, Real weight, Real* sums)
    {
        if (inputs.steps[k] == never_arrives) {
            for (Index b = 0; b < width; ++b) {
                sums[b] += inputs.never_na * weight;
            }
            return;
        }
        Index const slot = history_slot(now, inputs.steps[k], history_.slots);
        if constexpr (Dynamics::fades) {
            State<Real> const left = load(inputs.left, k);
            bool on_step           = true;  // nothing has faded
            State<Real>::fields([&](char const*, Real part) { on_step &= part == 1; }, left);
            if (!on_step) {
                return add_slot(inputs.params, slot, weight, sums, [left](State<Real>& state) {
                    fade(state, left);
                });
            }
        }
        add_slot(inputs.params, slot, weight, sums, [](State<Real>&) {});
    }

  private:
    template <class Change>
    void add_slot(typename Dynamics::Params const& params,
                  Index slot,
                  Real weight,
                  Real* sums,
                  Change const& change)
    {
        SpikeWord const word = row_[slot];
        auto const at        = at_;
        auto const p         = params;
        auto const changed   = change;
#pragma GCC ivdep
        for (Index b = 0; b < width; ++b) {
            auto state = load(at, slot * width + b);
            changed(state);
            sums[b] += Dynamics::output(p, state, ((word >> b) & 1U) != 0) * weight;
        }
    }

    void step(typename Dynamics::Params const& params, Index slot)
    {
        SpikeWord const word = row_[slot];
        auto const at        = at_;
        auto const p         = params;
#pragma GCC ivdep
        for (Index b = 0; b < width; ++b) {
            auto state = load(at, (slot - 1) * width + b);
            Dynamics::step(p, state, ((word >> b) & 1U) != 0, Real{0});
            store(at, slot * width + b, state);
        }
    }

    History<Dynamics> history_;
    State<std::vector<Real>> memory_;
    State<Real*> at_;
    SpikeWord const* row_ = nullptr;
};

//! Targets [begin, end) of one position for samples [first, first + count), at most 32.
template <class Dynamics, int groups>
void sum_delayed_states(
    DelayedMapping<Dynamics> const& stage, Index position, Slice targets, Index first, Index count)
{
    constexpr Index width    = groups * lanes;
    WindowWeights const& map = stage.map;
    Index const now          = *stage.inputs.history.head;
    Index const taps         = map.windows.taps();
    Index const words        = words_for(taps);
    thread_local StatesOfInput<Dynamics, groups> states;
    thread_local LaneTree tree;
    thread_local std::vector<Index> inputs;
    thread_local std::vector<Lanes> partial;
    states.start(stage.inputs.history);
    inputs_at(map, position, inputs);
    auto const size = static_cast<std::size_t>((targets.end - targets.begin) * groups);
    tree.start(size);
    for (Index p = 0; p < std::min<Index>(sum_partials, words); ++p) {
        partial.assign(size, Lanes{});
        Real* const sums = reinterpret_cast<Real*>(partial.data());
        for (Index w = p; w < words; w += sum_partials) {
            for (Index t = w * word_bits; t < std::min(taps, (w + 1) * word_bits); ++t) {
                Index const input = inputs[static_cast<std::size_t>(t)];
                if (input < 0) { continue; }
                states.lay_out(stage.inputs.params, input, first, count);
                for (Index o = targets.begin; o < targets.end; ++o) {
                    Index const k = t * map.filters + o;
                    states.add(
                        stage.inputs, k, now, map.weight[k], sums + (o - targets.begin) * width);
                }
            }
        }
        tree.push(partial.data());
    }
    for (Index o = targets.begin; o < targets.end; ++o) {
        for (Index b = 0; b < count; ++b) {
            auto const at  = static_cast<std::size_t>((o - targets.begin) * groups + b / lanes);
            Real const sum = tree.total(at)[b % lanes];
            map.output[map.output_at(first + b, o, position)] =
                map.bias != nullptr ? sum + map.bias[o] : sum;
        }
    }
}

template <class Dynamics>
void map_delayed_states(DelayedMapping<Dynamics> const& stage, Slice slice)
{
    using Sum = void (*)(DelayedMapping<Dynamics> const&, Index, Slice, Index, Index);
    static constexpr Sum by_groups[] = {sum_delayed_states<Dynamics, 1>,
                                        sum_delayed_states<Dynamics, 2>,
                                        sum_delayed_states<Dynamics, 3>,
                                        sum_delayed_states<Dynamics, 4>};
    constexpr Index targets_at_once  = 128;  // their sums stay in the nearest cache
    WindowWeights const& map         = stage.map;
    Index const batch                = stage.inputs.history.batch;
    Slice const positions            = positions_of(map, slice);
    for (Index p = positions.begin; p < positions.end; ++p) {
        Slice const filters = filters_of(map, p, slice);
        for (Index f = filters.begin; f < filters.end; f += targets_at_once) {
            Slice const some = {f, std::min(f + targets_at_once, filters.end)};
            for (Index first = 0; first < batch; first += word_bits) {
                Index const count = std::min(batch - first, word_bits);
                by_groups[(count - 1) / lanes](stage, p, some, first, count);
            }
        }
    }
}

}  // namespace inferno::host
