//! The examples of docs/network.md, word for word.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include <unistd.h>

#include "inferno/inferno.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

//! The lines of this file after "// example: NAME" and before "// end", less their indentation.
std::string example(std::string const& name)
{
    std::istringstream file(
        read_text(std::string(INFERNO_SOURCE_DIR) + "/tests/unit/network_doc_test.cpp"));
    std::string code;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line == "    // end") { inside = false; }
        if (inside) { code += (line.empty() ? line : line.substr(4)) + "\n"; }
        if (line == "    // example: " + name) { inside = true; }
    }
    return code;
}

class NetworkDocTest : public BackendTest {
  protected:
    void expect_in_doc(std::string const& name)
    {
        std::string const doc  = read_text(std::string(INFERNO_SOURCE_DIR) + "/docs/network.md");
        std::string const code = example(name);
        EXPECT_FALSE(code.empty());
        EXPECT_NE(doc.find("```cpp\n" + code + "```\n"), std::string::npos) << code;
    }
};
INFERNO_ON_EVERY_BACKEND(NetworkDocTest);

TEST_P(NetworkDocTest, LayersAreWiredAsWritten)
{
    auto const near = std::make_shared<LinearDirect>(backend, Shape{3}, ConnectionConfig{});
    auto const far  = std::make_shared<LinearDirect>(backend, Shape{3}, ConnectionConfig{});
    auto const exc  = std::make_shared<Neurons<LIF>>(backend, Shape{3}, 1, 1, LIF::Config{});
    auto const inh  = std::make_shared<Neurons<LIF>>(backend, Shape{3}, 1, 1, LIF::Config{});
    near->set_weight(Reals(3, 400));
    far->set_weight(Reals(3, 200));
    SpikeBuffer const near_spikes = spikes_on(backend, 1, 3, {1, 1, 0});
    SpikeBuffer const far_spikes  = spikes_on(backend, 1, 3, {1, 0, 1});
    // example: layer
    Combination sum(backend, Combine::sum);
    Transform const half = affine(backend, 0.5);
    Layer layer([&](RealViews const& outputs) -> NeuronInputs {
        RealView const both = sum({{"near", outputs.at("near")}, {"far", half(outputs.at("far"))}});
        return {{"exc", both}, {"inh", outputs.at("far")}};
    });
    layer.add_connection("near", near);
    layer.add_connection("far", far);
    layer.add_neurons("exc", exc);
    layer.add_neurons("inh", inh);
    LayerStep const step =
        layer.forward({{"near", near_spikes.view()}, {"far", far_spikes.view()}});
    SpikeView const fired = step.spikes.at("exc");
    // end
    expect_in_doc("layer");
    EXPECT_EQ(fired.words, exc->spikes().words);
    EXPECT_EQ(exc->download_spikes(), (Fired{1, 1, 0}));
    EXPECT_EQ(inh->download_spikes(), (Fired{0, 0, 0}));
}

TEST_P(NetworkDocTest, HooksRunAsWritten)
{
    auto const dense =
        std::make_shared<LinearDense>(backend, Shape{4}, Shape{3}, ConnectionConfig{});
    auto const exc = std::make_shared<Neurons<LIF>>(backend, Shape{3}, 1, 1, LIF::Config{});
    dense->set_weight(random_reals(12, -1, 1, 1));
    // example: hooks
    Serial layer(dense, exc);
    Hooks& hooks = layer.hooks();
    hooks.add(HookPoint::after_update, Clamping(dense, "weight", 0.0, {}), {true, false});
    Normalization const norm(dense, "weight", {.order = 1, .scale = 78.4, .axes = {-1}});
    hooks.add(HookPoint::after_batch, norm, {true, false});
    layer.update();                                       // runs the Clamping
    hooks.run(HookPoint::after_batch, layer.training());  // batches are yours
    norm();                                               // by hand
    // end
    expect_in_doc("hooks");
    Reals const weight = dense->weight();
    for (Index o = 0; o < 3; ++o) {
        double sum = 0;
        for (Real const w : at_step(weight, 3, o)) {
            EXPECT_GE(w, 0);
            sum += double{w};
        }
        EXPECT_NEAR(sum, 78.4, 1e-4);
    }
}

TEST_P(NetworkDocTest, MonitorsLookAsWritten)
{
    auto const dense =
        std::make_shared<LinearDense>(backend, Shape{4}, Shape{3}, ConnectionConfig{});
    auto const exc = std::make_shared<Neurons<LIF>>(backend, Shape{3}, 1, 1, LIF::Config{});
    dense->set_weight(Reals(12, 1000));
    SpikeBuffer const spikes = spikes_on(backend, 1, 4, {1, 0, 1, 1});
    // example: monitors
    Serial layer(dense, exc);
    Monitor voltage(state_of(*exc, "voltage_mv"), {EMAReducer{0.25}, 1.0, 50.0});
    Monitor since(output_of(*exc), {EventReducer{}, 1.0});
    voltage.attach(layer);
    since.attach(layer);
    for (int step = 0; step < 4; ++step) {
        layer(spikes.view());
    }
    std::vector<Real> const newest = voltage.peek();     // [batch][neurons]
    std::vector<Real> const before = voltage.view(1.5);  // 1.5 ms earlier
    std::vector<Real> const all    = voltage.dump();     // the last 50 steps, oldest first
    std::vector<Real> const quiet  = since.peek();       // ms without a spike
    // end
    expect_in_doc("monitors");
    EXPECT_EQ(all.size(), 50U * 3);
    EXPECT_EQ(newest, Reals(all.end() - 3, all.end()));
    EXPECT_EQ(before.size(), 3U);
    EXPECT_EQ(quiet, Reals(3, 1));  // refractory for 2 ms, they fired at the first and third step
}

TEST_P(NetworkDocTest, RecordsAsWritten)
{
    auto const dense =
        std::make_shared<LinearDense>(backend, Shape{4}, Shape{3}, ConnectionConfig{});
    auto const exc = std::make_shared<Neurons<LIF>>(backend, Shape{3}, 1, 1, LIF::Config{});
    dense->set_weight(Reals(12, 1000));
    SpikeBuffer const spikes = spikes_on(backend, 1, 4, {1, 0, 1, 1});
    Serial layer(dense, exc);
    auto const before = std::filesystem::current_path();
    auto const folder = std::filesystem::path(testing::TempDir()) /
                        ("network_doc_test_" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    std::filesystem::current_path(folder);
    // example: recording
    std::vector<Real> all;
    Recording voltage(state_of(*exc, "voltage_mv"), keep_in(all));
    NpyRecording fired(output_of(*exc), "fired.npy");
    auto const step = [&] {
        layer(spikes.view());
        voltage.observe();
        fired.observe();
    };
    step();                           // by hand,
    record(*backend, step)->run(99);  // or replayed
    voltage.flush();                  // all is [100][batch][neurons]
    fired.close();                    // a row (step, sample, neuron) per spike
    // end
    expect_in_doc("recording");
    EXPECT_EQ(Reals(all.end() - 3, all.end()), exc->voltage_mv());
    EXPECT_EQ(all.size(), 100U * 3);
    EXPECT_EQ(read_npy("fired.npy").shape, (Shape{50 * 3, 3})) << "every second step";
    std::filesystem::current_path(before);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace inferno::test
