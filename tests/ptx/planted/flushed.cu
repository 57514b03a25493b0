//! Compiled with -ftz=true, subnormal results become zero.
extern "C" __global__ void flushed(float* trace)
{
    trace[threadIdx.x] = trace[threadIdx.x] * trace[threadIdx.x];  // fault: flushes to zero
}
