#include "network/sparse_fill.hpp"

#include <functional>
#include <mutex>

namespace inferno::host {
namespace {

std::atomic_ref<std::uint32_t> shared(std::uint32_t& counter)
{
    return std::atomic_ref<std::uint32_t>(counter);
}

void count_total(Filling& filling, ThreadPool& pool)
{
    Drawable const& draw = filling.plan->draw;
    auto const synapses  = static_cast<Index>(draw.expected_synapses());
    std::mutex merging;
    in_pieces(pool, synapses, Index{1} << 22, [&](Index first, Index end) {
        std::vector<std::uint32_t> counts(static_cast<std::size_t>(draw.sources));
        count_sources(draw, first, end, counts.data());
        std::lock_guard const lock(merging);
        std::transform(counts.begin(),
                       counts.end(),
                       filling.degree.begin(),
                       filling.degree.begin(),
                       std::plus<>());
    });
}

}  // namespace

void count_degrees(Filling& filling, ThreadPool& pool)
{
    Drawable const& draw = filling.plan->draw;
    filling.degree.assign(static_cast<std::size_t>(draw.sources), 0);
    bool const total = std::holds_alternative<FixedTotalNumber>(*draw.rule);
    if (draw.unit() == DrawUnit::source && total) { return count_total(filling, pool); }
    in_pieces(pool, draw.units(), sources_at_once, [&](Index first, Index end) {
        Drawn drawn;
        for (Index unit = first; unit < end; ++unit) {
            draw_ends(draw, unit, 0, drawn);
            if (draw.unit() == DrawUnit::source) {
                filling.degree[static_cast<std::size_t>(unit)] =
                    static_cast<std::uint32_t>(drawn.targets.size());
                continue;
            }
            for (std::uint32_t const source : drawn.sources) {
                shared(filling.degree[source]).fetch_add(1, std::memory_order_relaxed);
            }
        }
    });
}

void draw_waiting(Filling& filling, Index first, Index end, ThreadPool& pool)
{
    filling.begin.assign(1, 0);
    for (Index s = first; s < end; ++s) {
        filling.begin.push_back(filling.begin.back() + filling.degree[static_cast<std::size_t>(s)]);
    }
    filling.waiting.resize(filling.begin.back());
    std::vector<std::uint32_t> taken(static_cast<std::size_t>(end - first), 0);
    Drawable const& draw = filling.plan->draw;
    in_pieces(pool, draw.units(), sources_at_once, [&](Index first_unit, Index end_unit) {
        Drawn drawn;
        for (Index unit = first_unit; unit < end_unit; ++unit) {
            draw_ends(draw, unit, 0, drawn);
            draw_values(draw, unit, drawn);
            for (std::size_t k = 0; k < drawn.sources.size(); ++k) {
                Index const source = drawn.sources[k];
                if (source < first || source >= end) { continue; }
                auto const at = static_cast<std::size_t>(source - first);
                std::uint32_t const place =
                    shared(taken[at]).fetch_add(1, std::memory_order_relaxed);
                filling.waiting[filling.begin[at] + place] = {
                    drawn.targets[k], drawn.weights[k], drawn.delays[k]};
            }
        }
    });
}

}  // namespace inferno::host
