#include "inferno/neuron/point_loop.hpp"

#include "random_block.hpp"

namespace inferno::host {
namespace {

static_assert(words_of_block == point_block);

std::uint64_t four_of(std::uint32_t population, Index first)
{
    return (std::uint64_t{population} << 32) | static_cast<std::uint64_t>(first / 4);
}

}  // namespace

void drive_spikes(PoissonDrive const& drive,
                  std::uint64_t seed,
                  std::uint32_t population,
                  std::uint64_t step,
                  Index first,
                  Index width,
                  Real* spikes)
{
    if (drive.mean != nullptr) {
        for (Index j = 0; j < width; ++j) {
            spikes[j] = drive.spikes_at(seed, population, step, first + j);
        }
        return;
    }
    std::uint32_t words[words_of_block];
    random_block(seed, Purpose::drive, four_of(population, first), step, words);
    std::int32_t found[words_of_block] = {};
    for (int k = 0; k < drive.table_size; ++k) {
        std::uint32_t const bound = drive.table[k];
        for (Index j = 0; j < words_of_block; ++j) {
            found[j] += words[j] >= bound ? 1 : 0;
        }
    }
    for (Index j = 0; j < width; ++j) {
        spikes[j] = static_cast<Real>(found[j]);
    }
}

void drive_noise(NormalDrive const& noise,
                 std::uint64_t seed,
                 std::uint32_t population,
                 std::uint64_t step,
                 Index first,
                 Index width,
                 Real* arriving)
{
    std::uint32_t words[words_of_block];
    random_block(seed, Purpose::noise, four_of(population, first), step, words);
    for (Index j = 0; j < width; ++j) {
        arriving[j] += normal(words[j]) * noise.deviation;
    }
}

}  // namespace inferno::host
