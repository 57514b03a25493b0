#include <algorithm>

#include "inferno/encode/bernoulli.hpp"

#include "bits.hpp"
#include "random_block.hpp"

namespace inferno {
namespace {

//! Probabilities of inputs [first, first + width) of a sample in one step; 0 beyond the width.
void probabilities(
    EncodeBernoulli const& stage, Index step, Index sample, Index first, Index width, Real* p)
{
    RealView const& all   = stage.task.intensity;
    Index const frame     = step % stage.task.frames;
    Real const* const row = all.values + (frame * all.batch + sample) * all.elements + first;
    for (Index j = 0; j < width; ++j) {
        p[j] = bernoulli_probability(stage.params, row[j]);
    }
    std::fill(p + width, p + host::words_of_block, Real{0});
}

//! The spikes of a block of inputs, eight to a byte.
void draw_bytes(Real const* p, std::uint32_t const* words, Index width, unsigned char* bytes)
{
    unsigned char flags[host::words_of_block];
    for (Index j = 0; j < host::words_of_block; ++j) {
        flags[j] = uniform(words[j]) < p[j] ? 1 : 0;
    }
    for (Index j = 0; j < width; j += 8) {
        bytes[j / 8] = host::packed(flags + j);
    }
}

//! All steps of a block of inputs of one sample.
void draw_block(EncodeBernoulli const& stage, Index sample, Index first, Index width)
{
    EncodeTask const& task         = stage.task;
    Index const words              = words_for(task.intensity.elements);
    Index const begin              = task.first_step();
    std::uint64_t const first_draw = task.first_draw();
    auto const group = static_cast<std::uint64_t>(sample * draws_for(task.intensity.elements) +
                                                  first / inputs_per_draw);
    Real p[host::words_of_block];
    std::uint32_t random[host::words_of_block];
    for (Index s = 0; s < task.steps_drawn(); ++s) {
        if (s == 0 || task.frames > 1) { probabilities(stage, begin + s, sample, first, width, p); }
        host::random_block(task.seed,
                           Purpose::encode,
                           group,
                           first_draw + static_cast<std::uint64_t>(begin + s),
                           random);
        SpikeWord* const row = task.spikes + (s * task.intensity.batch + sample) * words;
        draw_bytes(p, random, width, host::bytes_of(row, {first, first + width}));
    }
}

}  // namespace

void EncodeBernoulli::on_host(EncodeBernoulli const& stage, Slice slice)
{
    for (Index b = 0; b < stage.task.intensity.batch; ++b) {
        for (Index first = slice.begin; first < slice.end; first += host::words_of_block) {
            draw_block(stage, b, first, std::min(host::words_of_block, slice.end - first));
        }
    }
}

}  // namespace inferno
