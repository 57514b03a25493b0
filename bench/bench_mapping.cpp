//! What do the kinds of mapping cost: dense, one to one, delayed, convolutions, combined?
#include "inferno/network/raster.hpp"

#include "support/stage_bench.hpp"

namespace inferno::bench {
namespace {

void bench_mapping(StageBench& bench)
{
    ConnectionConfig config;
    config.batch = batch;
    LinearDense dense(bench.backend(), {inputs}, {outputs}, config);
    dense.set_weight(uniform_values(inputs * outputs, 0, 1, 2, Purpose::weight));
    SpikeBuffer const spikes = random_spikes(bench.backend(), inputs, 3);
    double const bytes       = inputs * outputs * 4 + batch * (inputs / 8 + outputs * 4);
    bench.measure("mapping/dense", "B=20 784->100, 5 % spiking", bytes, batch * outputs, [&] {
        dense.forward(spikes.view());
    });
    LinearDirect direct(bench.backend(), {inputs}, config);
    bench.measure("mapping/direct",
                  size_text(inputs),
                  inputs * 4 + batch * inputs * (4 + 1.0 / 8),
                  batch * inputs,
                  [&] { direct.forward(spikes.view()); });
}

//! A dense connection with 100 steps of delay, and the memory that it holds.
void bench_delayed(StageBench& bench, char const* name, AnySynapse const& synapse)
{
    ConnectionConfig config;
    config.batch      = batch;
    config.synapse    = synapse;
    config.delay_ms   = 100;
    auto const before = bench.backend()->bytes_in_use();
    LinearDense dense(bench.backend(), {inputs}, {outputs}, config);
    auto const held = bench.backend()->bytes_in_use() - before;
    dense.set_weight(uniform_values(inputs * outputs, 0, 1, 2, Purpose::weight));
    std::vector<Real> delays = uniform_values(inputs * outputs, 0, 100, 9, Purpose::delay);
    for (Real& delay_ms : delays) {
        delay_ms = std::floor(delay_ms);
    }
    dense.set_delay_ms(delays);
    Raster spikes(bench.backend(), 101, batch, inputs);
    spikes.upload(random_flags(101 * batch * inputs, 20));
    double const bytes = static_cast<double>(held);
    bench.measure("mapping/dense, 100 delays, " + std::string(name),
                  "B=20 784->100, 5 % spiking, " + std::to_string(held / 1024) + " KiB",
                  bytes,
                  batch * outputs,
                  [&] {
                      dense.forward(spikes.now());
                      spikes.advance();
                  });
}

void bench_convolution(StageBench& bench, char const* name, std::optional<double> delay_ms)
{
    Conv2DShape shape;
    shape.height = shape.width = 28;
    shape.filters              = 32;
    shape.kernel               = {5, 5};
    ConnectionConfig config;
    config.batch    = batch;
    config.delay_ms = delay_ms;
    Conv2D convolution(bench.backend(), shape, config);
    convolution.set_weight(uniform_values(25 * 32, 0, 1, 2, Purpose::weight));
    if (delay_ms) {
        convolution.set_delay_ms(
            uniform_values(25 * 32, 0, static_cast<Real>(*delay_ms), 9, Purpose::delay));
    }
    SpikeBuffer const spikes = random_spikes(bench.backend(), inputs, 3);
    auto const made          = static_cast<double>(batch * count(convolution.output_shape()));
    bench.measure("mapping/convolution" + std::string(name),
                  "B=20 28x28, k 5, 32 filters",
                  made * 4,
                  made,
                  [&] { convolution.forward(spikes.view()); });
}

void bench_combination(StageBench& bench, Index neurons)
{
    std::vector<Buffer<Real>> currents;
    std::vector<Combination::Operand> operands;
    for (std::uint64_t k = 0; k < 3; ++k) {
        auto const values = uniform_values(batch * neurons, 0, 1, 10 + k, Purpose::test);
        currents.emplace_back(bench.backend(), std::span<Real const>(values));
        operands.emplace_back("", RealView{currents.back().data(), neurons, batch});
    }
    Combination sum(bench.backend(), Combine::sum);
    double const states = static_cast<double>(batch * neurons);
    bench.measure("mapping/combine, sum of 3", size_text(neurons), states * 16, states, [&] {
        sum(operands);
    });
    Transform const shift = affine(bench.backend(), 2, 1);
    bench.measure("mapping/transform", size_text(neurons), states * 8, states, [&] {
        shift(operands[0].second);
    });
}

void run(Options const& options)
{
    StageBench bench(make_backend(options.backend, {options.threads}), options);
    bench_mapping(bench);
    bench_delayed(bench, "delta", DeltaCurrent{});
    bench_delayed(bench, "single exponential", SingleExponentialCurrent{});
    bench_delayed(bench, "double exponential", DoubleExponentialCurrent{});
    bench_convolution(bench, "", {});
    bench_convolution(bench, ", 20 delays", 20);
    bench_combination(bench, 1000);
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    return inferno::bench::run_main(count, words, inferno::bench::run);
}
