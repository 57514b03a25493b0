//! Layers of several connections, transforms and hooks in experiment files.
#include <cmath>

#include <gtest/gtest.h>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"
#include "inferno/inferno.hpp"

#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

//! Three samples of 40 steps of 12 inputs; two groups of six neurons.
class ExperimentLayersTest : public testing::Test {
  protected:
    static constexpr Index samples = 3, steps = 40, inputs = 12, neurons = 6;

    ExperimentLayersTest()
    {
        spikes_ = random_spikes(samples * steps * inputs, 0.3, 7);
        write_npy(folder_ / "spikes.npy", spikes_, {samples, steps, inputs});
        write_npy(
            folder_ / "weight.npy", random_reals(neurons * inputs, -0.2F, 1, 8), {neurons, inputs});
        write_text(file_, text());
    }

    std::string text() const
    {
        std::string const dense =
            R"({"kind": "LinearDense", "inputs": 12, "outputs": 6,
                "synapse": {"kind": "DeltaCurrent", "charge_pc": 20}, "weight": {"npy": "weight.npy"}})";
        return R"({
  "name": "layers", "batch": 3,
  "data": {"kind": "npy", "train": {"spikes": "spikes.npy"}},
  "neurons": {"exc": {"kind": "LIF", "shape": 6}, "inh": {"kind": "LIF", "shape": 6, "refractory_ms": 1}},
  "connections": {
    "in": )" + dense +
               R"(, "again": )" + dense + R"(,
    "on": {"kind": "LinearDirect", "shape": 6,
           "synapse": {"kind": "DeltaCurrent", "charge_pc": 75}, "weight": 5, "bias": 0.5},
    "off": {"kind": "LinearLateral", "shape": 6,
            "synapse": {"kind": "DeltaCurrent", "charge_pc": 100}, "weight": -0.5}},
  "layers": {"net": {"kind": "Serial", "connection": "in", "neurons": "exc"}},
  "step": [{"layer": "net", "input": "data"}],
  "record": [{"what": "spikes", "of": "exc", "file": "exc.npy"},
             {"what": "voltage_mv", "of": "exc", "file": "voltage.npy"}],
  "output": {"folder": ")" +
               (folder_ / "results").string() + R"("}
})";
    }

    ExperimentResults run(std::vector<std::string> const& changes, bool replay = true)
    {
        ExperimentRun work(Experiment::load(file_, changes),
                           make_backend("host", {1}),
                           ExperimentRun::Options{replay});
        ExperimentResults results = work.run();
        weight_                   = work.connection("in").weight();
        off_                      = work.connection("off").weight();
        bias_                     = work.connection("on").bias();
        return results;
    }
    std::vector<Real> voltage() const
    {
        return read_npy(folder_ / "results/voltage.npy").as_reals();
    }

    TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "layers.json";
    Fired spikes_;
    Reals weight_, off_, bias_;
};

std::string const two_inputs =
    R"(step=[{"layer": "net", "inputs": {"in": "data", "again": "data"}}])";

TEST_F(ExperimentLayersTest, TwoEqualConnectionsAreOneOfTwiceTheOutput)
{
    ExperimentResults const plain = run({});
    Reals const voltage_mv        = voltage();
    ExperimentResults const twice = run({R"(layers.net.transform={"scale": 2})"});
    Reals const doubled_mv        = voltage();
    EXPECT_GT(plain.train.spikes, 20);
    EXPECT_GT(twice.train.spikes, plain.train.spikes);

    std::string const biclique =
        R"(layers.net={"kind": "Biclique", "connections": ["in", "again"], "neurons": ["exc"])";
    EXPECT_EQ(run({biclique + "}", two_inputs}).spikes.hex(), twice.spikes.hex());
    EXPECT_TRUE(same_bits(voltage(), doubled_mv));
    for (char const* const combine : {"mean", "min", "max"}) {
        std::string const layer = biclique + R"(, "combine": ")" + combine + "\"}";
        EXPECT_EQ(run({layer, two_inputs}).spikes.hex(), plain.spikes.hex()) << combine;
        EXPECT_TRUE(same_bits(voltage(), voltage_mv)) << combine;
    }
    ExperimentResults const half = run(
        {R"(layers.net={"kind": "Biclique", "connections": [{"connection": "in", "transform": {"scale": 1}},
            {"connection": "again", "transform": {"clip": {"min": 0, "max": 0.0001}}}],
            "neurons": [{"neurons": "exc", "transform": {"scale": 2, "offset": [0, 0, 0, 0, 0, 0]}}], "combine": "max"})",
         two_inputs});
    EXPECT_NE(half.spikes.hex(), plain.spikes.hex());
    EXPECT_EQ(run({biclique + "}", R"(step=[{"layer": "net", "inputs": {"again": "data"}}])"})
                  .spikes.hex(),
              plain.spikes.hex())
        << "only what is named runs";
}

