//! Monitors in layers: what they watch, and when they look.
#include "inferno/network/observation.hpp"

#include <cmath>

#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class ObservationTest : public BackendTest {
  protected:
    static constexpr Index neurons = 3, inputs = 4, batch = 2;

    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend == nullptr) { return; }
        memory = Buffer<Real>(backend, 2);
        ConnectionConfig config;
        config.batch   = batch;
        config.synapse = SingleExponentialCurrent{40, 5};
        config.bias    = true;
        dense = std::make_shared<LinearDense>(backend, Shape{inputs}, Shape{neurons}, config);
        dense->set_weight(random_reals(neurons * inputs, 0.1F, 1, 1));
        exc    = std::make_shared<Neurons<ALIF>>(backend, Shape{neurons}, batch, 1, ALIF::Config{});
        layer  = std::make_unique<Serial>(dense, exc);
        spikes = SpikeBuffer(backend, batch, inputs);
    }

    //! A step of the layer with inputs of its own.
    void step(std::uint64_t seed)
    {
        spikes.upload(random_spikes(batch * inputs, 0.5, seed));
        (*layer)(spikes.view());
    }

    Watched two() const { return watched(backend, RealView{memory.data(), 2, 1}); }

    Buffer<Real> memory;
    std::shared_ptr<LinearDense> dense;
    std::shared_ptr<Neurons<ALIF>> exc;
    std::unique_ptr<Serial> layer;
    SpikeBuffer spikes;
};
INFERNO_ON_EVERY_BACKEND(ObservationTest);

Reals as_reals(Fired const& fired) { return {fired.begin(), fired.end()}; }

TEST_P(ObservationTest, FindsInputsOutputsAndStatesByName)
{
    step(1);
    step(2);
    auto const look = [](Watched const& what) {
        Monitor monitor(what, {});
        monitor.observe();
        return monitor.peek();
    };
    EXPECT_EQ(look(input_of(*dense)), as_reals(spikes.download()));
    EXPECT_EQ(look(state_of(*dense, "synapse.spikes")), as_reals(spikes.download()));
    EXPECT_EQ(look(output_of(*dense)), dense->download_output());
    EXPECT_EQ(look(state_of(*dense, "output")), dense->download_output());
    EXPECT_EQ(look(state_of(*dense, "synapse.value")), dense->synapse().current_na());
    EXPECT_EQ(look(state_of(*dense, "weight")), dense->weight());
    EXPECT_EQ(look(state_of(*dense, "bias")), dense->bias());
    EXPECT_EQ(look(output_of(*exc)), as_reals(exc->download_spikes()));
    EXPECT_EQ(look(state_of(*exc, "spikes")), as_reals(exc->download_spikes()));
    EXPECT_EQ(look(state_of(*exc, "voltage_mv")), exc->voltage_mv());
    EXPECT_EQ(look(state_of(*exc, "adaptation")), exc->adaptation());
    EXPECT_EQ(Monitor(state_of(*dense, "weight"), {}).shape(), (Shape{neurons, inputs}));
    EXPECT_EQ(Monitor(state_of(*exc, "voltage_mv"), {}).shape(), (Shape{batch, neurons}));
}

TEST_P(ObservationTest, ReadsWeightsInTheirOwnShape)
{
    Monitor monitor(state_of(*dense, "weight"), {PassthroughReducer{}, 1, 2});
    Reals const first = dense->weight();
    monitor.observe();
    Reals const second = random_reals(neurons * inputs, 0, 1, 9);
    dense->set_weight(second);
    monitor.observe();
    Reals both = first;
    append(both, second);
    EXPECT_EQ(monitor.dump(), both);
    Reals times(second.size()), expected = second;
    times[1]    = 1;  // of weight (0, 1)
    expected[1] = first[1];
    EXPECT_EQ(monitor.view(times), expected);
}

TEST_P(ObservationTest, RefusesNamesThatAreNotThere)
{
    auto const wrong = [](auto const& make) { return message_of<ArgumentError>(make); };
    EXPECT_EQ(wrong([&] { state_of(*exc, "voltage"); }),
              "neurons have no state \"voltage\" (did you mean \"voltage_mv\"?)");
    EXPECT_EQ(wrong([&] { state_of(*dense, "weights"); }),
              "the connection has no parameter \"weights\" (did you mean \"weight\"?)");
    EXPECT_EQ(wrong([&] { state_of(*dense, "synapse.values"); }),
              "the synapses have no state \"values\" (did you mean \"value\"?)");
    EXPECT_EQ(wrong([&] { watched(backend, Quantity{}); }), "there is nothing to be watched");
}

TEST_P(ObservationTest, LooksAfterEveryStepOfItsLayer)
{
    Monitor voltage(state_of(*exc, "voltage_mv"), {PassthroughReducer{}, 1, 3});
    Monitor fired(output_of(*exc), {TraceReducer{}});
    voltage.attach(*layer);
    fired.attach(*layer);
    Reals expected, trace(static_cast<std::size_t>(batch * neurons));
    Real const decay = static_cast<Real>(std::exp(-1.0 / 20));
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        step(seed);
        append(expected, exc->voltage_mv());
        Fired const now = exc->download_spikes();
        for (std::size_t n = 0; n < trace.size(); ++n) {
            trace[n] = decay * trace[n] + static_cast<Real>(now[n]);
        }
    }
    EXPECT_EQ(voltage.dump(), expected);
    EXPECT_EQ(fired.peek(), trace);
}

