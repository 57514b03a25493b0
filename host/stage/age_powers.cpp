//! Exponentials of times since spikes, eight at a time.
#include "inferno/learn/half_kernel.hpp"

namespace inferno {
namespace {

void take_powers(HalfKernel kernel, Real const* age_ms, Real sign, Index count, Real* to)
{
#pragma GCC ivdep
    for (Index k = 0; k < count; ++k) {
        to[k] = kernel.power(sign * age_ms[k], HalfKernel::longest);
    }
}

}  // namespace

void TakeAgePowers::on_host(TakeAgePowers const& stage, Slice slice)
{
    Real const post_sign = stage.of_targets ? 1 : -1;
    for (Index b = 0; b < stage.batch; ++b) {
        Index const at = b * stage.elements + slice.begin, count = slice.end - slice.begin;
        take_powers(stage.post_kernel, stage.age_ms + at, post_sign, count, stage.post + at);
        take_powers(stage.pre_kernel, stage.age_ms + at, -post_sign, count, stage.pre + at);
    }
}

}  // namespace inferno
