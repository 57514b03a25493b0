#include "inferno/network/observation.hpp"

#include <cmath>
#include <utility>

#include "inferno/encode/stage.hpp"

namespace inferno {
namespace {

//! The point before one that comes after something.
HookPoint point_before(HookPoint after)
{
    switch (after) {
        case HookPoint::after_step:
            return HookPoint::before_step;
        case HookPoint::after_update:
            return HookPoint::before_update;
        case HookPoint::after_batch:
            return HookPoint::before_batch;
        default:
            throw ArgumentError("monitor: a difference is seen after a step, an update or a batch");
    }
}

//! Checks the settings; those of the record are its own to check.
MonitorConfig checked(MonitorConfig const& config)
{
    record_slots(config.step_time_ms, config.duration_ms, config.inclusive);
    config.reducer.stage(config.step_time_ms, {});
    INFERNO_REQUIRE(config.modes.training || config.modes.evaluation,
                    "monitor: looks neither in training nor in evaluation");
    if (config.difference) { point_before(config.when); }
    return config;
}

}  // namespace

Monitor::Monitor(Watched seen, MonitorConfig const& config, std::optional<Watched> condition)
    : config_(checked(config)),
      seen_((require_fit(seen, condition), std::move(seen))),
      condition_(std::move(condition)),
      record_(make_record(seen_)),
      looks_(seen_.backend, 1)
{
    if (config_.difference) { before_ = Buffer<Real>(seen_.backend, seen_.layout.size()); }
}

void Monitor::require_fit(Watched const& seen, std::optional<Watched> const& condition) const
{
    Quantity const& quantity = seen.quantity;
    INFERNO_REQUIRE(seen.backend != nullptr && quantity.there(),
                    "monitor: there is nothing to be watched");
    if (!condition) { return; }
    INFERNO_REQUIRE(condition->quantity.there() && condition->quantity.batch == quantity.batch &&
                        condition->quantity.elements == quantity.elements,
                    "monitor: " << quantity.batch << " x " << quantity.elements
                                << " values are watched, the condition has "
                                << condition->quantity.batch << " x "
                                << condition->quantity.elements);
    INFERNO_REQUIRE(condition->backend == seen.backend,
                    "monitor: the condition is on another backend than what is watched");
}

void Monitor::require_own(char const* change) const
{
    INFERNO_CHECK(StateError,
                  !shared_,
                  "monitor: is shared, and must not " << change
                                                      << "; ask the pool for a unique one, or for "
                                                         "another one after remove()");
}

Record Monitor::make_record(Watched const& seen) const
{
    Record record(seen.backend,
                  seen.layout.size(),
                  config_.step_time_ms,
                  config_.duration_ms,
                  config_.inclusive);
    record.reset(config_.reducer.fill());
    return record;
}

void Monitor::attach(Layer& layer)
{
    INFERNO_CHECK(StateError, !attached(), "the monitor is already attached to a layer");
    attachment_         = std::make_shared<char>();
    auto const whenever = [&](HookPoint point, void (Monitor::*look)()) {
        layer.hooks().add_while(
            attachment_,
            point,
            [this, look] {
                if (listening_) { (this->*look)(); }
            },
            config_.modes);
    };
    if (config_.difference) { whenever(point_before(config_.when), &Monitor::prepare); }
    whenever(config_.when, &Monitor::observe);
}

void Monitor::prepare()
{
    if (!config_.difference) { return; }
    ReduceViews views;
    views.seen   = seen_.quantity;
    views.record = {before_.data(), nullptr, 1};
    seen_.backend->submit(Reducer(PassthroughReducer{}).stage(config_.step_time_ms, views));
}

void Monitor::observe()
{
    ReduceViews views;
    views.seen = seen_.quantity;
    if (condition_) { views.condition = condition_->quantity; }
    views.before  = before_.data();
    views.record  = record_.view();
    views.already = looks_.data();
    seen_.backend->submit(config_.reducer.stage(config_.step_time_ms, views));
    if (slots() > 1) { record_.advance(); }
    seen_.backend->submit(Stage(AdvanceCounter{looks_.data()}));
}

std::vector<Real> Monitor::as_seen(std::span<Real const> memory) const
{
    auto const size = static_cast<std::size_t>(record_.elements());
    std::vector<Real> all;
    for (std::size_t first = 0; first < memory.size(); first += size) {
        std::vector<Real> const one = seen_.layout.from_memory(memory.subspan(first, size));
        all.insert(all.end(), one.begin(), one.end());
    }
    return all;
}

std::vector<Real> Monitor::peek() const
{
    if (looks() == 0) { return {}; }
    return as_seen(record_.read());
}

std::vector<Real> Monitor::view(double time_ms, double tolerance_ms) const
{
    if (looks() == 0) { return {}; }
    return as_seen(record_.select(time_ms, config_.reducer.interpolation(), tolerance_ms));
}

std::vector<Real> Monitor::view(std::span<Real const> times_ms, double tolerance_ms) const
{
    auto const elements     = static_cast<std::size_t>(record_.elements());
    std::size_t const lists = elements == 0 ? 0 : times_ms.size() / elements;
    INFERNO_REQUIRE(lists > 0 && lists * elements == times_ms.size(),
                    "times: " << times_ms.size() << " given, must be a multiple of " << elements
                              << " elements");
    if (looks() == 0) { return {}; }
    std::vector<Real> found(times_ms.size()), times(elements);
    for (std::size_t k = 0; k < lists; ++k) {
        for (std::size_t n = 0; n < elements; ++n) {
            times[n] = times_ms[n * lists + k];
        }
        std::vector<Real> const one = as_seen(record_.select(
            seen_.layout.to_memory(times), config_.reducer.interpolation(), tolerance_ms));
        for (std::size_t n = 0; n < elements; ++n) {
            found[n * lists + k] = one[n];
        }
    }
    return found;
}

std::vector<Real> Monitor::dump() const
{
    if (looks() == 0) { return {}; }
    std::vector<Real> const stored = record_.storage();
    auto const oldest              = stored.begin() + record_.head() * record_.elements();
    std::vector<Real> in_order(oldest, stored.end());
    in_order.insert(in_order.end(), stored.begin(), oldest);
    return as_seen(in_order);
}

void Monitor::clear()
{
    record_.reset(config_.reducer.fill());
    looks_.clear();
    before_.clear();
}

void Monitor::watch(Watched seen, std::optional<Watched> condition)
{
    require_own("watch something else");
    require_fit(seen, condition);
    Record record = make_record(seen);
    Buffer<Real> before(seen.backend, config_.difference ? seen.layout.size() : 0);
    looks_     = Buffer<Index>(seen.backend, 1);
    record_    = std::move(record);
    before_    = std::move(before);
    seen_      = std::move(seen);
    condition_ = std::move(condition);
}

void Monitor::set_duration(double duration_ms, bool inclusive)
{
    require_own("reach another duration into the past");
    record_.set_duration(duration_ms, inclusive);
    config_.duration_ms = duration_ms;
    config_.inclusive   = inclusive;
}

void Monitor::visit_state(StateVisitor& state)
{
    state.constant("reducer", config_.reducer.name());
    state.constant("shape", shape());
    state.object("record", record_);
    state.array("looks",
                looks_,
                {1},
                state_fault<Index>([](Index looks) { return looks >= 0; }, "at least 0"));
}

bool Monitor::equals(Watched const& seen,
                     MonitorConfig const& config,
                     std::optional<Watched> const& condition) const
{
    bool const same_condition = condition.has_value() == condition_.has_value() &&
                                (!condition || condition->quantity == condition_->quantity);
    return seen.quantity == seen_.quantity && same_condition && config == config_;
}

std::shared_ptr<Monitor> monitor_of(Cell const& cell,
                                    Watched seen,
                                    Reducer const& reducer,
                                    double duration_ms)
{
    MonitorConfig config;
    config.reducer      = reducer;
    config.step_time_ms = cell.connection->step_time_ms();
    config.duration_ms  = duration_ms;
    config.inclusive    = true;
    return std::make_shared<Monitor>(std::move(seen), config);
}

}  // namespace inferno
