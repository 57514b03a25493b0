//! The fast exponential of the hardware.
extern "C" __global__ void approximate_exp(float* decay)
{
    decay[threadIdx.x] = __expf(decay[threadIdx.x]);  // fault: approximation
}
