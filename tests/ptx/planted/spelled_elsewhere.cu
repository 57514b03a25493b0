//! A fused multiply-add that is spelled, but not in core/math.hpp.
#include <cmath>

extern "C" __global__ void spelled_elsewhere(float* trace, float decay, float amplitude)
{
    trace[threadIdx.x] = ::fmaf(decay, trace[threadIdx.x], amplitude);  // fault: fused multiply-add
}
