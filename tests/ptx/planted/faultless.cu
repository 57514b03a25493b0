//! Nothing to complain about: an integer atomic, and the fused multiply-adds of core/math.hpp.
#include "inferno/core/math.hpp"

extern "C" __global__ void faultless(float* decay, int* count)
{
    decay[threadIdx.x] = inferno::math::exp(decay[threadIdx.x]) / 3.0F;
    atomicAdd(count, 1);
}
