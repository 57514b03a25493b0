//! The example of a neuron model in a program of its own gives the same bits on every backend.
#include <gtest/gtest.h>

#include "inferno/network/neurons.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/neuron/host_loop.hpp"

#include "docs/examples/own_neuron/own_kernels.hpp"
#include "docs/examples/own_neuron/resonate_and_fire.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

struct Outcome {
    Fired spikes;
    Reals voltage_mv, swing_mv;
};

//! By hand and replayed, with parameters per neuron and for all.
Outcome outcome_on(BackendPointer const& backend, bool each)
{
    Index const size = 70, batch = 5, steps = 60;
    ResonateAndFire::Config config;
    if (each) { config.frequency_hz = std::vector<double>(static_cast<std::size_t>(size), 40); }
    Neurons<ResonateAndFire> neurons(backend, {size}, batch, 1, config);
    Reals const currents_na = random_reals(steps * size * batch, -4, 5, 1);
    Buffer<Real> input(backend, size * batch);
    auto const step    = [&] { neurons.step({input.data(), size, batch}); };
    auto const program = record(*backend, step);
    Outcome outcome;
    for (Index t = 0; t < steps; ++t) {
        input.upload(at_step(currents_na, steps, t));
        t % 2 == 0 ? step() : program->run(1);
        append(outcome.spikes, neurons.download_spikes());
        append(outcome.voltage_mv, neurons.voltage_mv());
        append(outcome.swing_mv, neurons.column("swing_mv").download());
    }
    return outcome;
}

TEST(OwnNeuron, GivesTheSameBitsOnEveryBackend)
{
    BackendPointer const cuda = make_backend("cuda");
    add_own_kernels(*cuda);
    for (bool const each : {false, true}) {
        Outcome const expected = outcome_on(make_backend("host", {1}), each);
        EXPECT_GT(std::count(expected.spikes.begin(), expected.spikes.end(), 1), 100);
        for (auto const& backend : {make_backend("host", {2}), cuda}) {
            Outcome const got = outcome_on(backend, each);
            EXPECT_EQ(got.spikes, expected.spikes) << backend->name();
            EXPECT_TRUE(same_bits(got.voltage_mv, expected.voltage_mv)) << backend->name();
            EXPECT_TRUE(same_bits(got.swing_mv, expected.swing_mv)) << backend->name();
        }
    }
}

TEST(OwnNeuron, IsNotKnownToCudaWithoutItsKernel)
{
    BackendPointer const cuda = make_backend("cuda");
    EXPECT_NE(message_of<BackendError>([&] {
                  outcome_on(cuda, false);
              }).find("stage \"ResonateAndFire\" is not known to the CUDA backend"),
              std::string::npos);
    add_own_kernels(*make_backend("host"));
}

TEST(OwnNeuron, ChecksItsParameters)
{
    ResonateAndFire::Config config;
    config.frequency_hz = {50, -1};
    EXPECT_EQ(message_of<ArgumentError>(
                  [&] { Neurons<ResonateAndFire>(make_backend("host"), {2}, 1, 1, config); }),
              "frequency_hz[1]: is -1, must be greater than 0");
}

}  // namespace
}  // namespace inferno::test
