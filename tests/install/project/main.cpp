#include <inferno/inferno.hpp>

#include <iostream>

int main()
{
    using namespace inferno;
    auto const backend = make_backend("auto");  // "cuda" where a GPU answers, else "host"
    Shape const picture = {28, 28}, population = {10, 10};
    Index const batch = 4, steps = 250;

    ConnectionConfig config{.batch = batch, .step_time_ms = 1, .synapse = {.charge_pc = 3}};
    auto dense = std::make_shared<LinearDense>(backend, picture, population, config);
    dense->set_weight(uniform_values(78400, 0, 0.3F, 1, Purpose::weight));
    Serial layer(dense, std::make_shared<Neurons<LIF>>(backend, population, batch, 1.0, LIF::Config{}));

    HomogeneousPoissonEncoder encoder(backend, batch, picture, {.steps = steps, .frequency_hz = 128}, 1);
    encoder.encode(std::vector<Real>(batch * 784, 0.5F));
    Raster spikes(backend, steps, batch, 100);
    auto step = [&] { spikes.write(layer(encoder.now())), spikes.advance(), encoder.advance(); };
    record(*backend, step)->run(steps);  // or step() by hand, one at a time: the same bits

    Index fired = 0;
    for (auto const spike : spikes.download()) { fired += spike; }
    std::cout << fired << " spikes on " << backend->name() << "\n";
}
