#include "network/sparse_rows.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>

namespace inferno::host {
namespace {

constexpr Index sources_at_once = 64;              //!< that a thread takes on
constexpr Index temporary_bytes = Index{1} << 30;  //!< for synapses on their way to their source

//! A synapse that was drawn by its target and waits for its source's turn.
struct Waiting {
    std::uint32_t target;
    float weight;
    std::uint32_t delay;
};

//! Runs job(first, end) over pieces of [0, count) on all threads.
template <class Job>
void in_pieces(ThreadPool& pool, Index count, Index piece, Job const& job)
{
    std::atomic<Index> next{0};
    pool.run(pool.threads(), [&](int) {
        for (Index first = next.fetch_add(piece); first < count; first = next.fetch_add(piece)) {
            job(first, std::min(first + piece, count));
        }
    });
}

//! What is known of one projection of a table while it is filled.
struct Filling {
    ProjectionPlan* plan;
    Index first_source;                 //!< in the network
    std::vector<std::uint32_t> degree;  //!< [sources]
    // of the sources at work, for projections that are not drawn by source:
    std::vector<std::uint64_t> begin;
    std::vector<Waiting> waiting;
};

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

//! How many synapses each source has.
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

//! Draws the synapses of sources [first, end) of a projection that is not drawn by source.
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

//! How a form of synapse is written: make() gives a key that sorts by place, then by weight, and
//! synapse() what is stored.
struct UniformForm {
    using Key     = std::uint16_t;
    using Synapse = std::uint16_t;
    Key make(std::uint32_t place, std::uint32_t, float) const
    {
        return static_cast<std::uint16_t>(place);
    }
    Synapse synapse(Key key) const { return key; }
};

struct PackedForm {
    using Key     = std::uint32_t;
    using Synapse = std::uint32_t;
    PlaceBits bits;
    int weight_bits;
    Key make(std::uint32_t place, std::uint32_t delay, float weight) const
    {
        std::int32_t const most = (std::int32_t{1} << (weight_bits - 1)) - 1;
        auto const whole = std::clamp(static_cast<std::int32_t>(std::lrintf(weight)), -most, most);
        std::uint32_t const synapse =
            static_cast<std::uint32_t>(whole) << bits.both() | delay << bits.target | place;
        return std::rotl(synapse, weight_bits);
    }
    Synapse synapse(Key key) const { return std::rotr(key, weight_bits); }
};

struct WideForm {
    using Key     = std::uint64_t;
    using Synapse = WideSynapse;
    PlaceBits bits;
    Key make(std::uint32_t place, std::uint32_t delay, float weight) const
    {
        auto const whole = static_cast<std::int32_t>(std::lrintf(weight));
        return std::uint64_t{delay << bits.target | place} << 32 |
               static_cast<std::uint32_t>(whole);
    }
    Synapse synapse(Key key) const
    {
        return {static_cast<std::uint32_t>(key >> 32), static_cast<std::int32_t>(key)};
    }
};

struct PlasticForm {
    using Key     = std::uint64_t;
    using Synapse = PlasticSynapse;
    PlaceBits bits;
    Key make(std::uint32_t place, std::uint32_t delay, float weight) const
    {
        return std::uint64_t{delay << bits.target | place} << 32 |
               std::bit_cast<std::uint32_t>(weight);
    }
    Synapse synapse(Key key) const
    {
        return {static_cast<std::uint32_t>(key >> 32),
                std::bit_cast<Real>(static_cast<std::uint32_t>(key))};
    }
};

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

//! One thread's way from drawn synapses to rows.
template <class Form>
class RowMaker {
  public:
    using Key     = typename Form::Key;
    using Synapse = typename Form::Synapse;

    RowMaker(SparseLayout const& layout, Form const& form)
        : layout_(&layout), form_(form), counts_(static_cast<std::size_t>(layout.partitions()))
    {
    }

    void add(ProjectionPlan const& plan, std::uint32_t target, std::uint32_t delay, float scaled)
    {
        SparseLayout::Target const at = layout_->target(plan.target_population, target, plan.port);
        keys_.push_back(form_.make(at.place, delay, scaled));
        partitions_.push_back(at.partition);
    }

