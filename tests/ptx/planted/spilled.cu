//! More live values than 32 registers hold: the assembler puts them on the stack.
extern "C" __global__ void __launch_bounds__(1024, 2) spilled(float* values)
{
    float kept[64];
#pragma unroll
    for (int k = 0; k < 64; ++k) {
        kept[k] = values[k * 1024 + threadIdx.x];
    }
    __syncthreads();
#pragma unroll
    for (int k = 0; k < 64; ++k) {
        values[(63 - k) * 1024 + threadIdx.x] = kept[k] * kept[(k * 7 + 3) % 64];
    }
}
