//! Ten spikes at 100 Hz through a synapse that tires, at two delays: own_synapse [BACKEND]
#include <cmath>
#include <iostream>

#include <inferno/inferno.hpp>
#include <inferno/network/model_synapse.hpp>

#include "depressing_synapse.hpp"

int main(int count, char** words)
{
    using namespace inferno;
    auto const backend = make_backend(count > 1 ? words[1] : "host");
#ifdef OWN_SYNAPSE_CUDA
    add_depressing_kernel(*backend);
#endif
    ConnectionConfig config;
    config.synapse  = DepressingSynapse{};
    config.delay_ms = 20;
    LinearDense connection(backend, {1}, {2}, config);
    connection.set_weight(std::vector<Real>{1, 1});
    connection.set_delay_ms(std::vector<Real>{0, 15});

    SpikeBuffer spikes(backend, 1, 1);
    Real first_na = 0, tenth_na = 0, late_na = 0;
    for (Index step = 0; step < 110; ++step) {
        bool const spike = step % 10 == 0 && step < 100;
        spikes.upload(std::vector<std::uint8_t>{static_cast<std::uint8_t>(spike)});
        connection.forward(spikes.view());
        std::vector<Real> const output_na = connection.download_output();
        if (step == 0) { first_na = output_na[0]; }
        if (step == 90) { tenth_na = output_na[0]; }
        if (step == 105) { late_na = output_na[1]; }
    }
    std::cout << std::lround(1000 * first_na) << " pA, tenth " << std::lround(1000 * tenth_na)
              << " pA, " << (late_na == tenth_na ? "the same" : "another")
              << " after its delay, on " << backend->name() << "\n";
}
