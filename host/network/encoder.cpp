#include "inferno/network/encoder.hpp"

#include <cmath>

#include "inferno/encode/bernoulli.hpp"
#include "inferno/state/values.hpp"

namespace inferno {
namespace {

constexpr Index most_steps = 1 << 20;  // float32 then resolves an eighth of a step

Encoder::Form checked(Encoder::Form const& form)
{
    INFERNO_REQUIRE(form.steps > 0, "steps: is " << form.steps << ", must be greater than 0");
    INFERNO_REQUIRE(form.steps <= most_steps,
                    "steps: is " << form.steps << ", must not be more than " << most_steps);
    INFERNO_REQUIRE(form.batch > 0 && form.elements > 0,
                    "an encoder of " << form.batch << " samples x " << form.elements
                                     << " inputs has nothing to do");
    return form;
}

template <class Config>
void require_rate(Config const& c)
{
    require_positive("step_time_ms", c.step_time_ms, 1);
    require_nonnegative("frequency_hz", c.frequency_hz, 1);
}

PoissonParams poisson_params(HomogeneousPoissonEncoder::Config const& c)
{
    require_rate(c);
    double const refractory_ms = c.refractory_ms.value_or(c.step_time_ms);
    INFERNO_REQUIRE(std::isfinite(refractory_ms) && refractory_ms >= c.step_time_ms,
                    "refractory_ms: is " << refractory_ms << ", must be at least one step ("
                                         << c.step_time_ms << " ms)");
    INFERNO_REQUIRE(!c.compensate || c.frequency_hz * refractory_ms < 1000,
                    "frequency_hz: is " << c.frequency_hz << ", must be less than "
                                        << 1000 / refractory_ms << " for a refractory period of "
                                        << refractory_ms << " ms");
    return {static_cast<Real>(c.frequency_hz),
            static_cast<Real>(c.step_time_ms),
            static_cast<Real>(refractory_ms / c.step_time_ms),
            c.compensate};
}

BernoulliParams bernoulli_params(EncoderConfig const& c)
{
    require_rate(c);
    return {static_cast<Real>(c.frequency_hz), static_cast<Real>(c.step_time_ms)};
}

RenewalMemory renewal_memory(BackendPointer const& backend, Index count, bool online)
{
    if (!online) { return {}; }
    RenewalMemory memory{Buffer<Real>(backend, count), Buffer<std::uint32_t>(backend, count)};
    memory.next.fill(never);  // until something is encoded
    return memory;
}

template <class Intervals>
Stage step_stage(Intervals const& intervals, EncodeTask const& task, RenewalMemory& memory)
{
    RenewalStep<Intervals> stage;
    stage.intervals = intervals;
    stage.task      = task;
    stage.next      = memory.next.data();
    stage.taken     = memory.taken.data();
    return Stage(stage);
}

}  // namespace

Encoder::Encoder(BackendPointer const& backend, Form const& form, std::uint64_t seed)
    : form_(checked(form)),
      seed_(seed),
      intensity_(backend, form.frames * form.batch * form.elements),
      rasters_(backend, 1),
      clock_(backend, 1)
{
    if (form.online) {
        step_ = SpikeBuffer(backend, form.batch, form.elements);
    } else {
        raster_.emplace(backend, form.steps, form.batch, form.elements);
    }
}

void Encoder::encode(std::span<Real const> intensity)
{
    INFERNO_REQUIRE(std::ssize(intensity) == intensity_.size(),
                    "intensity: has "
                        << intensity.size() << " values, must have "
                        << (form_.frames > 1 ? std::to_string(form_.frames) + " x " : "")
                        << form_.batch << " x " << form_.elements);
    for (std::size_t i = 0; i < intensity.size(); ++i) {
        INFERNO_REQUIRE(intensity[i] >= 0 && intensity[i] <= 1,
                        "intensity[" << i << "]: is " << intensity[i] << ", must be from 0 to 1");
    }
    intensity_.upload(intensity);
    Stage const begin(AdvanceCounter{rasters_.data()});
    if (online()) {
        backend()->submit(begin);
        rewind();
    } else {
        rewind();
        draw();
        backend()->submit(begin);
    }
}

void Encoder::draw()
{
    EncodeTask task;
    task.intensity = {intensity_.data(), form_.elements, form_.batch};
    task.frames    = form_.frames;
    task.spikes    = online() ? step_.words() : raster_->words();
    task.steps     = form_.steps;
    task.seed      = seed_;
    task.rasters   = rasters_.data();
    task.clock     = online() ? clock_.data() : nullptr;
    submit(task);
}

SpikeView Encoder::now() const { return online() ? step_.view() : raster_->now(); }

void Encoder::advance()
{
    if (!online()) { return raster_->advance(); }
    backend()->submit(Stage(AdvanceCounter{clock_.data()}));
    draw();
}

void Encoder::rewind()
{
    if (!online()) { return raster_->rewind(); }
    clock_.clear();
    draw();
}

void Encoder::visit_state(StateVisitor& state)
{
    constexpr Index most_rasters = Index{1} << 32;  // EncodeTask::first_draw
    constexpr Index most_clock   = Index{1} << 62;
    state.constant("batch", form_.batch);
    state.constant("elements", form_.elements);
    state.constant("steps", form_.steps);
    state.constant("frames", form_.frames);
    state.constant("online", std::int32_t{form_.online});
    state.constant("seed", seed_);
    state.array("intensity",
                intensity_,
                {form_.frames, form_.batch, form_.elements},
                state_fault<Real>([](Real x) { return x >= 0 && x <= 1; }, "from 0 to 1"));
    state.position("rasters", rasters_, most_rasters);
    if (online()) {
        state.position("clock", clock_, most_clock);
        state.spikes("spikes", step_);
    } else {
        state.object("raster", *raster_);
    }
}

void RenewalMemory::visit_state(StateVisitor& state)
{
    if (next.empty()) { return; }
    state.array("next",
                next,
                {next.size()},
                state_fault<Real>([](Real steps) { return steps >= 0; }, "0 or more"));
    state.array("taken", taken, {taken.size()});
}

Raster& Encoder::raster()
{
    INFERNO_CHECK(StateError, raster_, "an encoder that works online has no raster");
    return *raster_;
}

HomogeneousPoissonEncoder::HomogeneousPoissonEncoder(BackendPointer const& backend,
                                                     Index batch,
                                                     Shape const& shape,
                                                     Config const& config,
                                                     std::uint64_t seed)
    : Encoder(backend, {batch, count(shape), config.steps, 1, config.online}, seed),
      params_(poisson_params(config)),
      memory_(renewal_memory(backend, batch * count(shape), config.online))
{
}

void HomogeneousPoissonEncoder::submit(EncodeTask const& task)
{
    if (task.online()) {
        return backend()->submit(step_stage(ExponentialIntervals{params_}, task, memory_));
    }
    EncodePoisson stage;
    stage.params    = params_;
    stage.intensity = task.intensity;
    stage.raster    = task.spikes;
    stage.steps     = task.steps;
    stage.seed      = task.seed;
    stage.rasters   = task.rasters;
    backend()->submit(Stage(stage));
}

void HomogeneousPoissonEncoder::visit_state(StateVisitor& state)
{
    state.constant("kind", "HomogeneousPoisson");
    state.constant("step_time_ms", params_.step_time_ms);
    Encoder::visit_state(state);
    memory_.visit_state(state);
}

HomogeneousPoissonApproxEncoder::HomogeneousPoissonApproxEncoder(BackendPointer const& backend,
                                                                 Index batch,
                                                                 Shape const& shape,
                                                                 EncoderConfig const& config,
                                                                 std::uint64_t seed)
    : Encoder(backend, {batch, count(shape), config.steps, 1, config.online}, seed),
      intervals_{bernoulli_params(config)},
      memory_(renewal_memory(backend, batch * count(shape), config.online))
{
}

void HomogeneousPoissonApproxEncoder::submit(EncodeTask const& task)
{
    if (task.online()) { return backend()->submit(step_stage(intervals_, task, memory_)); }
    backend()->submit(Stage(RenewalRaster<GeometricIntervals>{intervals_, task}));
}

void HomogeneousPoissonApproxEncoder::visit_state(StateVisitor& state)
{
    state.constant("kind", "HomogeneousPoissonApprox");
    state.constant("step_time_ms", intervals_.params.step_time_ms);
    Encoder::visit_state(state);
    memory_.visit_state(state);
}

PoissonIntervalEncoder::PoissonIntervalEncoder(BackendPointer const& backend,
                                               Index batch,
                                               Shape const& shape,
                                               EncoderConfig const& config,
                                               std::uint64_t seed)
    : Encoder(backend, {batch, count(shape), config.steps, 1, config.online}, seed),
      memory_(renewal_memory(backend, batch * count(shape), config.online))
{
    require_rate(config);
    intervals_.frequency_hz = static_cast<Real>(config.frequency_hz);
    intervals_.step_time_ms = static_cast<Real>(config.step_time_ms);
}

void PoissonIntervalEncoder::submit(EncodeTask const& task)
{
    if (task.online()) { return backend()->submit(step_stage(intervals_, task, memory_)); }
    backend()->submit(Stage(RenewalRaster<PoissonIntervals>{intervals_, task}));
}

void PoissonIntervalEncoder::visit_state(StateVisitor& state)
{
    state.constant("kind", "PoissonInterval");
    state.constant("step_time_ms", intervals_.step_time_ms);
    Encoder::visit_state(state);
    memory_.visit_state(state);
}

InhomogeneousBernoulliEncoder::InhomogeneousBernoulliEncoder(BackendPointer const& backend,
                                                             Index batch,
                                                             Shape const& shape,
                                                             EncoderConfig const& config,
                                                             std::uint64_t seed)
    : Encoder(backend, {batch, count(shape), config.steps, config.steps, config.online}, seed),
      params_(bernoulli_params(config))
{
}

void InhomogeneousBernoulliEncoder::submit(EncodeTask const& task)
{
    backend()->submit(Stage(EncodeBernoulli{params_, task}));
}

void InhomogeneousBernoulliEncoder::visit_state(StateVisitor& state)
{
    state.constant("kind", "InhomogeneousBernoulli");
    state.constant("step_time_ms", params_.step_time_ms);
    Encoder::visit_state(state);
}

}  // namespace inferno
