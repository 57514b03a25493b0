//! Weights that learn from spikes as they arrive, while the delays learn as well.
#include <algorithm>
#include <filesystem>

#include <unistd.h>

#include "inferno/config/network_state.hpp"
#include "inferno/network/age_stdp.hpp"
#include "inferno/network/stdp.hpp"

#include "support/backend_test.hpp"
#include "support/naive_delays.hpp"

namespace inferno::test {
namespace {

class ChangingDelaysTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(ChangingDelaysTest);

//! A layer of which a trainer moves delays while another one learns weights from what arrives.
struct MovingDelays {
    TrainedNet net;
    STDP weights;
    DelayAdjustedSTDP delays;
    SpikeBuffer input;

    MovingDelays(BackendPointer const& backend)
        : net(make_trained_net(backend, "dense", 3, longest_ms)),
          weights({{0.1, -0.05, 12, 8}, BatchReduction::sum}),
          delays({.lr_pos = 0.3, .lr_neg = -0.2, .trains = Trained::delay}),
          input(backend, 3, net.inputs)
    {
        (*net.connection->updater())["delay"].clamp(Real{0}, longest_ms);
        net.connection->set_delay_ms(some_delays(net.pairs.size(), 5));
        weights.register_cell("cell", net.layer->cell());
        delays.register_cell("cell", net.layer->cell());
    }
    //! Chooses the spikes of a step.
    void fire(std::uint64_t step)
    {
        input.upload(random_spikes(3 * net.inputs, 0.3, step));
        force_spikes(*net.neurons, random_spikes(3 * net.outputs, 0.3, step + 500));
    }
    void step()
    {
        (*net.layer)(input.view());
        weights();
        delays();
        net.connection->update();
    }
    void visit_state(StateVisitor& state)
    {
        state.object("layer", *net.layer);
        state.object("weights", weights);
        state.object("delays", delays);
    }
    std::uint64_t hash()
    {
        return hash_of_state([&](StateVisitor& state) { visit_state(state); }).value();
    }
};

TEST_P(ChangingDelaysTest, DelaysMayLearnInARecordedStep)
{
    MovingDelays eager(backend), recorded(backend);
    Reals const first  = eager.net.connection->delay_ms();
    auto const program = record(*backend, [&] { recorded.step(); });
    for (std::uint64_t k = 0; k < 60; ++k) {
        eager.fire(k), recorded.fire(k);
        eager.step();
        program->run(1);
        ASSERT_EQ(recorded.hash(), eager.hash()) << "step " << k;
    }
    EXPECT_NE(eager.net.connection->delay_ms(), first);
}

TEST_P(ChangingDelaysTest, OwnTracesAreSavedAndRestored)
{
    MovingDelays original(backend), restored(backend);
    for (std::uint64_t k = 0; k < 20; ++k) {
        original.fire(k);
        original.step();
    }
    std::filesystem::path const file =
        std::filesystem::temp_directory_path() / ("moving_delays_" + std::to_string(::getpid()));
    save_state(file, [&](StateVisitor& state) { original.visit_state(state); });
    restore_state(file, [&](StateVisitor& state) { restored.visit_state(state); });
    std::filesystem::remove(file);
    for (std::uint64_t k = 20; k < 40; ++k) {
        ASSERT_EQ(restored.hash(), original.hash()) << "step " << k;
        original.fire(k), restored.fire(k);
        original.step();
        restored.step();
    }
}

//! Counts the weights that are saved with traces of their own, or none.
class OwnedWeights final : public StateVisitor {
  public:
    bool restoring() const override { return false; }
    Index count_of(MovingDelays& net)
    {
        owned_ = 0;
        start_again();
        net.visit_state(*this);
        return owned_;
    }

  private:
    void visit(StateEntry const& entry) override
    {
        if (!entry.name.ends_with(".owns")) { return; }
        std::vector<std::uint8_t> owns(static_cast<std::size_t>(count(entry.shape)));
        entry.download(std::as_writable_bytes(std::span(owns)));
        owned_ += std::ranges::count(owns, std::uint8_t{1});
    }
    Index owned_ = 0;
};

TEST_P(ChangingDelaysTest, OwnTracesBecomeThoseOfTheSourcesAgain)
{
    MovingDelays net(backend);
    OwnedWeights owned;
    auto const run = [&](std::uint64_t begin, std::uint64_t end) {
        for (std::uint64_t k = begin; k < end; ++k) {
            net.fire(k);
            (*net.net.layer)(net.input.view());
            net.weights();
            net.net.connection->update();
        }
    };
    run(0, 10);
    EXPECT_EQ(owned.count_of(net), 0);
    net.net.connection->set_delay_ms(some_delays(net.net.pairs.size(), 6));
    run(10, 11);
    EXPECT_GT(owned.count_of(net), 5);
    run(11, 400);
    EXPECT_EQ(owned.count_of(net), 0);
}

//! Cleared alone: spikes that have left their source and not yet arrived.
TEST_P(ChangingDelaysTest, AClearedTrainerForgetsSpikesUnderWay)
{
    for (bool const delayed : {true, false}) {
        for (bool const clears : {true, false}) {
            TrainedNet net = make_trained_net(backend, "dense", 2, longest_ms);
            net.connection->set_delay_ms(Reals(net.pairs.size(), 3));
            STDP trainer(
                {{0.1, -0.05, 12, 8, TraceMode::cumulative, delayed}, BatchReduction::sum});
            trainer.register_cell("cell", net.layer->cell());
            Reals const first = net.connection->weight();
            for (int step = 0; step < 6; ++step) {
                if (step == 1 && clears) { trainer.clear(); }
                Fired const fired(static_cast<std::size_t>(2 * net.inputs), step == 0 ? 1 : 0);
                force_spikes(*net.neurons, Fired(static_cast<std::size_t>(2 * net.outputs), 1));
                (*net.layer)(spikes_on(backend, 2, net.inputs, fired).view());
                trainer();
                net.connection->update();
            }
            EXPECT_EQ(net.connection->weight() == first, clears);
        }
    }
}

//! Two bytes for each weight, and a record of the sources.
TEST_P(ChangingDelaysTest, MemoryIsThatOfTheSourcesUntilDelaysChange)
{
    TrainedNet net     = make_trained_net(backend, "dense", 64, longest_ms);
    auto const weights = net.pairs.size();
    auto const before  = backend->bytes_in_use();
    STDP trainer({{0.1, -0.05, 12, 8}, BatchReduction::sum});
    trainer.register_cell("cell", net.layer->cell());
    auto const step = [&] {
        (*net.layer)(spikes_on(backend, 64, net.inputs, Fired(64 * net.inputs)).view());
    };
    step();
    auto const traces = static_cast<std::size_t>(64 * (net.inputs + net.outputs)) * sizeof(Real);
    std::size_t const slots = 16;
    auto const record = static_cast<std::size_t>(net.inputs) * (slots * 2 + 2 + slots * 8) * 4;
    EXPECT_LT(backend->bytes_in_use() - before, 2 * weights + traces + record + 1024);
    net.connection->set_delay_ms(some_delays(weights, 5));
    EXPECT_GE(backend->bytes_in_use() - before, 64 * weights * sizeof(Real));
}

}  // namespace
}  // namespace inferno::test
