//! A sum that is not rounded to nearest.
extern "C" __global__ void rounded_down(float* trace)
{
    trace[threadIdx.x] = __fadd_rd(trace[threadIdx.x], 1.0F);  // fault: other rounding
}
