//! What does a step of each encoder and source cost per input? 784 inputs, 20 samples, 250 steps,
//! inputs between 0 and 1, 100 Hz: 5 % spiking.
#include "support/bench.hpp"

namespace inferno::bench {
namespace {

constexpr Index batch = 20, inputs = 784, steps = 250;
constexpr double outputs = static_cast<double>(batch * inputs * steps);

//! Bytes of the spikes alone; all else fits into less.
constexpr double spike_bytes = outputs / 8;

void tell(Backend const& backend, std::string const& name, double seconds, double bytes)
{
    report({name, backend.name(), "B=20 N=784, 250 steps", seconds * 1e6, bytes, outputs});
}

template <class EncoderType, class Config>
void bench_encoder(BackendPointer const& backend,
                   Options const& options,
                   std::string const& name,
                   Config config,
                   Index frames = 1)
{
    auto const intensity = uniform_values(frames * batch * inputs, 0, 1, 1, Purpose::test);
    EncoderType ahead(backend, batch, {inputs}, config, 1);
    double const ahead_s =
        median_seconds(*backend, options.repeats, [&] { ahead.encode(intensity); });
    tell(*backend, "encode/" + name + ", ahead of time", ahead_s, spike_bytes);

    config.online = true;
    EncoderType online(backend, batch, {inputs}, config, 1);
    auto const program = record(*backend, [&] { online.advance(); });
    online.encode(intensity);
    program->run(steps);
    double const online_s = median_seconds(*backend, options.repeats, [&] { program->run(steps); });
    tell(*backend, "encode/" + name + ", online", online_s, spike_bytes);
}

template <class Source>
void bench_source(
    Backend& backend, Options const& options, std::string const& name, Source& source, double bytes)
{
    auto const program = record(backend, [&] { source.advance(); });
    program->run(steps);
    double const seconds = median_seconds(backend, options.repeats, [&] { program->run(steps); });
    tell(backend, "source/" + name, seconds, bytes);
}

void run(Options const& options)
{
    BackendPointer const backend = make_backend(options.backend, {options.threads});
    bench_encoder<HomogeneousPoissonEncoder>(
        backend, options, "HomogeneousPoisson", HomogeneousPoissonEncoder::Config{steps, 1, 100});
    EncoderConfig const config{steps, 1, 100};
    bench_encoder<HomogeneousPoissonApproxEncoder>(
        backend, options, "HomogeneousPoissonApprox", config);
    bench_encoder<PoissonIntervalEncoder>(backend, options, "PoissonInterval", config);
    bench_encoder<InhomogeneousBernoulliEncoder>(
        backend, options, "InhomogeneousBernoulli", config, steps);

    RegularSpikes regular(backend, batch, {inputs}, {1, 20});
    bench_source(*backend, options, "RegularSpikes", regular, spike_bytes);
    StepCurrent levels(backend, batch, {inputs}, 1, {{0, 1}, {100, 2}});
    bench_source(*backend, options, "StepCurrent", levels, outputs * 4);
    NoiseCurrent noise(backend, batch, {inputs}, {}, 1);
    bench_source(*backend, options, "NoiseCurrent", noise, outputs * 4);
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    return inferno::bench::run_main(count, words, inferno::bench::run);
}
