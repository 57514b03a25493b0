//! Synapses that follow a model.
#pragma once

#include <type_traits>

#include "inferno/core/error.hpp"
#include "inferno/mapping/delayed_stage.hpp"
#include "inferno/mapping/stage.hpp"
#include "inferno/network/synapse.hpp"
#include "inferno/synapse/stage.hpp"

namespace inferno {

//! Bits of samples and slots that are not there must be 0 (state/history.hpp).
StateFault fault_of_history(Index elements, Index batch, Index slots);

template <class Model>
class ModelSynapse final : public Synapse {
  public:
    using Dynamics = typename Model::Dynamics;

    ModelSynapse(Model const& model, SynapseSize const& size)
        : Synapse(size), model_(model), params_(model.derive(size.step_time_ms))
    {
        state_ = make_columns<Dynamics::template State>(backend(), batch() * elements());
        if (!delayed()) { return; }
        history_slots_   = history_slots<Dynamics>(slots());
        Index const kept = history_slots_ / steps_between_states<Dynamics>;
        bits_ =
            Buffer<SpikeWord>(backend(), words_for(batch()) * elements() * (history_slots_ + 1));
        states_ = make_columns<Dynamics::template State>(backend(), kept * batch() * elements());
        steps_  = Buffer<DelaySteps>(backend(), size.delayed_weights);
        if constexpr (Dynamics::fades) {
            left_ = make_columns<Dynamics::template State>(backend(), size.delayed_weights);
        }
    }

    std::vector<Real> current_na() const override
    {
        auto const state                       = on_host(state_);
        std::vector<std::uint8_t> const spiked = seen().download();
        std::vector<Real> current;
        for (Index k = 0; k < batch() * elements(); ++k) {
            current.push_back(Dynamics::output(
                params_, load(pointers(state), k), spiked[static_cast<std::size_t>(k)] != 0));
        }
        return current;
    }

    std::map<std::string, RealView, std::less<>> columns() const override
    {
        std::map<std::string, RealView, std::less<>> found;
        auto const note = [&](char const* name, Buffer<Real> const& column) {
            found[name] = {column.data(), elements(), batch()};
        };
        Dynamics::template State<Real>::fields(note, state_);
        return found;
    }

    std::vector<Real> current_at(std::span<Real const> delays_ms,
                                 DelayReading const& reading) const override
    {
        return read(delays_ms, reading, [this](auto state, bool spike, Real at_ms) {
            if constexpr (Dynamics::fades) {
                if (at_ms > 0) {
                    Dynamics::template State<Real>::fields(
                        [](char const*, Real& field, Real part) { field = field * part; },
                        state,
                        Dynamics::fade(params_, at_ms));
                }
            }
            return Dynamics::output(params_, state, spike);
        });
    }

    std::vector<Real> spike_at(std::span<Real const> delays_ms,
                               DelayReading const& reading) const override
    {
        return read<DeltaRead>(
            delays_ms, reading, [](auto, bool spike, Real) { return spike ? Real{1} : Real{0}; });
    }

    std::optional<double> reversal_mv() const override
    {
        if constexpr (requires { model_.reversal_mv; }) { return model_.reversal_mv; }
        return std::nullopt;
    }
    bool takes_current() const override { return Dynamics::takes_current; }
    SpikeHistory past_spikes() const override
    {
        if (!delayed()) { return {}; }
        return {bits_.data(), elements(), batch(), history_slots_, head().data()};
    }

    void locate(Buffer<Real> const& delay_ms) override
    {
        if (!delayed()) { return; }
        LocateDelays<Dynamics> stage;
        stage.params   = params_;
        stage.rule     = delay_rule();
        stage.delay_ms = delay_ms.data();
        stage.table    = {steps_.data(), views(left_)};
        stage.weights  = delay_ms.size();
        backend()->submit(Stage(stage));
    }

    void clear() override
    {
        Synapse::clear();
        bits_.clear();
        auto const wipe = [](char const*, Buffer<Real>& column) { column.clear(); };
        Dynamics::template State<Real>::fields(wipe, state_);
        Dynamics::template State<Real>::fields(wipe, states_);
    }

    void visit_state(StateVisitor& state) override
    {
        if constexpr (requires { Model::name; }) { state.constant("model", Model::name); }
        Synapse::visit_state(state);
        Dynamics::template State<Real>::fields(
            [&](char const* name, Buffer<Real>& column) {
                state.array(name, column, {batch(), elements()});
            },
            state_);
        if (!delayed()) { return; }
        state.array("history",
                    bits_,
                    {words_for(batch()), elements(), history_slots_ + 1},
                    fault_of_history(elements(), batch(), history_slots_));
        Dynamics::template State<Real>::fields(
            [&](char const* name, Buffer<Real>& column) {
                Index const kept = history_slots_ / steps_between_states<Dynamics>;
                state.array("past_" + std::string(name), column, {elements(), kept, batch()});
            },
            states_);
    }

  protected:
    void submit_step(SpikeView spikes, std::span<RealView const> injected_na) override
    {
        SynapseStage<Dynamics> stage;
        stage.params = params_;
        stage.spikes = spikes;
        stage.seen   = seen().words();
        for (RealView const& current : injected_na) {
            stage.injections.values_na[stage.injections.count++] = current.values;
        }
        stage.state   = views(state_);
        stage.history = history();
        backend()->submit(Stage(stage));
    }

    Index ring_slots() const override { return history_slots_; }

