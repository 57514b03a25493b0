//! A literal without its F makes the sum a double one.
extern "C" __global__ void double_constant(float* voltage_mv)
{
    voltage_mv[threadIdx.x] = voltage_mv[threadIdx.x] + 0.1;  // fault: double
}
