#include <algorithm>
#include <bit>

#include "inferno/encode/renewal.hpp"
#include "inferno/state/lanes.hpp"
#include "inferno/state/spike_bytes.hpp"

namespace inferno {

template <class Intervals>
void RenewalRaster<Intervals>::on_host(RenewalRaster const& stage, Slice slice)
{
    Index const elements = stage.task.intensity.elements;
    Index const words    = words_for(elements);
    Index const batch    = stage.task.intensity.batch;
    for (Index row = 0; row < stage.task.steps * batch; ++row) {
        std::memset(
            host::bytes_of(stage.task.spikes + row * words, slice), 0, host::byte_count(slice));
    }
    for (Index b = 0; b < batch; ++b) {
        for (Index i = slice.begin; i < slice.end; ++i) {
            auto* const column =
                reinterpret_cast<unsigned char*>(stage.task.spikes + b * words) + i / 8;
            Index const stride       = batch * words * static_cast<Index>(sizeof(SpikeWord));
            unsigned char const flag = static_cast<unsigned char>(1U << (i % 8));
            renewal_train(
                stage, b * elements + i, [=](Index step) { column[step * stride] |= flag; });
        }
    }
}

namespace {

//! Whose time has come among elements [first, first + width), width <= 8, as bits.
unsigned char due(Real const* next, Index width, Real end)
{
    unsigned char flags[host::lanes] = {};
    if (width == host::lanes) {
        using Flags              = unsigned char __attribute__((vector_size(host::lanes)));
        host::LaneMask const set = host::load_lanes(next) < end;
        Flags const one          = __builtin_convertvector(set, Flags) & 1;
        std::memcpy(flags, &one, sizeof(flags));
        return host::packed(flags);
    }
    for (Index j = 0; j < width; ++j) {
        flags[j] = next[j] < end ? 1 : 0;
    }
    return host::packed(flags);
}

}  // namespace

template <class Intervals>
void RenewalStep<Intervals>::on_host(RenewalStep const& stage, Slice slice)
{
    RenewalClock const clock(stage.task);
    Index const elements = stage.task.intensity.elements;
    for (Index b = 0; b < stage.task.intensity.batch; ++b) {
        Index const row = b * elements;
        unsigned char* const bytes =
            host::bytes_of(stage.task.spikes + b * words_for(elements), {0, elements});
        if (clock.starts || clock.continues) {
            for (Index i = slice.begin; i < slice.end; ++i) {
                begin_step(stage, clock, row + i);
            }
        }
        for (Index i = slice.begin; i < slice.end; i += 8) {
            unsigned char const spikes =
                due(stage.next + row + i, std::min<Index>(8, slice.end - i), clock.end);
            bytes[i / 8] = spikes;
            for (unsigned rest = spikes; rest != 0; rest &= rest - 1) {
                draw_next(stage, row + i + std::countr_zero(rest));
            }
        }
    }
}

template struct RenewalRaster<PoissonIntervals>;
template struct RenewalRaster<GeometricIntervals>;
template struct RenewalStep<PoissonIntervals>;
template struct RenewalStep<GeometricIntervals>;
template struct RenewalStep<ExponentialIntervals>;

}  // namespace inferno
