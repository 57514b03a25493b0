//! The kinds of stage that the library's own phase kernels know. A new kind needs run(),
//! rows_wanted() and a line here. There are several kernels, because the registers of all kinds of
//! one kernel are those of the hungriest.
#pragma once

#include "inferno/learn/plastic_rules.hpp"
#include "inferno/neuron/models.hpp"
#include "inferno/neuron/point_models.hpp"
#include "inferno/synapse/delta_current.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

#include "cuda/stage/combine.cuh"
#include "cuda/stage/current_mapping.cuh"
#include "cuda/stage/decode.cuh"
#include "cuda/stage/delayed_mapping.cuh"
#include "cuda/stage/encode.cuh"
#include "cuda/stage/encode_bernoulli.cuh"
#include "cuda/stage/encode_renewal.cuh"
#include "cuda/stage/encode_source.cuh"
#include "cuda/stage/learn.cuh"
#include "cuda/stage/learn_ages.cuh"
#include "cuda/stage/learn_delayed.cuh"
#include "cuda/stage/learn_rules.cuh"
#include "cuda/stage/mapping.cuh"
#include "cuda/stage/neuron.cuh"
#include "cuda/stage/plastic.cuh"
#include "cuda/stage/point.cuh"
#include "cuda/stage/record.cuh"
#include "cuda/stage/reduce.cuh"
#include "cuda/stage/scheduled_spikes.cuh"
#include "cuda/stage/sparse.cuh"
#include "cuda/stage/sparse_building.cuh"
#include "cuda/stage/sparse_drawn.cuh"
#include "cuda/stage/synapse.cuh"
#include "cuda/stage/trace.cuh"
#include "cuda/stage/update.cuh"