TEST_P(ObservationTest, LooksBeforeTheStepIfAskedTo)
{
    Monitor before(state_of(*exc, "voltage_mv"),
                   {.step_time_ms = 1, .when = HookPoint::before_step});
    MonitorConfig config;
    config.difference = true;
    Monitor change(state_of(*exc, "voltage_mv"), config);
    before.attach(*layer);
    change.attach(*layer);
    step(1);
    Reals const old = exc->voltage_mv();
    step(2);
    Reals moved = exc->voltage_mv();
    EXPECT_EQ(before.peek(), old);
    EXPECT_NE(moved, old);
    for (std::size_t n = 0; n < moved.size(); ++n) {
        moved[n] = moved[n] - old[n];
    }
    EXPECT_EQ(change.peek(), moved);
}

TEST_P(ObservationTest, LooksAtUpdates)
{
    MonitorConfig config;
    config.when       = HookPoint::after_update;
    config.difference = true;
    Monitor change(state_of(*dense, "weight"), config);
    change.attach(*layer);
    layer->hooks().add(HookPoint::before_update, [&] {
        dense->set_weight(Reals(static_cast<std::size_t>(neurons * inputs), 0.5F));
    });
    Reals expected = dense->weight();
    for (Real& weight : expected) {
        weight = 0.5F - weight;
    }
    layer->update();
    EXPECT_EQ(change.peek(), expected);
}

TEST_P(ObservationTest, LooksInTheModesItIsMadeFor)
{
    auto const averaged = [&](HookModes modes) {
        auto monitor = std::make_unique<Monitor>(
            output_of(*dense), MonitorConfig{.step_time_ms = 1, .duration_ms = 4, .modes = modes});
        monitor->attach(*layer);
        return monitor;
    };
    auto const always = averaged({}), training = averaged({true, false}),
               evaluation = averaged({false, true});
    step(1);
    Reals const first = dense->download_output();
    layer->train(false);
    step(2);
    Reals const second = dense->download_output();
    EXPECT_EQ(always->view(1), first);
    EXPECT_EQ(always->peek(), second);
    EXPECT_EQ(training->peek(), first);
    EXPECT_EQ(evaluation->peek(), second);
}

TEST_P(ObservationTest, IsAttachedToOneLayerAtATime)
{
    Monitor monitor(output_of(*dense), {});
    EXPECT_FALSE(monitor.attached());
    monitor.detach();  // nothing happens
    monitor.attach(*layer);
    EXPECT_EQ(message_of<StateError>([&] { monitor.attach(*layer); }),
              "the monitor is already attached to a layer");
    monitor.detach();
    EXPECT_EQ(layer->hooks().size(), 0U);
    step(1);
    EXPECT_TRUE(monitor.peek().empty());
    monitor.attach(*layer);
    step(2);
    EXPECT_EQ(monitor.peek(), dense->download_output());
    monitor.listen(false);
    step(3);
    EXPECT_NE(monitor.peek(), dense->download_output());
    monitor.listen(true);
    step(3);
    EXPECT_EQ(monitor.peek(), dense->download_output());
}

TEST_P(ObservationTest, LeavesNoHookBehind)
{
    {
        Monitor monitor(output_of(*dense), {});
        monitor.attach(*layer);
        EXPECT_EQ(layer->hooks().size(), 1U);
    }
    EXPECT_EQ(layer->hooks().size(), 0U);
    step(1);
    Monitor outlives(output_of(*dense), {});
    outlives.attach(*layer);
    layer.reset();
    outlives.detach();
}

TEST_P(ObservationTest, IsPartOfARecordedStep)
{
    MonitorConfig config{TraceReducer{}, 1, 4, true};
    Monitor replayed(output_of(*exc), config);
    replayed.attach(*layer);
    spikes.upload(random_spikes(batch * inputs, 0.7, 5));
    auto const program = record(*backend, [&] { (*layer)(spikes.view()); });
    program->run(7);
    Reals const with_graph = replayed.dump();
    layer->clear();
    exc->clear(false);
    replayed.clear();
    for (int k = 0; k < 7; ++k) {
        (*layer)(spikes.view());
    }
    EXPECT_TRUE(same_bits(replayed.dump(), with_graph));
}

TEST_P(ObservationTest, RefusesWhatDoesNotFit)
{
    auto const wrong = [&](MonitorConfig const& config) {
        return message_of<ArgumentError>([&] { Monitor(two(), config); });
    };
    EXPECT_EQ(wrong({EMAReducer{2}}), "alpha: is 2, must be from 0 to 1");
    EXPECT_EQ(wrong({.step_time_ms = 0}).substr(0, 12), "step_time_ms");
    EXPECT_EQ(wrong({.duration_ms = -1}).substr(0, 11), "duration_ms");
    EXPECT_EQ(wrong({.modes = {false, false}}),
              "monitor: looks neither in training nor in evaluation");
    EXPECT_EQ(wrong({.when = HookPoint::before_step, .difference = true}),
              "monitor: a difference is seen after a step, an update or a batch");
    EXPECT_EQ(message_of<ArgumentError>([&] { Monitor(two(), {}, output_of(*exc)); }),
              "monitor: 1 x 2 values are watched, the condition has 2 x 3");
    EXPECT_EQ(message_of<ArgumentError>([&] { Monitor(Watched{}, {}); }),
              "monitor: there is nothing to be watched");
    BackendPointer const elsewhere = make_backend("host");
    Buffer<Real> const far(elsewhere, 2);
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  Monitor(two(), {}, watched(elsewhere, RealView{far.data(), 2, 1}));
              }),
              "monitor: the condition is on another backend than what is watched");
}

}  // namespace
}  // namespace inferno::test
