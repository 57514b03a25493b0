#include "inferno/network/spike_traces.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/state/values.hpp"

namespace inferno {

void require_cell(std::string const& who, Cell const& cell)
{
    auto const same = [&](Cell const& known) {
        return known.connection == cell.connection && known.neurons == cell.neurons;
    };
    INFERNO_REQUIRE(!cell.layer_alive.expired() && std::ranges::any_of(cell.layer->cells(), same),
                    who << ": is no cell of its layer; take one from its cell() or add_cell()");
}

void require_trained(std::string const& who, Cell const& cell, std::string_view parameter)
{
    Updater const* const updater = cell.connection->updater();
    try {
        cell.connection->parameter(parameter);
    } catch (ArgumentError const& error) {
        throw StateError(who + ": " + error.what());
    }
    INFERNO_CHECK(StateError,
                  updater != nullptr && updater->trains(parameter),
                  who << ": its connection does not train \"" << parameter
                      << "\"; call make_updater() first");
}

void require_valid(PairConfig const& pair)
{
    require_values("lr_post", pair.lr_post, 1);
    require_values("lr_pre", pair.lr_pre, 1);
    require_positive("tc_post_ms", pair.tc_post_ms, 1);
    require_positive("tc_pre_ms", pair.tc_pre_ms, 1);
}

namespace {

//! Trace monitors of one cell.
struct Watcher {
    Cell cell;
    PairConfig pair;

    TraceParams params(double tc_ms, double amplitude) const
    {
        return make_trace_params(
            cell.connection->step_time_ms(), tc_ms, amplitude, pair.trace_mode);
    }
    std::shared_ptr<TraceMonitor> plain(SpikeView spikes, TraceShape trace, bool keeps_before) const
    {
        return std::make_shared<TraceMonitor>(
            cell.connection->backend(), spikes, params(trace.tc_ms, trace.amplitude), keeps_before);
    }
    //! Of a pair of fast and slow traces both reach back by one more step; where delays change, the
    //! trace before the last step is read at the old delay. Slow traces lag by a step.
    DelayedTraces delayed(std::shared_ptr<TraceMonitor> const& now,
                          TraceShape trace,
                          Index more_steps,
                          Index lag) const
    {
        DelayedTraces made;
        if (!cell.connection->keeps_past()) { return made; }
        FadingTrace::Params const fading{params(trace.tc_ms, trace.amplitude),
                                         static_cast<Real>(trace.tc_ms)};
        if (pair.delayed) {
            made.past = std::make_shared<PastTrace>(*cell.connection, now, fading, more_steps);
        } else {
            made.arrived =
                std::make_shared<ArrivedTrace>(*cell.connection, now, fading, more_steps + 1, lag);
            cell.connection->on_delays(
                made.arrived, [follows = made.arrived.get()] { follows->follow_delays(); });
        }
        return made;
    }
};

}  // namespace

SpikeTraces SpikeTraces::watch(Cell const& cell,
                               PairConfig const& pair,
                               bool rates_in_amplitudes,
                               Index more_steps)
{
    Watcher const watcher{cell, pair};
    auto const amplitude = [&](double rate) { return rates_in_amplitudes ? std::abs(rate) : 1; };
    TraceShape const pre{pair.tc_pre_ms, amplitude(pair.lr_post)};
    TraceShape const post{pair.tc_post_ms, amplitude(pair.lr_pre)};
    SpikeTraces traces;
    traces.pre         = watcher.plain(cell.connection->synapse_spikes(), pre, false);
    traces.post        = watcher.plain(cell.neurons->spikes(), post, false);
    traces.delayed_pre = watcher.delayed(traces.pre, pre, more_steps, 0);
    return traces;
}

void SpikeTraces::watch_slow(Cell const& cell,
                             PairConfig const& pair,
                             TraceShape pre_trace,
                             TraceShape post_trace)
{
    Watcher const watcher{cell, pair};
    post_slow    = watcher.plain(cell.neurons->spikes(), post_trace, true);
    pre_slow     = watcher.plain(cell.connection->synapse_spikes(), pre_trace, true);
    delayed_slow = watcher.delayed(pre_slow, pre_trace, 1, 1);
}

SpikeRule SpikeTraces::rule(PairConfig const& pair, BatchReduction reduction) const
{
    SpikeRule rule;
    rule.pre.seen  = pre->view();
    rule.post.seen = post->view();
    if (pre_slow) { rule.pre.slow_before = pre_slow->before(); }
    if (post_slow) { rule.post.slow_before = post_slow->before(); }
    rule.signs     = {pair.lr_post >= 0, pair.lr_pre >= 0};
    rule.reduction = reduction;
    return rule;
}

PastSources SpikeTraces::delayed_sources() const
{
    if (delayed_pre.past) {
        PastSources sources = delayed_pre.past->view();
        if (delayed_slow.past) {
            sources.slow_states = delayed_slow.past->states();
            sources.slow        = delayed_slow.past->params();
        }
        return sources;
    }
    PastSources sources = delayed_pre.arrived->view();
    if (delayed_slow.arrived) {
        sources.slow_states  = delayed_slow.arrived->states();
        sources.slow         = delayed_slow.arrived->params();
        sources.arrived_slow = delayed_slow.arrived->at_weights();
    }
    return sources;
}

}  // namespace inferno
