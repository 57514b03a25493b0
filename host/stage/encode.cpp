#include "inferno/encode/stage.hpp"

#include "bits.hpp"

namespace inferno {

void EncodePoisson::on_host(EncodePoisson const& stage, Slice slice)
{
    Index const words = words_for(stage.intensity.elements);
    Index const batch = stage.intensity.batch;
    for (Index row = 0; row < stage.steps * batch; ++row) {
        std::memset(host::bytes_of(stage.raster + row * words, slice), 0, host::byte_count(slice));
    }
    for (Index b = 0; b < batch; ++b) {
        for (Index i = slice.begin; i < slice.end; ++i) {
            auto* const column = reinterpret_cast<unsigned char*>(stage.raster + b * words) + i / 8;
            Index const stride = batch * words * static_cast<Index>(sizeof(SpikeWord));
            unsigned char const flag = static_cast<unsigned char>(1U << (i % 8));
            poisson_train(stage, b, i, [=](Index step) { column[step * stride] |= flag; });
        }
    }
}

void AdvanceClock::on_host(AdvanceClock const& stage, Slice) { ++*stage.clock; }

}  // namespace inferno
