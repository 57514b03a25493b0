//! One source always spikes with the target, one half as often, one never: own_rule [BACKEND]
#include <cmath>
#include <iostream>

#include <inferno/inferno.hpp>

#include "oja_rule.hpp"

int main(int count, char** words)
{
    using namespace inferno;
    auto const backend = make_backend(count > 1 ? words[1] : "host");
#ifdef OWN_RULE_CUDA
    add_oja_kernel(*backend);
#endif
    auto const connection =
        std::make_shared<LinearDense>(backend, Shape{3}, Shape{1}, ConnectionConfig{});
    auto const neurons =
        std::make_shared<Neurons<ExactNeuron>>(backend, Shape{1}, 1, 1, ExactNeuron::Config{});
    Serial layer(connection, neurons);
    connection->set_weight(std::vector<Real>{0.5, 0.5, 0.5});
    connection->make_updater();

    double const dt_ms = connection->step_time_ms();
    auto const pre     = layer.watch(connection->synapse_spikes(),
                                 make_trace_params(dt_ms, 1, 1, TraceMode::nearest));
    auto const post =
        layer.watch(neurons->spikes(), make_trace_params(dt_ms, 1, 1, TraceMode::nearest));
    OjaRule const rule{pre->view(), post->view(), connection->weight_memory().data(), 0.02F};

    SpikeBuffer spikes(backend, 1, 3);
    auto const step = [&] {
        layer(spikes.view());
        connection->propose("weight", rule);
        connection->update();
    };
    auto const program = record(*backend, step);
    for (int k = 0; k < 2000; ++k) {
        std::uint8_t const target = k % 10 == 0, sometimes = k % 20 == 0;
        spikes.upload(std::vector<std::uint8_t>{target, sometimes, 0});
        program->run(1);
    }
    std::cout << "learned";
    for (Real const weight : connection->weight()) {
        std::cout << " " << std::lround(1000 * weight);
    }
    std::cout << " thousandths, on " << backend->name() << "\n";
}
