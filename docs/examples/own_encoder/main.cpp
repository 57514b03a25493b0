//! Encodes a ramp both ways and counts: own_encoder [BACKEND]
#include <algorithm>
#include <iostream>

#include <inferno/inferno.hpp>

#include "latency_encoder.hpp"

int main(int count, char** words)
{
    using namespace inferno;
    auto const backend = make_backend(count > 1 ? words[1] : "host");
#ifdef OWN_ENCODER_CUDA
    add_latency_kernel(*backend);
#endif
    Index const batch = 2, inputs = 50, steps = 20;
    std::vector<Real> ramp;
    for (Index i = 0; i < batch * inputs; ++i) {
        ramp.push_back(static_cast<Real>(i % inputs) / static_cast<Real>(inputs));
    }

    LatencyEncoder ahead(backend, {batch, inputs, steps});
    ahead.encode(ramp);
    std::vector<std::uint8_t> const fired = ahead.raster().download();

    LatencyEncoder online(backend,
                          {.batch = batch, .elements = inputs, .steps = steps, .online = true});
    online.encode(ramp);
    Raster seen(backend, steps, batch, inputs);
    record(*backend, [&] {
        seen.write(online.now()), seen.advance(), online.advance();
    })->run(steps);

    std::cout << std::count(fired.begin(), fired.end(), 1) << " spikes, "
              << (fired == seen.download() ? "the same" : "others") << " online, on "
              << backend->name() << "\n";
}
