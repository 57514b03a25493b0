// Which neurons answer to a hum of 50 Hz, when each likes another frequency?
#include <cmath>
#include <iostream>
#include <numbers>

#include <inferno/inferno.hpp>
#include <inferno/neuron/host_loop.hpp>  // the host's loop over neurons, for models of one's own

#include "resonate_and_fire.hpp"
#ifdef OWN_KERNELS
#    include "own_kernels.hpp"
#endif

int main()
{
    using namespace inferno;
    auto const backend = make_backend("auto");
#ifdef OWN_KERNELS
    add_own_kernels(*backend);  // nothing happens unless the backend is CUDA
#endif
    Index const size = 81, steps = 1000;
    std::vector<double> frequency_hz;
    for (Index n = 0; n < size; ++n) {
        frequency_hz.push_back(10.0 + static_cast<double>(n));
    }
    ResonateAndFire::Config config;
    config.frequency_hz = frequency_hz;
    Neurons<ResonateAndFire> neurons(backend, {size}, 1, 1.0, config);

    Buffer<Real> current_na(backend, size);
    std::vector<int> spikes(static_cast<std::size_t>(size));
    for (Index t = 0; t < steps; ++t) {
        current_na.fill(static_cast<Real>(
            0.6 * std::sin(2 * std::numbers::pi * 50 * static_cast<double>(t) / 1000)));
        neurons.step({current_na.data(), size, 1});
        auto const fired = neurons.download_spikes();
        for (std::size_t n = 0; n < fired.size(); ++n) {
            spikes[n] += fired[n];
        }
    }

    int total          = 0;
    double weighted_hz = 0;
    for (std::size_t n = 0; n < spikes.size(); ++n) {
        total += spikes[n];
        weighted_hz += spikes[n] * frequency_hz[n];
    }
    std::cout << total << " spikes on " << backend->name() << ", of neurons that like "
              << std::lround(weighted_hz / total) << " Hz on average\n";
}
