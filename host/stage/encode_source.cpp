#include <algorithm>

#include "inferno/encode/source.hpp"
#include "inferno/state/spike_bytes.hpp"

#include "random_block.hpp"

namespace inferno {

void RegularStage::on_host(RegularStage const& stage, Slice slice)
{
    Index const words = words_for(stage.elements);
    for (Index i = slice.begin; i < slice.end; i += 8) {
        unsigned byte = 0;
        for (Index j = 0; j < std::min<Index>(8, slice.end - i); ++j) {
            byte |= regular_step(stage, i + j) ? 1U << j : 0U;
        }
        for (Index b = 0; b < stage.batch; ++b) {
            *host::bytes_of(stage.spikes + b * words, {i, i + 8}) =
                static_cast<unsigned char>(byte);
        }
    }
}

void StepCurrentStage::on_host(StepCurrentStage const& stage, Slice slice)
{
    Index const begun = levels_begun(stage);
    for (Index b = 0; b < stage.batch; ++b) {
        Real* const row = stage.current_na + b * stage.elements;
        if (begun == 0) {
            std::fill(row + slice.begin, row + slice.end, Real{0});
            continue;
        }
        Real const* const level = stage.level_na + (begun - 1) * stage.elements;
        std::copy(level + slice.begin, level + slice.end, row + slice.begin);
    }
}

void NoiseStage::on_host(NoiseStage const& stage, Slice slice)
{
    auto const step = static_cast<std::uint64_t>(*stage.clock);
    std::uint32_t words[host::words_of_block];
    for (Index b = 0; b < stage.batch; ++b) {
        for (Index first = slice.begin; first < slice.end; first += host::words_of_block) {
            Index const group = b * draws_for(stage.elements) + first / inputs_per_draw;
            host::random_block(
                stage.seed, Purpose::noise, static_cast<std::uint64_t>(group), step, words);
            Real* const row   = stage.current_na + b * stage.elements + first;
            Index const width = std::min(host::words_of_block, slice.end - first);
#pragma GCC ivdep
            for (Index j = 0; j < width; ++j) {
                row[j] = noise_current(stage, first + j, words[j]);
            }
        }
    }
}

}  // namespace inferno
