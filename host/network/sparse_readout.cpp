#include "network/sparse_readout.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace inferno::host {
namespace {

struct Synapse {
    std::uint32_t source, target, delay;
    float weight;
};

//! How many synapses each source draws, where the rule says only how many there are in all.
std::vector<std::uint32_t> drawn_degrees(Drawable const& draw)
{
    auto const* total = std::get_if<FixedTotalNumber>(draw.rule);
    if (total == nullptr || draw.unit() != DrawUnit::source) { return {}; }
    std::vector<std::uint32_t> degrees(static_cast<std::size_t>(draw.sources), 0);
    count_sources(draw, 0, total->synapses, degrees.data());
    return degrees;
}

std::vector<Synapse> draw_all(Drawable const& draw)
{
    std::vector<std::uint32_t> const degrees = drawn_degrees(draw);
    std::vector<Synapse> all;
    Drawn drawn;
    for (Index unit = 0; unit < draw.units(); ++unit) {
        draw_ends(draw, unit, degrees.empty() ? 0 : degrees[static_cast<std::size_t>(unit)], drawn);
        draw_values(draw, unit, drawn);
        for (std::size_t k = 0; k < drawn.targets.size(); ++k) {
            all.push_back({drawn.sources[k], drawn.targets[k], drawn.delays[k], drawn.weights[k]});
        }
    }
    return all;
}

}  // namespace

SynapseList drawn_synapses(ProjectionPlan const& plan)
{
    std::vector<Synapse> all = draw_all(plan.draw);
    std::stable_sort(all.begin(), all.end(), [](Synapse const& a, Synapse const& b) {
        return std::tie(a.source, a.target, a.delay) < std::tie(b.source, b.target, b.delay);
    });
    auto const to_steps = static_cast<float>(1 / plan.step());
    SynapseList list;
    for (Synapse const& synapse : all) {
        list.sources.push_back(synapse.source);
        list.targets.push_back(synapse.target);
        list.weights.push_back(static_cast<double>(std::lrintf(synapse.weight * to_steps)) *
                               plan.step());
        list.delays_ms.push_back(synapse.delay * plan.draw.step_time_ms);
    }
    return list;
}

}  // namespace inferno::host
