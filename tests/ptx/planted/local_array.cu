//! An array that registers cannot hold, for its index is known at run time only.
extern "C" __global__ void local_array(float* values, int const* order)
{
    float sums[16] = {};
    for (int k = 0; k < 64; ++k) {
        sums[order[k] & 15] += values[k];  // fault: local memory
    }
    for (int k = 0; k < 16; ++k) {
        values[k] = sums[order[k + 1] & 15];
    }
}