namespace inferno::cuda {

template <class... Bodies>
struct Kinds {
};

//! Kinds that get by with 64 registers a thread.
using BuiltinKinds = Kinds<AdvanceCounter,
                           SynapseStage<DeltaCurrent>,
                           SynapseStage<DeltaPlusCurrent>,
                           SynapseStage<SingleExponential>,
                           SynapseStage<DoubleExponential>,
                           LocateDelays<DeltaCurrent>,
                           LocateDelays<DeltaPlusCurrent>,
                           LocateDelays<SingleExponential>,
                           LocateDelays<DoubleExponential>,
                           PushSpikes,
                           PushReals,
                           AdvanceRing,
                           DenseMapping,
                           DirectMapping,
                           CombineInputs,
                           TransformInputs,
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
                           KeepTrace,
                           ReduceStage<PassthroughReducer>,
                           ReduceStage<EventReducer>,
                           ReduceStage<TraceReducer>,
                           ReduceStage<EMAReducer>,
                           ReduceStage<CAReducer>,
                           TakeAgePowers,
                           CountSpikes,
                           StdpDenseUpdate,
                           FoldParts,
                           ApplyUpdate,
                           ClampParameter,
                           ZeroDiagonal>;

//! Mapping by windows and of delayed inputs, and norms: more registers, fewer threads at a time.
using WindowKinds = Kinds<WindowSpikes,
                          CurrentMapping<DeltaPlusCurrent>,
                          CurrentMapping<SingleExponential>,
                          CurrentMapping<DoubleExponential>,
                          DirectCurrents<DeltaPlusCurrent>,
                          DirectCurrents<SingleExponential>,
                          DirectCurrents<DoubleExponential>,
                          DelayedMapping<DeltaCurrent>,
                          DelayedMapping<DeltaPlusCurrent>,
                          DelayedMapping<SingleExponential>,
                          DelayedMapping<DoubleExponential>,
                          DelayedDirect<DeltaCurrent>,
                          DelayedDirect<DeltaPlusCurrent>,
                          DelayedDirect<SingleExponential>,
                          DelayedDirect<DoubleExponential>,
                          NormalizeParameter>;

//! Encoders and sources: a kernel of their own, with their clocks.
using EncodeKinds = Kinds<AdvanceCounter,
                          AdvanceRing,
                          EncodePoisson,
                          EncodeBernoulli,
                          RenewalRaster<PoissonIntervals>,
                          RenewalRaster<GeometricIntervals>,
                          RenewalStep<PoissonIntervals>,
                          RenewalStep<GeometricIntervals>,
                          RenewalStep<ExponentialIntervals>,
                          RegularStage,
                          StepCurrentStage,
                          NoiseStage>;

//! Classifiers, and rules of learning for any kind of connection, and what is proposed to be
//! applied later.
using LearnKinds = Kinds<TakeRates,
                         InferClasses,
                         ChooseClass,
                         LearnClasses,
                         AssignClasses,
                         CountAssigned,
                         StdpDense,
                         Learn<SpikeRule>,
                         LearnUpdate<SpikeRule>,
                         EligibilityStage,
                         EligibilityDense,
                         EligibilityDenseUpdate,
                         Learn<EligibilityRule>,
                         LearnUpdate<EligibilityRule>,
                         Learn<KernelRule<ExponentialKernels>>,
                         LearnUpdate<KernelRule<ExponentialKernels>>,
                         Learn<RateRule>,
                         LearnUpdate<RateRule>>;

//! Rules of learning that look through delays, and on times between spikes.
using DelayedKinds = Kinds<FollowDelays,
                           ArrivalAges,
                           Learn<DelayedSpikeRule>,
                           LearnUpdate<DelayedSpikeRule>,
                           EligibilityOf<DelayedSpikeRule>,
                           Learn<EligibilityRule>,
                           LearnUpdate<EligibilityRule>,
                           Learn<AgeRule>,
                           LearnUpdate<AgeRule>>;

//! Rules of learning under reductions that are not common.
using AnewKinds = Kinds<Learn<SpikeRule::Anew>,
                        LearnUpdate<SpikeRule::Anew>,
                        Learn<DelayedSpikeRule::Anew>,
                        LearnUpdate<DelayedSpikeRule::Anew>,
                        Learn<EligibilityRule::Anew>,
                        LearnUpdate<EligibilityRule::Anew>,
                        Learn<AgeRule::Anew>,
                        LearnUpdate<AgeRule::Anew>>;

//! Sparse networks: all of a window but its neurons,
using WindowOfSparse = Kinds<OpenWindow,
                             DeliverUniform,
                             DeliverPacked,
                             DeliverWide,
                             DeliverBits,
                             ReleaseSpikes,
                             LogSpikes,
                             PointStage<PoissonSource>>;
//! and neurons: with a kernel for those that are used together, as many as have the registers.
using CurrentPoints = Kinds<PointStage<IafPscExp<1>>,
                            PointStage<IafPscExp<2>>,
                            PointStage<IafPscAlpha<1>>,
                            PointStage<IafPscAlpha<2>>>;
using JumpPoints    = Kinds<PointStage<IafPscDelta>,
                         PointStage<BrianCuba>,
                         PointStage<Izhikevich2003>,
                         PointStage<SpiceBrunel>,
                         PointStage<SpiceVogels>>;
using TraubPoints   = Kinds<PointStage<IafCondExp>,
                          PointStage<HHCondExpTraub<TraubForm::nest>>,
                          PointStage<HHCondExpTraub<TraubForm::brian>>>;
using AdExPoints    = Kinds<PointStage<AdExCondExp>>;
//! Sparse networks: synapses that learn.
using PlasticKinds = Kinds<DeliverPlastic<SparseSTDP::Rule>,
                           DeliverPlastic<SparsePowerLawSTDP::Rule>,
                           DeliverPlastic<SparseTripletSTDP::Rule>,
                           DeliverPlastic<SparseSilenceSTDP::Rule>>;

//! Sparse networks: what draws synapses, without storage and into it.
using DrawnKinds = Kinds<DeliverDrawn, CountSynapses, WriteSynapses>;

}  // namespace inferno::cuda
