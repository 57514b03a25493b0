//! Compiled with --fmad=true, the multiplication and the addition become one.
extern "C" __global__ void contracted(float* trace, float decay, float amplitude)
{
    trace[threadIdx.x] = decay * trace[threadIdx.x] + amplitude;  // fault: fused multiply-add
}
