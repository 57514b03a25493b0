#include "inferno/network/current_source.hpp"

#include <cmath>

#include "inferno/encode/stage.hpp"
#include "inferno/state/values.hpp"

namespace inferno {
namespace {

constexpr Index most_steps = Index{1} << 62;  // clocks of state files

}  // namespace

CurrentSource::CurrentSource(BackendPointer const& backend, Index batch, Shape const& shape)
    : batch_(batch), elements_(count(shape)), current_na_(backend, batch * count(shape))
{
    INFERNO_REQUIRE(
        batch > 0 && elements_ > 0,
        "a current for " << batch << " samples of shape " << to_string(shape) << " holds nothing");
}

std::vector<Real> CurrentSource::expanded(Values const& values) const
{
    std::vector<Real> numbers;
    for (Index i = 0; i < elements_; ++i) {
        numbers.push_back(static_cast<Real>(values.at(i)));
    }
    return numbers;
}

void CurrentSource::visit_currents(StateVisitor& state)
{
    state.array("current_na", current_na_, {batch_, elements_});
}

ConstantCurrent::ConstantCurrent(BackendPointer const& backend,
                                 Index batch,
                                 Shape const& shape,
                                 Values const& current_na)
    : CurrentSource(backend, batch, shape)
{
    require_values("current_na", current_na, elements());
    std::vector<Real> all;
    for (Index b = 0; b < batch; ++b) {
        auto const row = expanded(current_na);
        all.insert(all.end(), row.begin(), row.end());
    }
    upload(all);
}

void ConstantCurrent::visit_state(StateVisitor& state)
{
    state.constant("kind", "ConstantCurrent");
}

StepCurrent::StepCurrent(BackendPointer const& backend_pointer,
                         Index batch,
                         Shape const& shape,
                         double step_time_ms,
                         std::vector<Level> const& levels)
    : CurrentSource(backend_pointer, batch, shape), clock_(backend_pointer, 1)
{
    require_positive("step_time_ms", step_time_ms, 1);
    std::vector<Index> starts;
    std::vector<Real> currents;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        double const start_ms  = levels[i].start_ms;
        std::string const name = "levels[" + std::to_string(i) + "]";
        INFERNO_REQUIRE(start_ms >= 0 && start_ms / step_time_ms < 1e15,
                        name << ": starts at " << start_ms << " ms, must be 0 or more and finite");
        INFERNO_REQUIRE(i == 0 || start_ms > levels[i - 1].start_ms,
                        name << ": starts at " << start_ms
                             << " ms, must be later than the one before (" << levels[i - 1].start_ms
                             << " ms)");
        require_values(name, levels[i].current_na, elements());
        starts.push_back(static_cast<Index>(std::ceil(start_ms / step_time_ms - 1e-6)));
        auto const row = expanded(levels[i].current_na);
        currents.insert(currents.end(), row.begin(), row.end());
    }
    start_    = Buffer<Index>(backend_pointer, std::span<Index const>(starts));
    level_na_ = Buffer<Real>(backend_pointer, std::span<Real const>(currents));
    rewind();
}

void StepCurrent::submit()
{
    StepCurrentStage stage;
    stage.level_na   = level_na_.data();
    stage.start      = start_.data();
    stage.levels     = start_.size();
    stage.clock      = clock_.data();
    stage.current_na = memory();
    stage.elements   = elements();
    stage.batch      = batch();
    backend().submit(Stage(stage));
}

void StepCurrent::advance()
{
    backend().submit(Stage(AdvanceCounter{clock_.data()}));
    submit();
}

void StepCurrent::rewind()
{
    clock_.clear();
    submit();
}

void StepCurrent::visit_state(StateVisitor& state)
{
    state.constant("kind", "StepCurrent");
    state.position("clock", clock_, most_steps);
    visit_currents(state);
}

NoiseCurrent::NoiseCurrent(BackendPointer const& backend_pointer,
                           Index batch,
                           Shape const& shape,
                           Config const& config,
                           std::uint64_t seed)
    : CurrentSource(backend_pointer, batch, shape), seed_(seed), clock_(backend_pointer, 1)
{
    require_values("mean_na", config.mean_na, elements());
    require_nonnegative("deviation_na", config.deviation_na, elements());
    std::vector<Real> const mean      = expanded(config.mean_na);
    std::vector<Real> const deviation = expanded(config.deviation_na);
    mean_na_                          = Buffer<Real>(backend_pointer, std::span<Real const>(mean));
    deviation_na_ = Buffer<Real>(backend_pointer, std::span<Real const>(deviation));
    submit();
}

void NoiseCurrent::submit()
{
    NoiseStage stage;
    stage.mean_na      = mean_na_.data();
    stage.deviation_na = deviation_na_.data();
    stage.seed         = seed_;
    stage.clock        = clock_.data();
    stage.current_na   = memory();
    stage.elements     = elements();
    stage.batch        = batch();
    backend().submit(Stage(stage));
}

void NoiseCurrent::visit_state(StateVisitor& state)
{
    state.constant("kind", "NoiseCurrent");
    state.constant("seed", seed_);
    state.position("clock", clock_, most_steps);
    visit_currents(state);
}

void NoiseCurrent::advance()
{
    backend().submit(Stage(AdvanceCounter{clock_.data()}));
    submit();
}

}  // namespace inferno
