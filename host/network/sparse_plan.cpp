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
    ring_                  = Buffer<std::int32_t>(backend_, partitions << bits_.both());
    slices_                = Buffer<PopulationSlice>(backend_, std::span(layout_->slices()));
    lists_                 = ExchangeMemory(backend_, *layout_, window_);
    log_                   = Buffer<Fired>(backend_, partitions * log_capacity_);
    logged_                = Buffer<std::uint32_t>(backend_, partitions);
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

ExchangeView SparseMemory::exchange() const { return lists_.view(); }

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

//! By partition.
std::vector<PastSpike> SparseMemory::read_log() const
{
    std::vector<PastSpike> spikes;
    std::vector<std::uint32_t> const logged = logged_.download();
    std::vector<Fired> found;
    for (std::size_t p = 0; p < logged.size(); ++p) {
        found.resize(logged[p]);
        if (found.empty()) { continue; }
        backend_->download(found.data(),
                           log_.data() + static_cast<Index>(p) * log_capacity_,
                           found.size() * sizeof(Fired));
        for (Fired const& spike : found) {
            auto const after = spike.step - static_cast<std::uint32_t>(drained_step_);
            spikes.push_back({drained_step_ + after, spike.neuron});
        }
    }
    return spikes;
}

void SparseMemory::logged(Index windows, Index steps_left)
{
    windows_logged_ += windows;
    if (windows_left() > 0) { return; }
    if (steps_left <= longest_static_delay()) { return drain(nullptr); }
    logged_.clear();  // before the run ends, all of it will have arrived
    remembered_.clear();
    drained_step_   = lists_.clocks.download().front().next_step;
    windows_logged_ = 0;
}

void SparseMemory::drain(std::vector<SpikeEvent>* into)
{
    std::vector<PastSpike> const spikes = read_log();
    for (PastSpike const& spike : spikes) {
        if (into == nullptr) { break; }
        into->push_back({static_cast<Index>(spike.step), Index{spike.neuron}});
    }
    drained_step_ = lists_.clocks.download().front().next_step;
    remember(spikes);
    logged_.clear();
    windows_logged_ = 0;
}

}  // namespace inferno::host
