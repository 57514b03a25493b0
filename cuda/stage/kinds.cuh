//! The kinds of stage that the library's own phase kernel knows. A new kind needs run(),
//! rows_wanted() and a line here.
#pragma once

#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/lif.hpp"

#include "cuda/stage/combine.cuh"
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
                           CombineInputs,
                           TransformInputs,
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

}  // namespace inferno::cuda
