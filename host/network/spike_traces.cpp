#include "inferno/network/spike_traces.hpp"

#include <cmath>

#include "inferno/state/values.hpp"

namespace inferno {

void require_trained(std::string const& who, Cell const& cell, std::string_view parameter)
{
    Updater const* const updater = cell.connection->updater();
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

SpikeTraces SpikeTraces::watch(Cell const& cell, PairConfig const& pair, bool rates_in_amplitudes)
{
    double const dt_ms = cell.connection->step_time_ms();
    auto const watched = [&](SpikeView spikes, double tc_ms, double rate) {
        double const amplitude = rates_in_amplitudes ? std::abs(rate) : 1;
        return cell.layer->watch(spikes,
                                 make_trace_params(dt_ms, tc_ms, amplitude, pair.trace_mode));
    };
    SpikeTraces traces;
    traces.pre  = watched(cell.connection->synapse_spikes(), pair.tc_pre_ms, pair.lr_post);
    traces.post = watched(cell.neurons->spikes(), pair.tc_post_ms, pair.lr_pre);
    return traces;
}

SpikeRule SpikeTraces::rule(PairConfig const& pair, BatchReduction reduction) const
{
    SpikeRule rule;
    rule.pre.seen  = pre->view();
    rule.post.seen = post->view();
    rule.signs     = {pair.lr_post >= 0, pair.lr_pre >= 0};
    rule.reduction = reduction;
    return rule;
}

}  // namespace inferno
