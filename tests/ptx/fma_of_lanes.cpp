//! The C library's fused multiply-add, for the lanes that tools/ptx/simulate.py executes.
#include <cmath>
#include <cstdint>

extern "C" void fma_of_lanes(
    float* result, float const* a, float const* b, float const* c, std::int64_t lanes)
{
    for (std::int64_t i = 0; i < lanes; ++i) {
        result[i] = ::fmaf(a[i], b[i], c[i]);
    }
}
