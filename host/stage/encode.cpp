#include "inferno/encode/stage.hpp"
#include "inferno/state/spike_bytes.hpp"

namespace inferno {
namespace {

constexpr int draws_at_once = 4;                  // counters that are hashed side by side
constexpr int times_at_once = 4 * draws_at_once;  // numbers that come out

//! The exponential variates of draws [first, first + draws_at_once), in the order of draw().
void exponentials(std::uint64_t seed, std::uint64_t element, std::uint64_t first, Real* variates)
{
    std::uint32_t c0[draws_at_once], c1[draws_at_once], c2[draws_at_once], c3[draws_at_once];
    for (int j = 0; j < draws_at_once; ++j) {
        Philox4 const counter =
            draw_counter(Purpose::encode, element, first + static_cast<std::uint64_t>(j));
        c0[j] = counter.word[0], c1[j] = counter.word[1], c2[j] = counter.word[2],
        c3[j] = counter.word[3];
    }
    PhiloxKey key = draw_key(seed);
    for (int round = 0; round < philox_rounds; ++round, key = next_key(key)) {
        for (int j = 0; j < draws_at_once; ++j) {
            philox_round(c0[j], c1[j], c2[j], c3[j], key);
        }
    }
    for (int j = 0; j < draws_at_once; ++j) {
        variates[4 * j]     = exponential(c0[j]);
        variates[4 * j + 1] = exponential(c1[j]);
        variates[4 * j + 2] = exponential(c2[j]);
        variates[4 * j + 3] = exponential(c3[j]);
    }
}

//! The same spikes as poisson_train, many draws at a time.
template <class Spike>
void fast_train(EncodePoisson const& stage, Index sample, Index input, Spike const& spike)
{
    Index const element  = sample * stage.intensity.elements + input;
    Real const intensity = stage.intensity.values[element];
    if (!(intensity > 0) || !(stage.params.frequency_hz > 0)) { return; }
    Real const scale         = poisson_scale(stage.params, intensity);
    Real const refractory    = stage.params.refractory_steps;
    std::uint64_t const from = first_draw(stage);
    Real const end           = static_cast<Real>(stage.steps);
    Real time                = 0;
    Real interval[times_at_once];
    for (std::uint64_t k = 0;; k += draws_at_once) {
        exponentials(stage.seed, static_cast<std::uint64_t>(element), from + k, interval);
        for (Real& value : interval) {
            value = value * scale + refractory;
        }
        for (Real const value : interval) {
            time += value;
            if (!(time < end)) { return; }
            spike(static_cast<Index>(time));
        }
    }
}

}  // namespace

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
            fast_train(stage, b, i, [=](Index step) { column[step * stride] |= flag; });
        }
    }
}

void AdvanceCounter::on_host(AdvanceCounter const& stage, Slice) { ++*stage.counter; }

}  // namespace inferno
