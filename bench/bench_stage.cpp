//! What does each word of the pipeline cost alone, next to a plain copy of the bytes it must touch?
#include "inferno/decode/classifier.hpp"
#include "inferno/network/recording.hpp"
#include "inferno/state/stage.hpp"

#include "support/stage_bench.hpp"

namespace inferno::bench {
namespace {

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

//! LIF, fed by two kinds of conductances instead of currents.
void bench_conductances(StageBench& bench, Index neurons)
{
    Neurons<LIF> group(bench.backend(), {neurons}, batch, 1.0, {});
    std::vector<Real> const values = uniform_values(batch * neurons, 0, 0.5F, 1, Purpose::test);
    Buffer<Real> const excitatory(bench.backend(), std::span<Real const>(values));
    Buffer<Real> const inhibitory(bench.backend(), std::span<Real const>(values));
    double const states = static_cast<double>(batch * neurons);
    RealView const none{nullptr, neurons, batch};
    bench.measure(
        "neuron/LIF, 2 conductances", size_text(neurons), states * (6 * 4 + 1.0 / 8), states, [&] {
            group.step({none, {{{excitatory.data(), 0}, {inhibitory.data(), -80}}}, 2});
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

void bench_synapse_and_trace(StageBench& bench)
{
    SpikeBuffer const spikes = random_spikes(bench.backend(), inputs, 4);
    SynapseSize size{bench.backend(), batch, inputs, 1.0, 100.0, {}, 0};
    std::unique_ptr<Synapse> const synapse = AnySynapse(DeltaCurrent{}).make(size);
    bench.measure("synapse/delta, 101 slots",
                  size_text(inputs),
                  batch * inputs * 3 / 8.0,
                  batch * inputs,
                  [&] { synapse->forward(spikes.view(), {}, {}); });
    TraceMonitor monitor(
        bench.backend(), spikes.view(), make_trace_params(1, 30, 1e-3, TraceMode::cumulative));
    bench.measure(
        "trace/cumulative", size_text(inputs), batch * inputs * (8 + 2 / 8.0), batch * inputs, [&] {
            monitor.observe();
        });
}

//! Blocks are copied and handed to a sink that leaves them at that.
void bench_recording(StageBench& bench)
{
    SpikeBuffer const spikes = random_spikes(bench.backend(), inputs, 10);
    auto const ignore        = [](RecordedSteps const&) {};
    Recording fired(watched(bench.backend(), spikes.view()), ignore);
    bench.measure(
        "recording/spikes", size_text(inputs), batch * inputs * 4 / 8.0, batch * inputs, [&] {
            fired.observe();
        });
    Buffer<Real> const values(bench.backend(), batch * inputs);
    Recording numbers(watched(bench.backend(), RealView{values.data(), inputs, batch}), ignore);
    bench.measure("recording/values", size_text(inputs), batch * inputs * 16, batch * inputs, [&] {
        numbers.observe();
    });
}

void bench_classifier(StageBench& bench)
{
    constexpr Index classes  = 10;
    SpikeBuffer const spikes = random_spikes(bench.backend(), outputs, 11);
    SpikeCounter counter(bench.backend(), spikes.view());
    bench.measure("decode/count spikes",
                  size_text(outputs),
                  batch * outputs * (8 * activity + 1.0 / 8),
                  batch * outputs,
                  [&] { counter.observe(); });
    MaxRateClassifier classifier(bench.backend(), outputs, classes);
    Buffer<Real> rates(bench.backend(), batch * outputs);
    Buffer<Index> labels(bench.backend(), batch), told(bench.backend(), batch);
    counter.take(rates.data(), 250);
    bench.measure("decode/tell and learn",
                  size_text(outputs) + ", 10 classes",
                  outputs * (batch * 8 + classes * 16),
                  outputs * (batch + classes),
                  [&] {
                      classifier.tell(rates.data(), batch, told.data());
                      classifier.learn(rates.data(), labels.data(), batch);
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
    SpikeRule rule;
    rule.pre.seen      = pre_monitor.view();
    rule.post.seen     = post_monitor.view();
    double const bytes = inputs * outputs * 8 + batch * (inputs + outputs) * 4;
    bench.measure(
        "learn/STDP and update, fused", "B=20 784->100, 5 % spiking", bytes, inputs * outputs, [&] {
            dense.propose(rule);
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

void run(Options const& options)
{
    StageBench bench(make_backend(options.backend, {options.threads}), options);
    bench_encode(bench);
    bench_synapse_and_trace(bench);
    for (Index const neurons : {100, 1000}) {
        bench_neurons<LIF>(bench, neurons);
        bench_neurons<GLIF1>(bench, neurons);
        bench_neurons<ALIF>(bench, neurons);
        bench_neurons<GLIF2>(bench, neurons);
        bench_neurons<QIF>(bench, neurons);
        bench_neurons<Izhikevich>(bench, neurons);
        bench_neurons<EIF>(bench, neurons);
        bench_neurons<AdEx>(bench, neurons);
        bench_neurons<ExactNeuron>(bench, neurons);
        bench_conductances(bench, neurons);
    }
    bench_neurons<LIF>(bench, 100000);
    bench_neurons<ALIF>(bench, 100000);
    bench_learning(bench);
    bench_normalization(bench);
    bench_recording(bench);
    bench_classifier(bench);
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    return inferno::bench::run_main(count, words, inferno::bench::run);
}
