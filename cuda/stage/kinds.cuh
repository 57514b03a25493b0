//! The kinds of stage that the library's own phase kernels know. A new kind needs run(),
//! rows_wanted() and a line here. There are two kernels, because the registers of all kinds of one
//! kernel are those of the hungriest.
#pragma once

#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/lif.hpp"

#include "cuda/stage/encode.cuh"
#include "cuda/stage/encode_bernoulli.cuh"
#include "cuda/stage/encode_renewal.cuh"
#include "cuda/stage/encode_source.cuh"
#include "cuda/stage/learn.cuh"
#include "cuda/stage/mapping.cuh"
#include "cuda/stage/neuron.cuh"
#include "cuda/stage/record.cuh"
#include "cuda/stage/trace.cuh"
#include "cuda/stage/update.cuh"

namespace inferno::cuda {

template <class... Bodies>
struct Kinds {
};

using BuiltinKinds = Kinds<EncodePoisson,
                           AdvanceCounter,
                           PushSpikes,
                           PushReals,
                           AdvanceRing,
                           DenseMapping,
                           DirectMapping,
                           NeuronStage<LIF>,
                           NeuronStage<ALIF>,
                           TraceStage,
                           StdpDense,
                           StdpDenseUpdate,
                           StdpDirect,
                           FoldParts,
                           ApplyUpdate,
                           ClampParameter,
                           ZeroDiagonal,
                           NormalizeParameter>;

//! Encoders that draw within the step, and sources: a kernel of their own, with their clocks.
using EncodeKinds = Kinds<AdvanceCounter,
                          AdvanceRing,
                          EncodeBernoulli,
                          RenewalRaster<PoissonIntervals>,
                          RenewalRaster<GeometricIntervals>,
                          RenewalStep<PoissonIntervals>,
                          RenewalStep<GeometricIntervals>,
                          RenewalStep<ExponentialIntervals>,
                          RegularStage,
                          StepCurrentStage,
                          NoiseStage>;

}  // namespace inferno::cuda
