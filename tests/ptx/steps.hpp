//! Every model step and pure function on arrays, one element a lane, for the comparison of nvcc's
//! PTX with the host compiler's code. tests/ptx/cases.py describes the same structs to ctypes.
#pragma once

#include "inferno/core/random.hpp"
#include "inferno/encode/stage.hpp"
#include "inferno/mapping/combine.hpp"
#include "inferno/neuron/models.hpp"
#include "inferno/state/interpolation.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"
#include "inferno/synapse/stage.hpp"
#include "inferno/trace/stage.hpp"
#include "inferno/update/stage.hpp"

namespace inferno::ptx {

template <class Model>
struct NeuronLanes {
    Index count;
    typename Model::template Params<Real const*> params;
    typename Model::template State<Real*> state;
    Real const* input_na;
    std::uint8_t* fired;
    NeuronMode mode;
};

template <class Model>
INFERNO_HD void run(NeuronLanes<Model> const& lanes, Index i)
{
    auto state     = load(lanes.state, i);
    lanes.fired[i] = Model::step(load(lanes.params, i), lanes.mode, state, lanes.input_na[i]);
    store(lanes.state, i, state);
}

//! With one adaptation component.
template <class Model>
struct AdaptiveLanes {
    Index count;
    typename Model::template Params<Real const*> params;
    typename Model::template State<Real*> state;
    Real const* input_na;
    Real* value;
    typename Model::template Component<Real const*> component;
    std::uint8_t* fired;
    NeuronMode mode;
};

template <class Model>
INFERNO_HD void run(AdaptiveLanes<Model> const& lanes, Index i)
{
    auto const params = load(lanes.params, i);
    auto state        = load(lanes.state, i);
    Real const value  = lanes.value[i];
    bool const fired  = Model::step(params, lanes.mode, state, lanes.input_na[i], value);
    store(lanes.state, i, state);
    lanes.fired[i] = fired;
    lanes.value[i] =
        Model::adapt(params, load(lanes.component, i), lanes.mode, state, value, fired);
}

//! Both exponential synapses, and where a delay reads them.
struct SynapseLanes {
    Index count;
    Real const *jump, *decay, *rise, *tc_decay_ms, *tc_rise_ms, *delay_ms;
    std::uint8_t const* spike;
    Real *single, *decaying, *rising;                   // states
    Real *current, *left_single, *left_rising, *steps;  // results
    DelayRule rule;
};

INFERNO_HD void run(SynapseLanes const& lanes, Index i)
{
    bool const spike = lanes.spike[i] != 0;
    SingleExponential::Params const one{lanes.jump[i], lanes.decay[i], lanes.tc_decay_ms[i]};
    SingleExponential::State<Real> single{lanes.single[i]};
    SingleExponential::step(one, single, spike, 0);
    lanes.single[i] = single.value;
    DoubleExponential::Params const two{
        lanes.jump[i], lanes.decay[i], lanes.rise[i], lanes.tc_decay_ms[i], lanes.tc_rise_ms[i]};
    DoubleExponential::State<Real> both{lanes.decaying[i], lanes.rising[i]};
    DoubleExponential::step(two, both, spike, 0);
    lanes.decaying[i]      = both.decaying;
    lanes.rising[i]        = both.rising;
    lanes.current[i]       = DoubleExponential::output(two, both, spike);
    DelayedRead const read = delayed_read<DoubleExponential>(lanes.rule, lanes.delay_ms[i]);
    lanes.left_single[i]   = SingleExponential::fade(one, read.at_ms).value;
    lanes.left_rising[i]   = DoubleExponential::fade(two, read.at_ms).rising;
    lanes.steps[i]         = static_cast<Real>(read.steps);
}

struct TraceLanes {
    Index count;
    Real const *decay, *amplitude;
    std::uint8_t const* spike;
    Real* trace;
    TraceMode mode;
};

INFERNO_HD void run(TraceLanes const& lanes, Index i)
{
    TraceParams const params{lanes.decay[i], lanes.amplitude[i], lanes.mode};
    lanes.trace[i] = trace_step(params, lanes.trace[i], lanes.spike[i] != 0);
}

//! One side of a bound; its kind is that of the launch.
struct BoundLanes {
    Real const *limit, *power, *range;
    INFERNO_HD Bound of(BoundKind kind, Index i) const
    {
        return {kind, limit[i], power[i], range[i]};
    }
};

struct UpdateLanes {
    Index count;
    BoundLanes upper, lower;
    Real const *low, *high, *pos, *neg;
    Real* parameter;
    BoundKind upper_kind, lower_kind;
};

INFERNO_HD void run(UpdateLanes const& lanes, Index i)
{
    UpdateRule const rule{
        {lanes.upper.of(lanes.upper_kind, i), lanes.lower.of(lanes.lower_kind, i)},
        lanes.low[i],
        lanes.high[i]};
    lanes.parameter[i] = updated(rule, lanes.parameter[i], lanes.pos[i], lanes.neg[i]);
}

//! The norm of one value, and the value scaled by it.
struct NormLanes {
    Index count;
    Real const *value, *order;
    Real *norm, *scaled;
};

INFERNO_HD void run(NormLanes const& lanes, Index i)
{
    NormalizeParameter stage;
    stage.scale      = 2;
    Real const value = lanes.value[i];
    Real const norm  = norm_of_sum(norm_term(value, lanes.order[i]), lanes.order[i]);
    lanes.norm[i]    = norm;
    lanes.scaled[i]  = normalized(stage, value, norm);
}

//! Two inputs of a neuron as one.
struct CombineLanes {
    Index count;
    Real const *first, *second;
    Real* result;
    Combine how;
};

INFERNO_HD void run(CombineLanes const& lanes, Index i)
{
    lanes.result[i] = combined(lanes.how, lanes.first[i], lanes.second[i]);
}

//! Scaled, shifted and clipped.
struct TransformLanes {
    Index count;
    Real const *input, *scales, *offsets;
    Real* result;
    Real low, high;
};

INFERNO_HD void run(TransformLanes const& lanes, Index i)
{
    TransformInputs const stage{
        {}, 1, -0.0F, lanes.scales, lanes.offsets, lanes.low, lanes.high, nullptr};
    lanes.result[i] = stage.of(lanes.input[i], i);
}

struct InterpolationLanes {
    Index count;
    Real const *previous, *next, *sample, *at_ms, *constant;
    Real *read, *written_previous, *written_next;
    Interpolation read_kind;
    Extrapolation write_kind;
    Real step_time_ms;
};

INFERNO_HD void run(InterpolationLanes const& lanes, Index i)
{
    Real const constant    = lanes.constant[i];
    Neighbors const before = {lanes.previous[i], lanes.next[i]};
    Real const at_ms       = lanes.at_ms[i];
    lanes.read[i]          = interpolated(
        {lanes.read_kind, constant}, before.previous, before.next, at_ms, lanes.step_time_ms);
    Neighbors const after = extrapolated(
        {lanes.write_kind, constant}, lanes.sample[i], at_ms, before, lanes.step_time_ms);
    lanes.written_previous[i] = after.previous;
    lanes.written_next[i]     = after.next;
}

struct ExpLanes {
    Index count;
    Real const* x;
    Real* result;
};

INFERNO_HD void run(ExpLanes const& lanes, Index i) { lanes.result[i] = math::exp(lanes.x[i]); }

struct LogLanes {
    Index count;
    Real const* x;
    Real* result;
};

INFERNO_HD void run(LogLanes const& lanes, Index i) { lanes.result[i] = math::log(lanes.x[i]); }

struct PowLanes {
    Index count;
    Real const *base, *exponent;
    Real* result;
};

INFERNO_HD void run(PowLanes const& lanes, Index i)
{
    lanes.result[i] = math::pow(lanes.base[i], lanes.exponent[i]);
}

struct ExponentialLanes {
    Index count;
    std::uint32_t const* word;
    Real *exponential, *uniform;
};

INFERNO_HD void run(ExponentialLanes const& lanes, Index i)
{
    lanes.exponential[i] = exponential(lanes.word[i]);
    lanes.uniform[i]     = uniform(lanes.word[i]);
}

struct PhiloxLanes {
    Index count;
    std::uint64_t const *seed, *element, *step;
    std::uint32_t *word0, *word1, *word2, *word3;
    Purpose purpose;
};

INFERNO_HD void run(PhiloxLanes const& lanes, Index i)
{
    Philox4 const words = draw(lanes.seed[i], lanes.purpose, lanes.element[i], lanes.step[i]);
    lanes.word0[i]      = words.word[0];
    lanes.word1[i]      = words.word[1];
    lanes.word2[i]      = words.word[2];
    lanes.word3[i]      = words.word[3];
}

//! One raster of Poisson trains; lanes leave the loop at different times.
struct PoissonLanes {
    Index count;
    Real const* intensity;  //!< [count]
    Index const* clock;
    std::uint8_t* raster;  //!< [steps][count], zero at the start
    Index steps;
    std::uint64_t seed;
    PoissonParams params;
};

INFERNO_HD void run(PoissonLanes const& lanes, Index i)
{
    EncodePoisson stage;
    stage.params    = lanes.params;
    stage.intensity = {lanes.intensity, lanes.count, 1};
    stage.steps     = lanes.steps;
    stage.seed      = lanes.seed;
    stage.rasters   = lanes.clock;
    poisson_train(
        stage, 0, i, [&lanes, i](Index step) { lanes.raster[step * lanes.count + i] = 1; });
}

}  // namespace inferno::ptx