TEST_F(ExperimentLayersTest, TransformsScaleThenClip)
{
    run({R"(layers.net.transform={"scale": 0, "offset": 3})"});
    Reals const three_mv = voltage();
    run({R"(layers.net.transform={"scale": 0, "offset": 30, "clip": {"max": 3}})"});
    EXPECT_TRUE(same_bits(voltage(), three_mv));
    run({R"(layers.net.transform={"scale": 0, "offset": -30, "clip": {"min": 3}})"});
    EXPECT_TRUE(same_bits(voltage(), three_mv));
    EXPECT_NE(three_mv.front(), three_mv.back());
}

std::vector<std::string> const recurrent = {
    R"(layers={"loop": {"kind": "RecurrentSerial", "feedforward": "in", "lateral": "on", "feedback": "off",
        "feedforward_neurons": "exc", "feedback_neurons": "inh",
        "transforms": {"feedforward": {"scale": 1.5}, "feedback": {"clip": {"min": -40}}}}})",
    R"(step=[{"layer": "loop", "input": "data"}])",
    R"(record=[{"what": "voltage_mv", "of": "exc", "file": "voltage.npy"},
               {"what": "spikes", "of": "loop", "file": "loop.npy"},
               {"what": "spikes", "of": "loop.inh", "file": "inh.npy"}])"};

TEST_F(ExperimentLayersTest, RecurrentSerialIsTheLayerOfTheLibrary)
{
    BackendPointer const backend  = make_backend("host", {1});
    ExperimentResults const found = run(recurrent);
    auto const config             = [&](double charge_pc, bool bias) {
        ConnectionConfig made;
        made.batch   = samples;
        made.synapse = DeltaCurrent{charge_pc};
        made.bias    = bias;
        return made;
    };
    auto const lif = [&](double refractory_ms) {
        LIF::Config made;
        made.refractory_ms = refractory_ms;
        return std::make_shared<Neurons<LIF>>(backend, Shape{neurons}, samples, 1, made);
    };
    auto const in =
        std::make_shared<LinearDense>(backend, Shape{inputs}, Shape{neurons}, config(20, false));
    auto const on  = std::make_shared<LinearDirect>(backend, Shape{neurons}, config(75, true));
    auto const off = std::make_shared<LinearLateral>(backend, Shape{neurons}, config(100, false));
    in->set_weight(random_reals(neurons * inputs, -0.2F, 1, 8));
    on->set_weight(Reals(neurons, 5));
    on->set_bias(Reals(neurons, 0.5F));
    off->set_weight(Reals(neurons * neurons, -0.5F));
    auto const exc = lif(2), inh = lif(1);
    RecurrentSerial::Options options;
    options.feedforward_out = affine(backend, 1.5);
    options.feedback_out    = clip(backend, -40);
    RecurrentSerial layer({in, on, off}, {exc, inh}, std::move(options));
    SpikeBuffer now(backend, samples, inputs);
    Reals expected_mv;
    Index exc_spikes = 0, inh_spikes = 0;
    for (Index t = 0; t < steps; ++t) {
        Fired fired;
        for (Index b = 0; b < samples; ++b) {
            auto const from = spikes_.begin() + (b * steps + t) * inputs;
            fired.insert(fired.end(), from, from + inputs);
        }
        now.upload(fired);
        layer(now.view());
        append(expected_mv, exc->voltage_mv());
        for (std::uint8_t const spike : exc->download_spikes()) {
            exc_spikes += spike;
        }
        for (std::uint8_t const spike : inh->download_spikes()) {
            inh_spikes += spike;
        }
    }
    EXPECT_TRUE(same_bits(voltage(), expected_mv));
    EXPECT_GT(inh_spikes, 0);
    EXPECT_EQ(found.train.spikes, exc_spikes) << "a layer's own name means its first neurons";
    EXPECT_EQ(read_npy(folder_ / "results/loop.npy").shape.front(), exc_spikes);
    EXPECT_EQ(read_npy(folder_ / "results/inh.npy").shape.front(), inh_spikes);
    EXPECT_EQ(run(recurrent, false).spikes.hex(), found.spikes.hex()) << "step by step";
}

