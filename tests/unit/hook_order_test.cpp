//! When hooks run.
#include "inferno/network/hooks.hpp"
#include "inferno/network/layer.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

//! A layer whose hooks note when they run.
class HookOrderTest : public BackendTest {
  protected:
    std::shared_ptr<LinearDense> dense(Index targets, Index sources, Reals const& weight)
    {
        auto made = std::make_shared<LinearDense>(
            backend, Shape{sources}, Shape{targets}, ConnectionConfig{});
        made->set_weight(weight);
        return made;
    }
    std::string text_;
    Hook note(std::string const& word)
    {
        return [this, word] { text_ += word + " "; };
    }
};
INFERNO_ON_EVERY_BACKEND(HookOrderTest);

TEST_P(HookOrderTest, RunsAroundStepsAndUpdatesInTheModesEnabled)
{
    auto const to = std::make_shared<Neurons<LIF>>(backend, Shape{1}, 1, 1, LIF::Config{});
    Serial layer(dense(1, 1, {1}), to);
    Hooks& hooks = layer.hooks();
    hooks.add(HookPoint::after_step, note("after"));
    hooks.add(HookPoint::before_step, note("before"), {true, false});
    hooks.add(HookPoint::after_step, note("test"), {false, true});
    hooks.add(HookPoint::before_update, note("propose"));
    hooks.add(HookPoint::after_update, note("applied"), {true, false});
    hooks.add(HookPoint::after_batch, note("batch"));
    SpikeBuffer const spikes = spikes_on(backend, 1, 1, {1});
    layer(spikes.view());
    layer.update();
    EXPECT_EQ(text_, "before after propose applied ");
    text_.clear();
    layer.train(false);
    layer(spikes.view());
    layer.update();
    layer.clear();
    EXPECT_EQ(text_, "after test propose ");
    text_.clear();
    hooks.run(HookPoint::after_batch, layer.training());
    EXPECT_EQ(text_, "batch ") << "batches are the caller's";
}

TEST_P(HookOrderTest, HooksStayUntilTheyAreRemoved)
{
    Hooks hooks;
    Hooks::Id const first = hooks.add(HookPoint::after_step, note("first"));
    hooks.add(HookPoint::after_step, note("second"));
    hooks.run(HookPoint::after_step, true);
    hooks.remove(first);
    hooks.run(HookPoint::after_step, true);
    EXPECT_EQ(text_, "first second second ");
    EXPECT_EQ(hooks.size(), 1U);
    EXPECT_EQ(message_of<ArgumentError>([&] { hooks.remove(first); }),
              "hook: there is none of number 0");
    EXPECT_EQ(message_of<ArgumentError>([&] { hooks.add(HookPoint::after_step, Hook()); }),
              "hook: is empty");
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  hooks.add(HookPoint::after_step, note("never"), {false, false});
              }),
              "hook: runs neither in training nor in evaluation");
}

TEST_P(HookOrderTest, AHookBeforeAStepSeesAndChangesWhatTheStepUses)
{
    auto const from = dense(1, 1, {1});
    Serial layer(from, std::make_shared<Neurons<LIF>>(backend, Shape{1}, 1, 1, LIF::Config{}));
    layer.hooks().add(HookPoint::before_step,
                      [&] { from->set_weight(Reals{from->weight()[0] * 2}); });
    SpikeBuffer const spikes = spikes_on(backend, 1, 1, {1});
    layer(spikes.view());
    EXPECT_EQ(from->download_output(), Reals{2});
    layer(spikes.view());
    EXPECT_EQ(from->download_output(), Reals{4});
}

TEST_P(HookOrderTest, RecordedHooksGiveTheSameBits)
{
    auto const make = [&] {
        auto const from = dense(20, 30, random_reals(600, 0, 1, 4));
        auto layer      = std::make_unique<Serial>(
            from, std::make_shared<Neurons<LIF>>(backend, Shape{20}, 1, 1, LIF::Config{}));
        layer->hooks().add(HookPoint::before_step,
                           Normalization(from, "weight", {1, 40, 1e-12, {-1}}));
        layer->hooks().add(HookPoint::after_step, Clamping(from, "weight", 0.5, 1.5));
        return layer;
    };
    auto const by_hand = make(), recorded = make();
    SpikeBuffer spikes(backend, 1, 30);
    auto const program = record(*backend, [&] { (*recorded)(spikes.view()); });
    for (std::uint64_t step = 0; step < 10; ++step) {
        spikes.upload(random_spikes(30, 0.3, step));
        (*by_hand)(spikes.view());
        program->run(1);
        EXPECT_TRUE(same_bits(by_hand->connection().download_output(),
                              recorded->connection().download_output()));
        EXPECT_TRUE(same_bits(by_hand->connection().weight(), recorded->connection().weight()));
    }
}

}  // namespace
}  // namespace inferno::test
