#include "inferno/network/sparse_network.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "inferno/network/named.hpp"

#include "network/sparse_check.hpp"
#include "network/sparse_plan.hpp"
#include "network/sparse_readout.hpp"

namespace inferno {

//! The distance of two steps, modulo 2^32, tells which is the earlier.
static constexpr Index most_plastic_steps = (Index{1} << 31) - 8192;

struct SparseNetwork::Projection {
    ConnectionRule rule;
    SynapseConfig config;
    Index source, target;  //!< populations

    host::Drawable draw(SparseNetwork const& network, std::size_t number) const
    {
        auto const size = [&](Index population) {
            return network.groups_[static_cast<std::size_t>(population)]->size();
        };
        return {&rule,
                &config,
                size(source),
                size(target),
                source == target,
                number,
                network.config_.seed,
                network.config_.step_time_ms};
    }
};

//! Everything that build() makes.
struct SparseNetwork::Built {
    std::unique_ptr<host::SparseMemory> memory;
    std::unique_ptr<Program> window, step;  //!< a whole window, and a single step
};

SparseNetwork::SparseNetwork(BackendPointer backend, SparseConfig const& config)
    : backend_(std::move(backend)), config_(config)
{
    require_positive("step_time_ms", config.step_time_ms, 1);
    INFERNO_REQUIRE(config.partitions >= 0,
                    "partitions: is " << config.partitions << ", must be 0 or more");
    INFERNO_REQUIRE(config.window >= 0, "window: is " << config.window << ", must be 0 or more");
}

SparseNetwork::~SparseNetwork() = default;

void SparseNetwork::require_building() const
{
    INFERNO_CHECK(StateError, !built(), "the network is built: nothing can be added any more");
}

void SparseNetwork::require_new(std::string_view name, Index size) const
{
    require_building();
    INFERNO_REQUIRE(size > 0,
                    "population \"" << name << "\": has " << size << " neurons, needs one or more");
    for (auto const& group : groups_) {
        INFERNO_REQUIRE(group->name() != name, "population \"" << name << "\": the name is taken");
    }
}

PointGroup& SparseNetwork::population(std::string_view name) const
{
    std::map<std::string, PointGroup*, std::less<>> named;
    for (auto const& group : groups_) {
        named[group->name()] = group.get();
    }
    return *find_named(named, name, "no population is named")->second;
}

std::vector<PointGroup*> SparseNetwork::populations() const
{
    std::vector<PointGroup*> all;
    for (auto const& group : groups_) {
        all.push_back(group.get());
    }
    return all;
}

SparseProjection SparseNetwork::connect(PointGroup const& source,
                                        PointGroup const& target,
                                        ConnectionRule rule,
                                        SynapseConfig const& config)
{
    require_building();
    auto const position = [this](PointGroup const& group) {
        auto const found = std::find_if(
            groups_.begin(), groups_.end(), [&](auto const& own) { return own.get() == &group; });
        INFERNO_REQUIRE(found != groups_.end(),
                        "population \"" << group.name() << "\" belongs to another network");
        return found - groups_.begin();
    };
    Index const from = position(source);
    Index const to   = position(target);
    host::require_projection(source, target, rule, config, config_.step_time_ms);
    projections_.push_back(
        std::make_unique<Projection>(Projection{std::move(rule), config, from, to}));
    return {*this, std::ssize(projections_) - 1};
}

std::vector<SparseProjection> SparseNetwork::projections()
{
    std::vector<SparseProjection> all;
    for (Index k = 0; k < std::ssize(projections_); ++k) {
        all.emplace_back(*this, k);
    }
    return all;
}

SparseNetwork::Projection const& SparseNetwork::projection(Index number) const
{
    return *projections_[static_cast<std::size_t>(number)];
}

bool SparseProjection::learns() const
{
    return network_->projection(number_).config.plasticity.has_value();
}

PointGroup const& SparseProjection::source() const
{
    Index const source = network_->projection(number_).source;
    return *network_->groups_[static_cast<std::size_t>(source)];
}

PointGroup const& SparseProjection::target() const
{
    Index const target = network_->projection(number_).target;
    return *network_->groups_[static_cast<std::size_t>(target)];
}

ConnectionRule const& SparseProjection::rule() const { return network_->projection(number_).rule; }

double SparseProjection::expected_synapses() const
{
    auto const number = static_cast<std::size_t>(number_);
    return network_->projection(number_).draw(*network_, number).expected_synapses();
}

SynapseList SparseProjection::synapses() const
{
    network_->require_built();
    host::SparseMemory& memory = *network_->built_->memory;
    return learns() ? memory.learned_synapses(number_)
                    : host::drawn_synapses(memory.projection(number_));
}

std::vector<Real> SparseProjection::weights() const
{
    network_->require_built();
    if (learns()) { return network_->built_->memory->learned_weights(number_); }
    std::vector<double> const exact = synapses().weights;
    return {exact.begin(), exact.end()};
}

void SparseNetwork::require_built() const
{
    INFERNO_CHECK(StateError, built(), "the network is not built yet");
}

std::unique_ptr<host::SparseMemory> SparseNetwork::plan() const
{
    INFERNO_CHECK(StateError, !groups_.empty(), "the network has no population");
    std::vector<host::ProjectionPlan> plans;
    for (std::size_t k = 0; k < projections_.size(); ++k) {
        Projection const& p = *projections_[k];
        host::ProjectionPlan plan;
        plan.draw              = p.draw(*this, k);
        plan.source_population = p.source;
        plan.target_population = p.target;
        plan.port              = p.config.port;
        plans.push_back(plan);
    }
    auto memory = std::make_unique<host::SparseMemory>();
    memory->plan(backend_, populations(), std::move(plans), config_);
    return memory;
}

SparseReport SparseNetwork::estimate() const { return built() ? report() : plan()->expected(); }

void SparseNetwork::build()
{
    if (built()) { return; }
    auto built = std::make_unique<Built>(Built{plan(), nullptr, nullptr});
    built->memory->make();
    auto const program = [&](Index steps) {
        return record(*backend_, [&] { built->memory->submit_window(steps); });
    };
    built->window = program(built->memory->window());
    built->step   = program(1);
    built_        = std::move(built);
}

SparseReport const& SparseNetwork::report() const
{
    require_built();
    return built_->memory->report();
}

//! As many whole windows as there are, then single steps; logs are emptied before they can be full.
void SparseNetwork::run(Index steps)
{
    INFERNO_REQUIRE(steps >= 0, "steps: is " << steps << ", must be 0 or more");
    build();
    host::SparseMemory& memory = *built_->memory;
    INFERNO_CHECK(StateError,
                  !memory.learns() || steps <= most_plastic_steps - steps_done_,
                  "steps: " << steps << " after " << steps_done_
                            << ", plastic synapses count up to " << most_plastic_steps);
    for (Index left = steps; left > 0;) {
        bool const whole = left >= memory.window();
        Index const many = std::min(whole ? left / memory.window() : left, memory.windows_left());
        (whole ? built_->window : built_->step)->run(many);
        left -= many * (whole ? memory.window() : 1);
        records_spikes_ ? memory.drain(&spikes_) : memory.logged(many, left);
    }
    steps_done_ += steps;
}

void SparseNetwork::visit_state(StateVisitor& state)
{
    build();
    host::SparseMemory& memory = *built_->memory;
    state.constant("seed", config_.seed);
    state.constant("step_time_ms", config_.step_time_ms);
    state.constant("synapses", memory.report().synapses);
    for (auto const& group : groups_) {
        state.object(group->name(), *group);
    }
    host::SparseState memorised = state.restoring() ? memory.empty_state() : memory.state();
    memorised.visit(state);
    if (!state.restoring()) { return; }
    memory.set_state(memorised);
    steps_done_ = static_cast<Index>(memorised.step);
    spikes_.clear();
}

void SparseNetwork::record_spikes(bool on)
{
    if (built() && on != records_spikes_) {
        built_->memory->drain(nullptr);  // nothing of before
    }
    records_spikes_ = on;
}

std::vector<SpikeEvent> SparseNetwork::take_spikes()
{
    std::sort(spikes_.begin(), spikes_.end(), [](SpikeEvent const& a, SpikeEvent const& b) {
        return a.step != b.step ? a.step < b.step : a.neuron < b.neuron;
    });
    return std::exchange(spikes_, {});
}

}  // namespace inferno
