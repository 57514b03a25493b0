#include "network/sparse_plastic.hpp"

#include <algorithm>
#include <bit>

#include "network/sparse_plan.hpp"

namespace inferno::host {
namespace {

constexpr Index least_history = 16;  //!< spikes; fewer, and silent rows are settled too often

//! `count` copies of what a structure is at the start.
template <class T>
Buffer<T> filled(BackendPointer const& backend, Index count, T const& value)
{
    Buffer<T> buffer(backend, count);
    buffer.fill(value);
    return buffer;
}

//! Appends synapses of one source, all of one partition, sorted by target, then by delay.
struct Readout {
    std::uint32_t target, delay;
    Real weight;
};

void append(SynapseList& list, Index source, std::vector<Readout>& row, double step_time_ms)
{
    std::stable_sort(row.begin(), row.end(), [](Readout const& a, Readout const& b) {
        return a.target != b.target ? a.target < b.target : a.delay < b.delay;
    });
    for (Readout const& synapse : row) {
        list.sources.push_back(source);
        list.targets.push_back(synapse.target);
        list.weights.push_back(static_cast<double>(synapse.weight));
        list.delays_ms.push_back(synapse.delay * step_time_ms);
    }
    row.clear();
}

}  // namespace

PlasticMemory::PlasticMemory(BackendPointer const& backend,
                             Drawable const& projection,
                             Index target_population,
                             double unit,
                             Size const& size,
                             SparseLayout const& layout)
    : backend_(backend),
      projection_(projection),
      model_(&projection.config->plasticity->model()),
      timing_(model_->timing(projection.step_time_ms)),
      target_bits_(size.target_bits)
{
    view_.unit          = static_cast<Real>(unit);
    view_.window        = static_cast<std::uint32_t>(size.window);
    view_.longest_delay = timing_.dendritic ? static_cast<std::uint32_t>(size.longest_delay) : 0;
    SourceTrace start;
    start.fast = timing_.initial;
    sources_   = filled(backend, layout.partitions() * projection.sources, start);
    clocks_    = filled(backend, layout.partitions(), PlasticClock{});
    make_history(size, layout, target_population);
    std::vector<std::uint32_t> origins;
    for (Index p = 0; p < layout.partitions(); ++p) {
        PopulationSlice const& slice = layout.slice(p, target_population);
        auto const port              = static_cast<std::uint32_t>(projection.config->port);
        origins.push_back(slice.place + port * slice.count - slice.first);
    }
    origins_ = Buffer<std::uint32_t>(backend, std::span<std::uint32_t const>(origins));

    view_.sources              = sources_.data();
    view_.clocks               = clocks_.data();
    view_.origins              = origins_.data();
    view_.history.marks        = marks_.data();
    view_.history.slow         = slow_.data();
    view_.history.counts       = counts_.data();
    view_.history.first_target = layout.first_neuron(target_population);
    view_.history.targets      = projection.targets;
}

//! A history holds what can be under way to synapses, a window that is being added, and one spike
//! that traces go on from.
void PlasticMemory::make_history(Size const& size, SparseLayout const& layout, Index population)
{
    Index const pending = Index{view_.longest_delay} + size.window + 2;
    auto const room = std::bit_ceil(static_cast<std::uint64_t>(std::max(pending, least_history)));
    view_.history.bits  = std::countr_zero(room);
    Index const targets = layout.first_neuron(population + 1) - layout.first_neuron(population);
    marks_              = Buffer<TargetMark>(backend_, targets << view_.history.bits);
    counts_             = Buffer<std::uint32_t>(backend_, targets);
    if (model_->slow_traces()) { slow_ = Buffer<Real>(backend_, targets << view_.history.bits); }
}

void PlasticMemory::take(Buffer<PlasticSynapse> synapses)
{
    synapses_      = std::move(synapses);
    view_.synapses = synapses_.data();
}

Stage PlasticMemory::stage(Delivery const& delivery, bool settles) const
{
    PlasticView view = view_;
    view.delivery    = delivery;
    view.settles     = settles;
    return model_->stage(view, projection_.step_time_ms);
}

SynapseList PlasticMemory::synapses(SparseRows const& rows) const
{
    std::vector<std::uint64_t> begins(static_cast<std::size_t>(rows.sources));
    std::vector<std::uint32_t> ends(static_cast<std::size_t>(rows.sources * rows.partitions));
    backend_->download(begins.data(), rows.begins, begins.size() * sizeof(begins[0]));
    backend_->download(ends.data(), rows.ends, ends.size() * sizeof(ends[0]));
    std::vector<PlasticSynapse> const all    = synapses_.download();
    std::vector<std::uint32_t> const origins = origins_.download();
    SparseRows const on_host{0, rows.sources, rows.partitions, begins.data(), ends.data()};
    std::uint32_t const mask = (std::uint32_t{1} << target_bits_) - 1;
    SynapseList list;
    std::vector<Readout> row;
    for (Index s = 0; s < rows.sources; ++s) {
        for (Index p = 0; p < rows.partitions; ++p) {
            SparseRows::Range const range = on_host.of(s, p);
            for (std::uint64_t k = range.begin; k < range.begin + range.count; ++k) {
                std::uint32_t const place = all[k].place;
                row.push_back({(place & mask) - origins[static_cast<std::size_t>(p)],
                               place >> target_bits_,
                               all[k].weight});
            }
        }
        append(list, s, row, projection_.step_time_ms);
    }
    return list;
}

void SparseMemory::make_plastic(SynapseTable& table)
{
    ProjectionPlan const& plan = *table.projections.front();
    table.plastic              = std::make_unique<PlasticMemory>(
        backend_,
        plan.draw,
        plan.target_population,
        plan.unit,
        PlasticMemory::Size{bits_.target, window_, delays_of(plan).greatest},
        *layout_);
}

bool SparseMemory::learns() const
{
    return std::any_of(
        tables_.begin(), tables_.end(), [](auto const& table) { return table.plastic != nullptr; });
}

SynapseList SparseMemory::learned(Index projection)
{
    ProjectionPlan const* const plan = &projections_[static_cast<std::size_t>(projection)];
    INFERNO_CHECK(
        StateError,
        plan->storage == SynapseStorage::plastic,
        "projection \"" << groups_[static_cast<std::size_t>(plan->source_population)]->name()
                        << "\" -> \""
                        << groups_[static_cast<std::size_t>(plan->target_population)]->name()
                        << "\": its weights do not learn, SynapseConfig::plasticity is not set");
    SynapseTable const& table =
        *std::find_if(tables_.begin(), tables_.end(), [plan](SynapseTable const& candidate) {
            return candidate.projections.front() == plan;
        });
    Delivery const delivery = table.delivery(exchange(), ring());
    backend_->submit(table.plastic->stage(delivery, true));
    backend_->synchronize();
    return table.plastic->synapses(delivery.rows);
}

}  // namespace inferno::host
