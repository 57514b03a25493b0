//! What does each word of the pipeline cost alone, next to a plain copy of the bytes it must touch?
#include "inferno/learn/stage.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/state/stage.hpp"

#include "support/bench.hpp"

namespace inferno::bench {
namespace {

constexpr Index batch = 20, inputs = 784, outputs = 100;
constexpr double activity = 0.05;

//! Measures one stage, replayed.
class StageBench {
  public:
    StageBench(BackendPointer backend, int repeats)
        : backend_(std::move(backend)),
          repeats_(repeats),
          copy_bytes_per_s_(copy_bandwidth(backend_, std::size_t{1} << 16, repeats))
    {
        report({"copy/64 KiB",
                backend_->name(),
                "64 KiB",
                double(1 << 17) / copy_bytes_per_s_ * 1e6,
                double(1 << 17),
                0});
    }
    BackendPointer const& backend() const { return backend_; }

    template <class Submit>
    void measure(std::string const& name,
                 std::string const& size,
                 double bytes,
                 double elements,
                 Submit const& submit)
    {
        constexpr Index steps = 500;
        auto const program    = record(*backend_, submit);
        program->run(steps);
        double const seconds = median_seconds(*backend_, repeats_, [&] { program->run(steps); });
        report({name, backend_->name(), size, seconds / steps * 1e6, bytes, elements},
               copy_bytes_per_s_);
    }

  private:
    BackendPointer backend_;
    int repeats_;
    double copy_bytes_per_s_;
};

//! Random spikes with the given activity.
SpikeBuffer random_spikes(BackendPointer const& backend, Index elements, std::uint64_t seed)
{
    SpikeBuffer spikes(backend, batch, elements);
    std::vector<std::uint8_t> fired;
    for (Real const u : uniform_values(batch * elements, 0, 1, seed, Purpose::test)) {
        fired.push_back(u < activity);
    }
    spikes.upload(fired);
    return spikes;
}

std::string size_text(Index elements) { return "B=20 N=" + std::to_string(elements); }

template <class Model>
void bench_neurons(StageBench& bench, Index neurons)
{
    Neurons<Model> group(bench.backend(), {neurons}, batch, 1.0, {});
    std::vector<Real> const currents = uniform_values(batch * neurons, 0, 30, 1, Purpose::test);
    Buffer<Real> const input(bench.backend(), std::span<Real const>(currents));
    double const states = static_cast<double>(batch * neurons);
    bench.measure("neuron/" + std::string(Model::name),
                  size_text(neurons),
                  states * (5 * 4 + 1.0 / 8),
                  states,
                  [&] {
                      group.step({input.data(), neurons, batch});
                  });
}

void bench_encode(StageBench& bench)
{
    HomogeneousPoissonEncoder encoder(
        bench.backend(), batch, {inputs}, {250, 1.0, 50, std::nullopt, true}, 1);
    std::vector<Real> const intensity(static_cast<std::size_t>(batch * inputs), 1);
    double const spikes  = batch * inputs * 250 * 0.05;
    double const seconds = median_seconds(*bench.backend(), 9, [&] { encoder.encode(intensity); });
    report({"encode/Poisson raster",
            bench.backend()->name(),
            "B=20 N=784, 250 steps, 5 % spiking",
            seconds * 1e6,
            batch * inputs * (4 + 250.0 / 8),
            spikes});
}

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

void bench_synapse_and_trace(StageBench& bench)
{
    SpikeBuffer const spikes = random_spikes(bench.backend(), inputs, 4);
    DeltaSynapse synapse(bench.backend(), batch, inputs, 1.0, {}, 100);
    bench.measure("synapse/delta, 101 slots",
                  size_text(inputs),
                  batch * inputs * 2 / 8.0,
                  batch * inputs,
                  [&] { synapse.forward(spikes.view()); });
    TraceMonitor monitor(
        bench.backend(), spikes.view(), make_trace_params(1, 30, 1e-3, TraceMode::cumulative));
    bench.measure(
        "trace/cumulative", size_text(inputs), batch * inputs * (8 + 2 / 8.0), batch * inputs, [&] {
            monitor.observe();
        });
}

void bench_learning(StageBench& bench)
{
    ConnectionConfig config;
    config.batch = batch;
    LinearDense dense(bench.backend(), {inputs}, {outputs}, config);
    dense.set_weight(uniform_values(inputs * outputs, 0, 1, 5, Purpose::weight));
    Accumulator& weight = dense.make_updater()["weight"];
    weight.bound_upper({BoundKind::multiplicative, 1, 1, 1});
    SpikeBuffer const pre  = random_spikes(bench.backend(), inputs, 6);
    SpikeBuffer const post = random_spikes(bench.backend(), outputs, 7);
    TraceMonitor pre_monitor(
        bench.backend(), pre.view(), make_trace_params(1, 30, 1e-3, TraceMode::cumulative));
    TraceMonitor post_monitor(
        bench.backend(), post.view(), make_trace_params(1, 30, 1e-5, TraceMode::cumulative));
    pre_monitor.observe();
    post_monitor.observe();
    StdpView view;
    view.pre           = pre_monitor.view();
    view.post          = post_monitor.view();
    double const bytes = inputs * outputs * 8 + batch * (inputs + outputs) * 4;
    bench.measure(
        "learn/STDP and update, fused", "B=20 784->100, 5 % spiking", bytes, inputs * outputs, [&] {
            dense.propose(view);
            dense.update();
        });
    Buffer<Real> values(bench.backend(), inputs * outputs);
    Accumulator accumulator(values);
    accumulator.add_potentiation(uniform_values(inputs * outputs, 0, 1e-3F, 8, Purpose::test));
    accumulator.bound_upper({BoundKind::multiplicative, 1, 1, 1});
    bench.measure(
        "update/apply one part", "784 x 100", inputs * outputs * 12, inputs * outputs, [&] {
            accumulator.apply();
        });
}

void bench_normalization(StageBench& bench)
{
    auto const dense = std::make_shared<LinearDense>(
        bench.backend(), Shape{inputs}, Shape{outputs}, ConnectionConfig{});
    dense->set_weight(uniform_values(inputs * outputs, 0, 1, 9, Purpose::weight));
    for (int const axis : {-1, 0}) {
        Normalization const hook(dense, "weight", {1, 78.4, 1e-12, {axis}});
        bench.measure("update/normalize, axis " + std::to_string(axis),
                      "784 x 100",
                      inputs * outputs * 8,
                      inputs * outputs,
                      hook);
    }
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
    StageBench bench(make_backend(options.backend, {options.threads}), options.repeats);
    bench_encode(bench);
    bench_synapse_and_trace(bench);
    bench_mapping(bench);
    for (Index const neurons : {100, 1000, 100000}) {
        bench_neurons<LIF>(bench, neurons);
        bench_neurons<ALIF>(bench, neurons);
    }
    bench_combination(bench, 1000);
    bench_learning(bench);
    bench_normalization(bench);
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    return inferno::bench::run_main(count, words, inferno::bench::run);
}
