//! The kinds of stage that the library's own phase kernel knows. A new kind needs run(),
//! rows_wanted() and a line here.
#pragma once

#include "inferno/neuron/models.hpp"

#include "cuda/stage/encode.cuh"
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
                           NeuronStage<GLIF1>,
                           NeuronStage<ALIF>,
                           NeuronStage<GLIF2>,
                           NeuronStage<QIF>,
                           NeuronStage<Izhikevich>,
                           NeuronStage<EIF>,
                           NeuronStage<AdEx>,
                           NeuronStage<ExactNeuron>,
                           TraceStage,
                           StdpDense,
                           StdpDenseUpdate,
                           StdpDirect,
                           FoldParts,
                           ApplyUpdate,
                           ClampParameter,
                           ZeroDiagonal,
                           NormalizeParameter>;

}  // namespace inferno::cuda
