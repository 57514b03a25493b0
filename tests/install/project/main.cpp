#include <algorithm>
#include <iostream>

#include <inferno/inferno.hpp>

int main()
{
    using namespace inferno;
    auto const backend = make_backend("auto");  // the GPU if there is one, else the host
    Index const batch = 4, steps = 250;
    ConnectionConfig const config{.batch = batch, .synapse = DeltaCurrent{.charge_pc = 3}};
    auto dense = std::make_shared<LinearDense>(backend, Shape{28, 28}, Shape{10, 10}, config);
    dense->set_weight(uniform_values(78400, 0, 0.3F, 1, Purpose::weight));
    auto lif = std::make_shared<Neurons<LIF>>(backend, Shape{10, 10}, batch, 1.0, LIF::Config{});
    Serial layer(dense, lif);

    HomogeneousPoissonEncoder encoder(backend, batch, {28, 28}, {.steps = steps}, 1);
    encoder.encode(std::vector<Real>(batch * 784, 0.5F));
    Raster out(backend, steps, batch, 100);
    auto const step = [&] { out.write(layer(encoder.now())), out.advance(), encoder.advance(); };
    record(*backend, step)->run(steps);  // or call step() yourself, one at a time: the same bits

    auto const fired = out.download();
    std::cout << std::count(fired.begin(), fired.end(), 1) << " spikes on " << backend->name()
              << "\n";
}
