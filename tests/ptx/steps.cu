//! The steps of steps.hpp under plain names: kernels for nvcc, loops for the host compiler, which
//! reads this file as C++ and makes a shared library of it.
#include "tests/ptx/steps.hpp"

using namespace inferno::ptx;

#ifdef __CUDACC__
#    define INFERNO_PTX_STEP(name, Lanes)                                                   \
        extern "C" __global__ void name(Lanes const lanes)                                  \
        {                                                                                   \
            inferno::Index const i = inferno::Index{blockIdx.x} * blockDim.x + threadIdx.x; \
            if (i < lanes.count) { run(lanes, i); }                                         \
        }
#else
#    define INFERNO_PTX_STEP(name, Lanes)                                           \
        extern "C" void name(Lanes const* given)                                    \
        {                                                                           \
            Lanes const lanes = *given; /* no store can change it: it vectorises */ \
            _Pragma("GCC ivdep") for (inferno::Index i = 0; i < lanes.count; ++i)   \
            {                                                                       \
                run(lanes, i);                                                      \
            }                                                                       \
        }                                                                           \
        extern "C" std::size_t name##_bytes() { return sizeof(Lanes); }
#endif

INFERNO_PTX_STEP(lif_lanes, NeuronLanes<inferno::LIF>)
INFERNO_PTX_STEP(glif1_lanes, NeuronLanes<inferno::GLIF1>)
INFERNO_PTX_STEP(alif_lanes, AdaptiveLanes<inferno::ALIF>)
INFERNO_PTX_STEP(glif2_lanes, AdaptiveLanes<inferno::GLIF2>)
INFERNO_PTX_STEP(qif_lanes, NeuronLanes<inferno::QIF>)
INFERNO_PTX_STEP(izhikevich_lanes, AdaptiveLanes<inferno::Izhikevich>)
INFERNO_PTX_STEP(eif_lanes, NeuronLanes<inferno::EIF>)
INFERNO_PTX_STEP(adex_lanes, AdaptiveLanes<inferno::AdEx>)
INFERNO_PTX_STEP(exact_lanes, NeuronLanes<inferno::ExactNeuron>)
INFERNO_PTX_STEP(synapse_lanes, SynapseLanes)
INFERNO_PTX_STEP(trace_lanes, TraceLanes)
INFERNO_PTX_STEP(update_lanes, UpdateLanes)
INFERNO_PTX_STEP(norm_lanes, NormLanes)
INFERNO_PTX_STEP(combine_lanes, CombineLanes)
INFERNO_PTX_STEP(transform_lanes, TransformLanes)
INFERNO_PTX_STEP(interpolation_lanes, InterpolationLanes)
INFERNO_PTX_STEP(exp_lanes, ExpLanes)
INFERNO_PTX_STEP(log_lanes, LogLanes)
INFERNO_PTX_STEP(pow_lanes, PowLanes)
INFERNO_PTX_STEP(exponential_lanes, ExponentialLanes)
INFERNO_PTX_STEP(philox_lanes, PhiloxLanes)
INFERNO_PTX_STEP(poisson_lanes, PoissonLanes)
