#include "network/sparse_plastic.hpp"

#include <algorithm>
#include <bit>

#include "network/sparse_bounds.hpp"
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
    view_.per_unit      = static_cast<Real>(1 / unit);
    view_.window        = static_cast<std::uint32_t>(size.window);
    view_.longest_delay = timing_.dendritic ? static_cast<std::uint32_t>(size.longest_delay) : 0;
    SourceTrace start;
    start.fast = timing_.initial;
    sources_   = filled(backend, layout.partitions() * projection.sources, start);
    clocks_    = filled(backend, layout.partitions(), PlasticClock{});
    if (backend->name() != "host") {
        pending_ = filled(backend, sources_.size(), ~std::uint32_t{0});
    }
    make_history(size, layout, target_population);
    std::vector<std::uint32_t> origins;
    for (Index p = 0; p < layout.partitions(); ++p) {
        PopulationSlice const& slice = layout.slice(p, target_population);
        auto const port              = static_cast<std::uint32_t>(projection.config->port);
        origins.push_back(slice.place + port * slice.count - slice.first);
    }
    origins_ = Buffer<std::uint32_t>(backend, std::span<std::uint32_t const>(origins));

    view_.sources              = sources_.data();
    view_.pending              = pending_.data();
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

std::vector<PlasticReadout> PlasticMemory::row(Rows const& rows, Index source) const
{
    std::uint32_t const mask = (std::uint32_t{1} << target_bits_) - 1;
    std::vector<PlasticReadout> found;
    for (Index p = 0; p < rows.view.partitions; ++p) {
        SparseRows::Range const range = rows.view.of(source, p);
        for (std::uint64_t k = range.begin; k < range.begin + range.count; ++k) {
            PlasticSynapse const synapse = rows.synapses[k];
            found.push_back({(synapse.place & mask) - rows.origins[static_cast<std::size_t>(p)],
                             synapse.place >> target_bits_,
                             synapse.weight,
                             k});
        }
    }
    std::stable_sort(
        found.begin(), found.end(), [](PlasticReadout const& a, PlasticReadout const& b) {
            return a.target != b.target ? a.target < b.target : a.delay < b.delay;
        });
    return found;
}

PlasticMemory::Rows PlasticMemory::download(SparseRows const& rows) const
{
    Rows copy;
    copy.begins.resize(static_cast<std::size_t>(rows.sources));
    copy.ends.resize(static_cast<std::size_t>(rows.sources * rows.partitions));
    backend_->download(copy.begins.data(), rows.begins, copy.begins.size() * sizeof(std::uint64_t));
    backend_->download(copy.ends.data(), rows.ends, copy.ends.size() * sizeof(std::uint32_t));
    copy.synapses = synapses_.download();
    copy.origins  = origins_.download();
    copy.view     = {0, rows.sources, rows.partitions, copy.begins.data(), copy.ends.data()};
    return copy;
}

SynapseList PlasticMemory::synapses(SparseRows const& rows) const
{
    Rows const copy = download(rows);
    SynapseList list;
    for (Index s = 0; s < rows.sources; ++s) {
        for (PlasticReadout const& synapse : row(copy, s)) {
            list.sources.push_back(s);
            list.targets.push_back(synapse.target);
            list.weights.push_back(static_cast<double>(synapse.weight));
            list.delays_ms.push_back(synapse.delay * projection_.step_time_ms);
        }
    }
    return list;
}

std::vector<Real> PlasticMemory::weights(SparseRows const& rows) const
{
    return weights(download(rows));
}

std::vector<Real> PlasticMemory::weights(Rows const& rows) const
{
    std::vector<Real> all;
    for (Index s = 0; s < rows.view.sources; ++s) {
        for (PlasticReadout const& synapse : row(rows, s)) {
            all.push_back(synapse.weight);
        }
    }
    return all;
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

bool SparseMemory::learns(Index projection) const
{
    return projections_[static_cast<std::size_t>(projection)].storage == SynapseStorage::plastic;
}

SynapseTable const& SparseMemory::settled(Index projection)
{
    ProjectionPlan const* const plan = &projections_[static_cast<std::size_t>(projection)];
    INFERNO_CHECK(
        StateError,
        learns(projection),
        "projection \"" << groups_[static_cast<std::size_t>(plan->source_population)]->name()
                        << "\" -> \""
                        << groups_[static_cast<std::size_t>(plan->target_population)]->name()
                        << "\": its weights do not learn, SynapseConfig::plasticity is not set");
    SynapseTable const& table =
        *std::find_if(tables_.begin(), tables_.end(), [plan](SynapseTable const& candidate) {
            return candidate.projections.front() == plan;
        });
    backend_->submit(table.plastic->stage(table.delivery(exchange(), ring()), true));
    backend_->synchronize();
    return table;
}

SynapseList SparseMemory::learned_synapses(Index projection)
{
    SynapseTable const& table = settled(projection);
    return table.plastic->synapses(table.delivery(exchange(), ring()).rows);
}

std::vector<Real> SparseMemory::learned_weights(Index projection)
{
    SynapseTable const& table = settled(projection);
    return table.plastic->weights(table.delivery(exchange(), ring()).rows);
}

}  // namespace inferno::host
