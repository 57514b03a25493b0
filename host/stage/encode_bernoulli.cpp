#include <algorithm>

#include "inferno/encode/bernoulli.hpp"
#include "inferno/state/spike_bytes.hpp"

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

//! A block of inputs of one sample in step first_step() + s.
void draw_block(EncodeBernoulli const& stage, Index s, Index sample, Index first, Index width)
{
    EncodeTask const& task = stage.task;
    Index const inputs     = task.intensity.elements;
    Index const step       = task.first_step() + s;
    Index const group      = sample * draws_for(inputs) + first / inputs_per_draw;
    Real p[host::words_of_block];
    std::uint32_t random[host::words_of_block];
    probabilities(stage, step, sample, first, width, p);
    host::random_block(task.seed,
                       Purpose::encode,
                       static_cast<std::uint64_t>(group),
                       task.first_draw() + static_cast<std::uint64_t>(step),
                       random);
    SpikeWord* const row = task.spikes + (s * task.intensity.batch + sample) * words_for(inputs);
    draw_bytes(p, random, width, host::bytes_of(row, {first, first + width}));
}

}  // namespace

void EncodeBernoulli::on_host(EncodeBernoulli const& stage, Slice slice)
{
    for (Index s = 0; s < stage.task.steps_drawn(); ++s) {
        for (Index b = 0; b < stage.task.intensity.batch; ++b) {
            for (Index first = slice.begin; first < slice.end; first += host::words_of_block) {
                draw_block(stage, s, b, first, std::min(host::words_of_block, slice.end - first));
            }
        }
    }
}

}  // namespace inferno