TEST_F(ExperimentLayersTest, SpikesOfEveryGroupCanGoOn)
{
    std::vector<std::string> changes = recurrent;
    changes[1] =
        R"(step=[{"layer": "loop", "input": "data"}, {"layer": "more", "input": "loop.inh"}])";
    changes.push_back("neurons.last={\"kind\": \"LIF\", \"shape\": 6}");
    changes.push_back(
        R"(connections.final={"kind": "LinearDirect", "shape": 6, "synapse": {"kind": "DeltaCurrent"}, "weight": 400})");
    changes.push_back(
        R"(layers.more={"kind": "Serial", "connection": "final", "neurons": "last"})");
    ExperimentResults const results = run(changes);
    Index const inh                 = read_npy(folder_ / "results/inh.npy").shape.front();
    EXPECT_GT(results.train.spikes, 0);
    EXPECT_LE(results.train.spikes, inh);
}

TEST_F(ExperimentLayersTest, TrainsEveryCellThatIsNamed)
{
    std::vector<std::string> changes = recurrent;
    changes.push_back("layers.loop.trainable_feedback=true");
    changes.push_back(R"(updaters={"in": {"weight": {}}, "off": {"weight": {}}})");
    changes.push_back(
        R"(trainers={"one": {"kind": "STDP", "layer": "loop", "connection": "in", "lr_post": 0.01, "lr_pre": -0.01},
                     "two": {"kind": "STDP", "layer": "loop", "connection": "off", "neurons": "exc", "lr_post": 0.01, "lr_pre": 0.01}})");
    run(changes);
    EXPECT_FALSE(same_bits(weight_, random_reals(neurons * inputs, -0.2F, 1, 8)));
    Index moved = 0;
    for (Real const w : off_) {
        moved += w != 0 && w != -0.5F ? 1 : 0;
    }
    EXPECT_GT(moved, 0);
    EXPECT_EQ(off_[0], 0) << "the diagonal";
}

TEST_F(ExperimentLayersTest, HooksRunWhenTheyAreTold)
{
    auto const hook = [&](std::string const& rest) {
        run({"hooks=[{\"connection\": \"in\", " + rest + "}]"});
    };
    auto const largest = [](Reals const& values) {
        Real found = 0;
        for (Real const value : values) {
            found = std::max(found, std::abs(value));
        }
        return found;
    };
    Reals const initial = random_reals(neurons * inputs, -0.2F, 1, 8);
    hook(R"("kind": "Normalization", "order": "inf", "scale": 0.25, "axes": [])");
    EXPECT_FLOAT_EQ(largest(weight_), 0.25F);
    EXPECT_FLOAT_EQ(weight_[5], initial[5] * 0.25F / largest(initial));
    Reals const clipped_mv = voltage();
    hook(R"("kind": "Clamping", "max": 0.25, "when": "before_step")");
    EXPECT_EQ(largest(weight_), 0.25F);
    EXPECT_FALSE(same_bits(voltage(), clipped_mv)) << "it had run after the batch";
    Reals const clamped_mv = voltage();
    hook(R"("kind": "Clamping", "max": 0.25, "when": "before_batch")");
    EXPECT_TRUE(same_bits(voltage(), clamped_mv));
    hook(R"("kind": "Clamping", "max": 0.25, "training": false, "evaluation": true)");
    EXPECT_TRUE(same_bits(weight_, initial)) << "there was no evaluation";
    hook(
        R"("kind": "Clamping", "max": 0.25, "training": false, "evaluation": true, "at_start": true)");
    EXPECT_TRUE(same_bits(voltage(), clamped_mv));
    run({R"(hooks=[{"kind": "Clamping", "connection": "on", "parameter": "bias", "min": 1, "when": "after_step"}])"});
    EXPECT_EQ(bias_, Reals(neurons, 1));
}

TEST_F(ExperimentLayersTest, HooksAroundUpdatesAreRecordedWithThem)
{
    std::vector<std::string> const changes = {
        R"(updaters={"in": {"weight": {}}})",
        R"(trainers={"one": {"kind": "STDP", "layer": "net", "lr_post": 0.05, "lr_pre": 0.01}})",
        R"(hooks=[{"kind": "Clamping", "connection": "in", "min": -0.1, "max": 0.6, "when": "after_update"},
                  {"kind": "Normalization", "connection": "in", "scale": 5, "when": "before_update"}])"};
    ExperimentResults const results = run(changes);
    for (Real const w : weight_) {
        EXPECT_GE(w, -0.1F);
        EXPECT_LE(w, 0.6F);
    }
    Reals const replayed = weight_;
    EXPECT_EQ(run(changes, false).spikes.hex(), results.spikes.hex());
    EXPECT_TRUE(same_bits(weight_, replayed));
}

}  // namespace
}  // namespace inferno::test
