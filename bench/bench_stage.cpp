//! What does each word of the pipeline cost alone, next to a plain copy of the bytes it must touch?
#include "inferno/learn/stage.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/network/raster.hpp"
#include "inferno/state/stage.hpp"

#include "support/bench.hpp"

namespace inferno::bench {
namespace {

constexpr Index batch = 20, inputs = 784, outputs = 100;
constexpr double activity = 0.05;

//! Measures one stage, replayed.
class StageBench {
  public:
    StageBench(BackendPointer backend, Options const& options)
        : backend_(std::move(backend)),
          repeats_(options.repeats),
          only_(options.only),
          copy_bytes_per_s_(copy_bandwidth(backend_, std::size_t{1} << 16, options.repeats))
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
        if (name.find(only_) == std::string::npos) { return; }
        auto const program = record(*backend_, submit);
        program->run(150);  // long enough to fill every record
        double const one     = median_seconds(*backend_, 5, [&] { program->run(20); }) / 20;
        Index const steps    = one > 1e-4 ? 50 : 500;
        double const seconds = median_seconds(*backend_, repeats_, [&] { program->run(steps); });
        report({name,
                backend_->name(),
                size,
                seconds / static_cast<double>(steps) * 1e6,
                bytes,
                elements},
               copy_bytes_per_s_);
    }

  private:
    BackendPointer backend_;
    int repeats_;
    std::string only_;
    double copy_bytes_per_s_;
};

std::vector<std::uint8_t> random_flags(Index count, std::uint64_t seed)
{
    std::vector<std::uint8_t> fired;
    for (Real const u : uniform_values(count, 0, 1, seed, Purpose::test)) {
        fired.push_back(u < activity);
    }
    return fired;
}

//! Random spikes with the given activity.
SpikeBuffer random_spikes(BackendPointer const& backend, Index elements, std::uint64_t seed)
{
    SpikeBuffer spikes(backend, batch, elements);
    spikes.upload(random_flags(batch * elements, seed));
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
    StageBench bench(make_backend(options.backend, {options.threads}), options);
    bench_encode(bench);
    bench_synapse_and_trace(bench);
    bench_mapping(bench);
    bench_delayed(bench, "delta", DeltaCurrent{});
    bench_delayed(bench, "single exponential", SingleExponentialCurrent{});
    bench_delayed(bench, "double exponential", DoubleExponentialCurrent{});
    bench_convolution(bench, "", {});
    bench_convolution(bench, ", 20 delays", 20);
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
