#include "network/sparse_plan.hpp"

#include <algorithm>
#include <map>

#include "network/sparse_bounds.hpp"

namespace inferno::host {

void SparseMemory::plan(BackendPointer const& backend,
                        std::vector<PointGroup*> const& groups,
                        std::vector<ProjectionPlan> projections,
                        SparseConfig const& config)
{
    backend_     = backend;
    runs_        = backend->name() == "host";
    groups_      = groups;
    projections_ = std::move(projections);
    replay_      = config.replay;
    seed_        = config.seed;
    choose_places(config);
    choose_units();
    choose_storage();
    choose_ring();
    choose_lists();
    tables_ = host::make_tables(projections_, *layout_);
}

void SparseMemory::make()
{
    require_room();
    std::uint32_t number = 0;
    for (PointGroup* const group : groups_) {
        PointGroup::Place place = group->place();
        place.seed              = seed_;
        place.first_neuron      = static_cast<std::uint32_t>(layout_->first_neuron(number));
        place.number            = number++;
        group->put(place);
    }
    make_tables();
    make_exchange();
    make_point_stages();
    make_report();
}

void SparseMemory::make_tables()
{
    ThreadPool pool(available_processors());
    for (SynapseTable& table : tables_) {
        if (table.storage == SynapseStorage::plastic) { make_plastic(table); }
        if (runs_ && makes_runs(table.storage)) {
            for (ProjectionPlan const* const plan : table.projections) {
                table.delay =
                    std::max(table.delay, static_cast<std::uint32_t>(delays_of(*plan).greatest));
            }
            table.due = std::make_unique<DueRuns>(layout_->partitions(), table.delay);
        }
        fill_table(table, backend_, *layout_, bits_, pool);
    }
}

std::size_t SparseMemory::exchange_bytes() const
{
    Index const listed = 2 * layout_->neurons() * window_;
    Index const logged = layout_->partitions() * log_capacity_;
    return static_cast<std::size_t>(listed + logged) * sizeof(Fired);
}

void SparseMemory::make_exchange()
{
    Index const partitions = layout_->partitions();
    std::vector<std::uint64_t> begins{0};
    for (Index p = 0; p < partitions; ++p) {
        begins.push_back(begins.back() +
                         static_cast<std::uint64_t>(layout_->neurons_of(p) * window_));
    }
    ring_   = Buffer<std::int32_t>(backend_, partitions << bits_.both());
    slices_ = Buffer<PopulationSlice>(backend_, std::span(layout_->slices()));
    clocks_ = Buffer<WindowClock>(backend_, partitions);
    counts_ = Buffer<std::uint32_t>(backend_, 2 * partitions);
    fired_  = Buffer<Fired>(backend_, 2 * static_cast<Index>(begins.back()));
    begins_ = Buffer<std::uint64_t>(backend_, std::span<std::uint64_t const>(begins));
    log_    = Buffer<Fired>(backend_, partitions * log_capacity_);
    logged_ = Buffer<std::uint32_t>(backend_, partitions);
}

void SparseMemory::make_point_stages()
{
    std::map<std::string_view, std::vector<PointGroup*>> by_model;
    for (PointGroup* const group : groups_) {
        by_model[group->model()].push_back(group);
    }
    for (auto const& [model, groups] : by_model) {
        point_stages_.push_back(groups.front()->stage_of(groups, where()));
    }
}

ExchangeView SparseMemory::exchange() const
{
    return {const_cast<WindowClock*>(clocks_.data()),
            const_cast<std::uint32_t*>(counts_.data()),
            const_cast<Fired*>(fired_.data()),
            begins_.data(),
            layout_->partitions()};
}

RingView SparseMemory::ring() const
{
    return {
        const_cast<std::int32_t*>(ring_.data()), bits_.target, bits_.slot, layout_->most_places()};
}

PartitionView SparseMemory::where() const
{
    return {exchange(), ring(), slices_.data(), std::ssize(groups_), window_};
}

void SparseMemory::submit_window(Index steps)
{
    backend_->submit(Stage(OpenWindow{
        exchange(), static_cast<std::uint32_t>(steps), {ring(), layout_->neurons(), replay_}}));
    for (SynapseTable const& table : tables_) {
        backend_->submit(table.stage(exchange(), ring()));
    }
    for (Stage const& stage : point_stages_) {
        backend_->submit(stage);
    }
    backend_->submit(Stage(LogSpikes{exchange(), log_.data(), logged_.data(), log_capacity_}));
}

void SparseMemory::drain(std::vector<SpikeEvent>* into)
{
    std::vector<std::uint32_t> const logged = logged_.download();
    std::uint64_t const now                 = clocks_.download().front().next_step;
    if (into != nullptr) {
        std::vector<Fired> found;
        for (std::size_t p = 0; p < logged.size(); ++p) {
            found.resize(logged[p]);
            if (found.empty()) { continue; }
            backend_->download(found.data(),
                               log_.data() + static_cast<Index>(p) * log_capacity_,
                               found.size() * sizeof(Fired));
            for (Fired const& spike : found) {
                auto const after = spike.step - static_cast<std::uint32_t>(drained_step_);
                into->push_back({static_cast<Index>(drained_step_ + after), Index{spike.neuron}});
            }
        }
    }
    drained_step_ = now;
    logged_.clear();
}

}  // namespace inferno::host