    //! Writes the synapses added since the last row, and where those of each partition end.
    void write(Synapse* row, std::uint32_t* ends)
    {
        std::fill(counts_.begin(), counts_.end(), 0);
        for (std::uint32_t const partition : partitions_) {
            ++counts_[partition];
        }
        std::uint32_t sum = 0;
        for (std::size_t p = 0; p < counts_.size(); ++p) {
            ends[p]    = sum + counts_[p];
            counts_[p] = std::exchange(sum, ends[p]);  // now: where the next one goes
        }
        sorted_.resize(keys_.size());
        for (std::size_t k = 0; k < keys_.size(); ++k) {
            sorted_[counts_[partitions_[k]]++] = keys_[k];
        }
        auto const begin = sorted_.begin();
        for (std::size_t p = 0; p < counts_.size(); ++p) {
            std::sort(begin + (p == 0 ? 0 : ends[p - 1]), begin + ends[p]);
        }
        std::transform(
            sorted_.begin(), sorted_.end(), row, [this](Key key) { return form_.synapse(key); });
        keys_.clear();
        partitions_.clear();
    }

  private:
    SparseLayout const* layout_;
    Form form_;
    std::vector<std::uint32_t> counts_;
    std::vector<Key> keys_, sorted_;
    std::vector<std::uint32_t> partitions_;
};

//! Adds the synapses that a source has in one projection.
template <class Maker>
void add_synapses(
    Filling const& filling, Index source, Index first, Maker& maker, Drawn& drawn, double scale)
{
    ProjectionPlan const& plan = *filling.plan;
    Drawable const& draw       = plan.draw;
    bool const learns          = plan.storage == SynapseStorage::plastic;
    auto const to_unit         = learns ? 1.0F : static_cast<float>(1 / (plan.unit * scale));
    if (draw.unit() == DrawUnit::source) {
        draw_ends(draw, source, filling.degree[static_cast<std::size_t>(source)], drawn);
        draw_values(draw, source, drawn);
        for (std::size_t k = 0; k < drawn.targets.size(); ++k) {
            maker.add(plan, drawn.targets[k], drawn.delays[k], drawn.weights[k] * to_unit);
        }
        return;
    }
    auto const at = static_cast<std::size_t>(source - first);
    for (std::uint64_t k = filling.begin[at]; k < filling.begin[at + 1]; ++k) {
        Waiting const& synapse = filling.waiting[k];
        maker.add(plan, synapse.target, synapse.delay, synapse.weight * to_unit);
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

template <class Form>
Buffer<typename Form::Synapse> fill(SynapseTable& table,
                                    std::vector<Filling>& fillings,
                                    BackendPointer const& backend,
                                    SparseLayout const& layout,
                                    Form const& form,
                                    ThreadPool& pool)
{
    Staged<typename Form::Synapse> synapses(backend, table.synapses);
    Staged<std::uint64_t> begins(backend, table.sources);
    Staged<std::uint32_t> ends(backend, table.sources * layout.partitions());
    std::uint64_t sum = 0;
    for (Index s = 0; s < table.sources; ++s) {
        begins.data()[s] = sum;
        for (Filling const& filling : fillings) {
            Part const one = part_of(filling, table, s, s + 1);
            if (!one.empty()) { sum += filling.degree[static_cast<std::size_t>(one.first)]; }
        }
    }
    double const scale = std::exp2(table.weight_shift);
    for (Index first = 0, end = 0; first < table.sources; first = end) {
        end = end_of_chunk(fillings, table, first);
        for (Filling& filling : fillings) {
            Part const part = part_of(filling, table, first, end);
            if (part.empty() || filling.plan->draw.unit() == DrawUnit::source) { continue; }
            draw_waiting(filling, part.first, part.end, pool);
        }
        in_pieces(pool, end - first, sources_at_once, [&](Index begin, Index stop) {
            RowMaker<Form> maker(layout, form);
            Drawn drawn;
            for (Index s = first + begin; s < first + stop; ++s) {
                for (Filling const& filling : fillings) {
                    Part const one   = part_of(filling, table, s, s + 1);
                    Part const chunk = part_of(filling, table, first, end);
                    if (one.empty()) { continue; }
                    add_synapses(filling, one.first, chunk.first, maker, drawn, scale);
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
    std::uint64_t alone                    = 0;  //!< plastic projections share no table
    bool operator==(TableKey const&) const = default;
};

TableKey key_of(ProjectionPlan const& plan)
{
    if (plan.storage == SynapseStorage::plastic) { return {plan.storage, 0, 0, plan.draw.number}; }
    if (plan.storage != SynapseStorage::uniform) { return {plan.storage, 0, 0}; }
    SynapseConfig const& config = *plan.draw.config;
    auto const weight           = std::llrint(config.weight.first() / plan.unit);
    auto const delay = std::floor(config.delay_ms.first() / plan.draw.step_time_ms + 0.5);
    return {plan.storage, static_cast<std::int32_t>(weight), static_cast<std::uint32_t>(delay)};
}

//! The least shift with which every weight fits its bits.
int shift_for(SynapseTable const& table, PlaceBits bits)
{
    double most = 0;
    for (ProjectionPlan const* const plan : table.projections) {
        Distribution const& weight = plan->draw.config->weight;
        most = std::max({most, weight.greatest() / plan->unit, -weight.least() / plan->unit});
    }
    int shift = 0;
    while (std::ldexp(most, -shift) > std::ldexp(1.0, packed_weight_bits(bits) - 1) - 1) {
        ++shift;
    }
    return shift;
}

}  // namespace

std::vector<SynapseTable> make_tables(std::vector<ProjectionPlan>& projections,
                                      SparseLayout const& layout,
                                      PlaceBits bits)
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
        if (table.storage == SynapseStorage::packed) {
            table.weight_shift = shift_for(table, bits);
        }
    }
    return tables;
}

void fill_table(SynapseTable& table,
                BackendPointer const& backend,
                SparseLayout const& layout,
                PlaceBits bits,
                ThreadPool& pool)
{
    std::vector<Filling> fillings;
    for (ProjectionPlan* const plan : table.projections) {
        Filling filling{plan, layout.first_neuron(plan->source_population), {}, {}, {}};
        count_degrees(filling, pool);
        plan->synapses = std::accumulate(filling.degree.begin(), filling.degree.end(), Index{0});
        table.synapses += plan->synapses;
        fillings.push_back(std::move(filling));
    }
    switch (table.storage) {
        case SynapseStorage::uniform:
            table.uniform = fill(table, fillings, backend, layout, UniformForm{}, pool);
            break;
        case SynapseStorage::packed:
            table.packed = fill(
                table, fillings, backend, layout, PackedForm{bits, packed_weight_bits(bits)}, pool);
            break;
        case SynapseStorage::wide:
            table.wide = fill(table, fillings, backend, layout, WideForm{bits}, pool);
            break;
        case SynapseStorage::plastic:
            table.plastic->take(fill(table, fillings, backend, layout, PlasticForm{bits}, pool));
            break;
    }
}

Delivery SynapseTable::delivery(ExchangeView const& exchange, RingView const& ring) const
{
    Delivery delivery;
    delivery.exchange = exchange;
    delivery.ring     = ring;
    delivery.rows     = {first_source, sources, exchange.partitions, begins.data(), ends.data()};
    delivery.events_per_step = synapses / 1000 + 1;  // a few spikes per second and neuron
    return delivery;
}

Stage SynapseTable::stage(ExchangeView const& exchange, RingView const& ring) const
{
    Delivery const common = delivery(exchange, ring);
    switch (storage) {
        case SynapseStorage::uniform:
            return Stage(DeliverUniform{common, uniform.data(), weight, delay});
        case SynapseStorage::packed:
            return Stage(DeliverPacked{common, packed.data(), weight_shift});
        case SynapseStorage::plastic:
            return plastic->stage(common, false);
        default:
            return Stage(DeliverWide{common, wide.data()});
    }
}

}  // namespace inferno::host
