#include "network/sparse_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "network/sparse_bit_maker.hpp"
#include "network/sparse_fill.hpp"
#include "network/sparse_kernel_fill.hpp"
#include "network/sparse_row_maker.hpp"
#include "network/sparse_run_maker.hpp"

namespace inferno::host {
namespace {

constexpr Index temporary_bytes = Index{1} << 30;  //!< for synapses on their way to their source

//! Memory that is filled by the host and then belongs to the backend.
template <class T>
class Staged {
  public:
    Staged(BackendPointer const& backend, Index count) : buffer_(backend, count)
    {
        if (backend->name() != "host") { values_.resize(static_cast<std::size_t>(count)); }
    }
    T* data() { return values_.empty() ? buffer_.data() : values_.data(); }
    Buffer<T> finish()
    {
        if (!values_.empty()) { buffer_.upload(values_); }
        return std::move(buffer_);
    }

  private:
    Buffer<T> buffer_;
    std::vector<T> values_;
};

//! Adds the synapses that a source has in one projection.
template <class Maker>
void add_synapses(Filling const& filling, Index source, Index first, Maker& maker, Drawn& drawn)
{
    ProjectionPlan const& plan = *filling.plan;
    Drawable const& draw       = plan.draw;
    int const shift            = weight_shift(plan);
    auto const to_steps        = static_cast<float>(1 / plan.step());
    auto const whole           = [=](float weight) {
        return WholeWeight{
            static_cast<std::int32_t>(std::lrintf(weight * to_steps)), shift, weight};
    };
    if (draw.unit() == DrawUnit::source) {
        draw_ends(draw, source, filling.degree[static_cast<std::size_t>(source)], drawn);
        draw_values(draw, source, drawn);
        for (std::size_t k = 0; k < drawn.targets.size(); ++k) {
            maker.add(plan, drawn.targets[k], drawn.delays[k], whole(drawn.weights[k]));
        }
        return;
    }
    auto const at = static_cast<std::size_t>(source - first);
    for (std::uint64_t k = filling.begin[at]; k < filling.begin[at + 1]; ++k) {
        Waiting const& synapse = filling.waiting[k];
        maker.add(plan, synapse.target, synapse.delay, whole(synapse.weight));
    }
}

//! Sources [first, end) of the table, counted from its first, as positions in a projection.
struct Part {
    Index first, end;
    bool empty() const { return first >= end; }
};
Part part_of(Filling const& filling, SynapseTable const& table, Index first, Index end)
{
    Index const offset = filling.first_source - table.first_source;
    return {std::max<Index>(first - offset, 0), std::min(end - offset, filling.plan->draw.sources)};
}

//! The end of the sources that are filled together: their temporary synapses fit.
Index end_of_chunk(std::vector<Filling> const& fillings, SynapseTable const& table, Index first)
{
    Index bytes = 0;
    for (Index s = first; s < table.sources; ++s) {
        for (Filling const& filling : fillings) {
            Part const one = part_of(filling, table, s, s + 1);
            if (one.empty() || filling.plan->draw.unit() == DrawUnit::source) { continue; }
            bytes += filling.degree[static_cast<std::size_t>(one.first)] * Index{sizeof(Waiting)};
        }
        if (bytes > temporary_bytes && s > first) { return s; }
    }
    return table.sources;
}

//! `blank` is a maker of rows that each thread gets a copy of.
template <class Maker>
Buffer<typename Maker::Synapse> fill(SynapseTable& table,
                                     std::vector<Filling>& fillings,
                                     BackendPointer const& backend,
                                     SparseLayout const& layout,
                                     Maker const& blank,
                                     ThreadPool& pool)
{
    Staged<std::uint64_t> begins(backend, table.sources);
    Staged<std::uint32_t> ends(backend, table.sources * layout.partitions());
    Index sum = 0;
    for (Index s = 0; s < table.sources; ++s) {
        begins.data()[s] = static_cast<std::uint64_t>(sum);
        Index degree     = 0;
        for (Filling const& filling : fillings) {
            Part const one = part_of(filling, table, s, s + 1);
            if (!one.empty()) { degree += filling.degree[static_cast<std::size_t>(one.first)]; }
        }
        sum += blank.room(degree);
    }
    Staged<typename Maker::Synapse> synapses(backend, sum);
    for (Index first = 0, end = 0; first < table.sources; first = end) {
        end = end_of_chunk(fillings, table, first);
        for (Filling& filling : fillings) {
            Part const part = part_of(filling, table, first, end);
            if (part.empty() || filling.plan->draw.unit() == DrawUnit::source) { continue; }
            draw_waiting(filling, part.first, part.end, pool);
        }
        in_pieces(pool, end - first, sources_at_once, [&](Index begin, Index stop) {
            Maker maker = blank;
            Drawn drawn;
            for (Index s = first + begin; s < first + stop; ++s) {
                for (Filling const& filling : fillings) {
                    Part const one   = part_of(filling, table, s, s + 1);
                    Part const chunk = part_of(filling, table, first, end);
                    if (one.empty()) { continue; }
                    add_synapses(filling, one.first, chunk.first, maker, drawn);
                }
                maker.write(synapses.data() + begins.data()[s],
                            ends.data() + s * layout.partitions());
            }
        });
    }
    table.begins = begins.finish();
    table.ends   = ends.finish();
    return synapses.finish();
}

int packed_weight_bits(PlaceBits bits) { return 32 - bits.both(); }

//! What a table's stage needs to be the same for all its projections.
struct TableKey {
    SynapseStorage storage;
    std::int32_t weight;
    std::uint32_t delay;
    int weight_shift;
    std::uint64_t alone                    = 0;  //!< of projections that share no table
    bool operator==(TableKey const&) const = default;
};

TableKey key_of(ProjectionPlan const& plan)
{
    if (plan.storage == SynapseStorage::plastic || plan.storage == SynapseStorage::procedural) {
        return {plan.storage, 0, 0, 0, plan.draw.number};
    }
    if (plan.storage == SynapseStorage::wide) { return {plan.storage, 0, 0, 0}; }
    if (plan.storage == SynapseStorage::packed) { return {plan.storage, 0, 0, weight_shift(plan)}; }
    SynapseConfig const& config = *plan.draw.config;
    auto const weight           = std::llrint(config.weight.first() / plan.unit);
    auto const delay = std::floor(config.delay_ms.first() / plan.draw.step_time_ms + 0.5);
    bool const alone = plan.storage == SynapseStorage::bits;
    return {plan.storage,
            static_cast<std::int32_t>(weight),
            static_cast<std::uint32_t>(delay),
            0,
            alone ? plan.draw.number : 0};
}

}  // namespace

std::vector<SynapseTable> make_tables(std::vector<ProjectionPlan>& projections,
                                      SparseLayout const& layout)
{
    std::vector<SynapseTable> tables;
    std::vector<TableKey> keys;
    for (ProjectionPlan& plan : projections) {
        TableKey const key = key_of(plan);
        auto const found   = std::find(keys.begin(), keys.end(), key);
        auto const at      = static_cast<std::size_t>(found - keys.begin());
        if (found == keys.end()) {
            keys.push_back(key);
            SynapseTable& table = tables.emplace_back();
            table.storage       = key.storage;
            table.weight        = key.weight;
            table.delay         = key.delay;
            table.weight_shift  = key.weight_shift;
        }
        tables[at].projections.push_back(&plan);
    }
    for (SynapseTable& table : tables) {
        Index first = layout.neurons();
        Index end   = 0;
        for (ProjectionPlan const* const plan : table.projections) {
            first = std::min(first, layout.first_neuron(plan->source_population));
            end   = std::max(end, layout.first_neuron(plan->source_population + 1));
        }
        table.first_source = first;
        table.sources      = end - first;
    }
    return tables;
}

void fill_table(SynapseTable& table,
                BackendPointer const& backend,
                SparseLayout const& layout,
                PlaceBits bits,
                ThreadPool& pool)
{
    if (backend->name() != "host" && kernels_can_fill(table)) {
        return fill_by_kernels(table, backend, layout, bits, pool);
    }
    std::vector<Filling> fillings;
    for (ProjectionPlan* const plan : table.projections) {
        Filling filling{plan, layout.first_neuron(plan->source_population), {}, {}, {}};
        count_degrees(filling, pool);
        plan->synapses = std::accumulate(filling.degree.begin(), filling.degree.end(), Index{0});
        table.synapses += plan->synapses;
        fillings.push_back(std::move(filling));
    }
    auto const filled = [&](auto const& blank) {
        return fill(table, fillings, backend, layout, blank, pool);
    };
    bool const waits = table.due != nullptr;
    switch (table.storage) {
        case SynapseStorage::uniform:
            table.uniform = filled(RowMaker(layout, UniformForm{}));
            break;
        case SynapseStorage::packed:
            table.packed =
                waits ? filled(RunMaker<NarrowRunForm>(layout, table.delay))
                      : filled(RowMaker(layout, PackedForm{bits, packed_weight_bits(bits)}));
            break;
        case SynapseStorage::wide:
            table.wide = waits ? filled(RunMaker<WideRunForm>(layout, table.delay))
                               : filled(RowMaker(layout, WideForm{bits}));
            break;
        case SynapseStorage::bits: {
            BitMaker const blank(layout, *table.projections.front());
            table.origins = Buffer<std::uint32_t>(backend, std::span(blank.origins()));
            table.counts  = Buffer<std::uint32_t>(backend, std::span(blank.counts()));
            table.bits    = filled(blank);
            break;
        }
        case SynapseStorage::procedural: {
            ProjectionPlan const& plan = *table.projections.front();
            table.drawn                = std::make_unique<DrawnMemory>(
                backend, drawn_target(plan), fillings.front().degree, layout);
            break;
        }
        case SynapseStorage::plastic:
            table.plastic->take(filled(RowMaker(layout, PlasticForm{bits})));
            break;
    }
}

}  // namespace inferno::host