    void submit_mapping(SpikeView spikes, SynapseTargets const& targets) override
    {
        delayed() && steps_.size() > 0 ? submit_delayed(targets) : submit_present(spikes, targets);
    }

    void submit_present(SpikeView spikes, SynapseTargets const& targets) const override
    {
        if constexpr (spikes_only) {
            submit_spikes(spikes, targets);
        } else {
            CurrentMapping<Dynamics> const stage{targets.map, params_, spikes, const_views(state_)};
            targets.direct ? backend()->submit(Stage(DirectCurrents<Dynamics>{stage}))
                           : backend()->submit(Stage(stage));
        }
    }

  private:
    static constexpr bool spikes_only = std::is_empty_v<typename Dynamics::template State<Real>>;
    //! Reads spikes by the rule for what does not fade.
    struct DeltaRead {
        static constexpr bool fades = false;
    };

    History<Dynamics> history()
    {
        if (!delayed()) { return {}; }
        return {bits_.data(), views(states_), elements(), batch(), history_slots_, head().data()};
    }

    void submit_delayed(SynapseTargets const& targets)
    {
        DelayedInputs<Dynamics> inputs;
        inputs.params            = params_;
        inputs.history           = history();
        inputs.steps             = steps_.data();
        inputs.left              = const_views(left_);
        inputs.never_na          = static_cast<Real>(reading().overbound.value_or(0));
        WindowWeights const& map = targets.map;
        targets.direct ? backend()->submit(Stage(
                             DelayedDirect<Dynamics>{inputs, map.weight, map.bias, map.output}))
                       : backend()->submit(Stage(DelayedMapping<Dynamics>{map, inputs}));
    }

    void submit_spikes(SpikeView spikes, SynapseTargets const& targets) const
    {
        WindowWeights const& map = targets.map;
        Real const per_spike_na  = Dynamics::output(params_, {}, true);
        if (targets.direct) {
            backend()->submit(
                Stage(DirectMapping{spikes, per_spike_na, map.weight, map.bias, map.output}));
        } else if (map.windows.whole != 0) {
            backend()->submit(Stage(
                DenseMapping{spikes, per_spike_na, map.weight, map.bias, map.output, map.filters}));
        } else {
            backend()->submit(Stage(WindowSpikes{map, spikes, per_spike_na}));
        }
    }

    using HostState = typename Dynamics::template State<std::vector<Real>>;
    static HostState on_host(typename Dynamics::template State<Buffer<Real>> const& buffers)
    {
        HostState copy;
        Dynamics::template State<Real>::fields(
            [](char const*, Buffer<Real> const& from, std::vector<Real>& to) {
                to = from.download();
            },
            buffers,
            copy);
        return copy;
    }
    static typename Dynamics::template State<Real*> pointers(HostState const& state)
    {
        typename Dynamics::template State<Real*> view;
        Dynamics::template State<Real>::fields(
            [](char const*, std::vector<Real> const& from, Real*& to) {
                to = const_cast<Real*>(from.data());
            },
            state,
            view);
        return view;
    }

    //! value(state, spike, time since then) at every delay.
    template <class Rule = Dynamics, class Value>
    std::vector<Real> read(std::span<Real const> delays_ms,
                           DelayReading const& reading,
                           Value const& value) const
    {
        require_readable(delays_ms, reading);
        std::vector<SpikeWord> bits                = bits_.download();
        HostState const states                     = on_host(delayed() ? states_ : state_);
        std::vector<std::uint8_t> const now_spiked = seen().download();
        Index const newest                         = delayed()
                                                         ? (head().download().front() + history_slots_ - 1) % history_slots_
                                                         : Index{0};
        History<Dynamics> const past{
            bits.data(), pointers(states), elements(), batch(), history_slots_, nullptr};
        Index const per_element = std::ssize(delays_ms) / (batch() * elements());
        std::vector<Real> values;
        for (Index k = 0; k < std::ssize(delays_ms); ++k) {
            Index const column = k / per_element, b = column / elements(), i = column % elements();
            auto const found =
                delayed_read<Rule>(delay_rule(reading), delays_ms[static_cast<std::size_t>(k)]);
            if (found.steps == never_arrives) {
                values.push_back(static_cast<Real>(*reading.overbound));
            } else if (!delayed()) {
                values.push_back(value(load(pointers(states), column),
                                       now_spiked[static_cast<std::size_t>(column)] != 0,
                                       Real{0}));
            } else {
                Index const slot           = history_slot(newest, found.steps, history_slots_);
                SpikeWord const* const row = past.row(b / word_bits, i);
                values.push_back(value(state_at(past, params_, row, i, slot, b),
                                       ((row[slot] >> (b % word_bits)) & 1U) != 0,
                                       found.at_ms));
            }
        }
        return values;
    }

    Model model_;
    typename Dynamics::Params params_;
    typename Dynamics::template State<Buffer<Real>> state_;   //!< [batch][elements]
    typename Dynamics::template State<Buffer<Real>> states_;  //!< History::states
    typename Dynamics::template State<Buffer<Real>> left_;    //!< DelayTable::left
    Index history_slots_ = 0;
    Buffer<SpikeWord> bits_;
    Buffer<DelaySteps> steps_;
};

template <SynapseModel Model>
AnySynapse::Maker AnySynapse::maker(Model const& model)
{
    return [model](SynapseSize const& size) {
        return std::make_unique<ModelSynapse<Model>>(model, size);
    };
}

}  // namespace inferno
