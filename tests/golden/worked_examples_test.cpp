//! Worked examples of the rules that were computed from their definitions, rounding each operation
//! to float32, and not by the original: V2, V3, V4 and V6 of the specification. V1 is among the
//! cases of stdp.json, V5 is the classifier's.
#include <span>
#include <string>

#include "inferno/network/age_stdp.hpp"
#include "inferno/network/homeostasis.hpp"
#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/triplet_stdp.hpp"
#include "inferno/neuron/exact.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"

namespace inferno::test {
namespace {

//! One synapse of weight 0.5 in every sample, whose neuron fires when it is told to.
struct Synapse {
    explicit Synapse(BackendPointer const& backend, ConnectionConfig const& config = {})
        : connection(std::make_shared<LinearDirect>(backend, Shape{1}, config)),
          neurons(std::make_shared<Neurons<ExactNeuron>>(
              backend, Shape{1}, config.batch, config.step_time_ms, ExactNeuron::Config{})),
          layer(connection, neurons)
    {
        connection->set_weight(Reals{0.5F});
        connection->make_updater();
    }
    void step(Fired const& pre, Fired const& post)
    {
        force_spikes(*neurons, post);
        layer(spikes_on(connection->backend(), connection->batch(), 1, pre).view());
    }
    Real weight() const { return connection->weight().front(); }
    Accumulator& parts() const { return (*connection->updater())["weight"]; }

    std::shared_ptr<LinearDirect> connection;
    std::shared_ptr<Neurons<ExactNeuron>> neurons;
    Serial layer;
};

class WorkedExamplesTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(WorkedExamplesTest);

TEST_P(WorkedExamplesTest, TripletStdp)
{
    std::string const pre = "1010011001", post = "0101101010";
    Reals const cumulative{0.5F,
                           .504711092F,
                           .497694671F,
                           .517519534F,
                           .546499372F,
                           .525639892F,
                           .576764166F,
                           .576764166F,
                           .66523248F,
                           .630779743F};
    Reals const nearest{0.5F,
                        .504711092F,
                        .497694671F,
                        .508196414F,
                        .518139362F,
                        .511125147F,
                        .515040994F,
                        .515040994F,
                        .524935901F,
                        .517921686F};
    for (TraceMode const mode : {TraceMode::cumulative, TraceMode::nearest}) {
        Synapse one(backend);
        TripletSTDP trainer({0.005, 0.0062, -0.007, 0.00023, 33.7, 114, 16.8, 101, mode});
        trainer.register_cell("only", one.layer.cell());
        Reals weights;
        for (std::size_t s = 0; s < pre.size(); ++s) {
            one.step({pre[s] == '1'}, {post[s] == '1'});
            trainer();
            one.connection->update();
            weights.push_back(one.weight());
        }
        EXPECT_EQ(weights, mode == TraceMode::nearest ? nearest : cumulative);
    }
}

TEST_P(WorkedExamplesTest, DelayAdjustedStdp)
{
    ConnectionConfig config;
    config.step_time_ms = 0.5;
    config.delay_ms     = 1.25;
    Synapse one(backend, config);
    one.connection->set_delay_ms(Reals{1.25F});
    DelayAdjustedSTDP trainer({0.1, -0.05, 10, 12});
    trainer.register_cell("only", one.layer.cell());
    Reals const expected{0.5F,
                         0.5F,
                         .453029335F,
                         .406058669F,
                         .359088004F,
                         .312117338F,
                         .27398017F,
                         .235842988F,
                         .197705805F,
                         .295236796F,
                         .392767787F,
                         .490298778F};
    for (std::size_t s = 1; s <= expected.size(); ++s) {
        one.step({s == 2 || s == 7}, {s == 3 || s == 10});
        trainer();
        one.connection->update();
        EXPECT_NEAR(one.weight(), expected[s - 1], 5e-7) << s;  // an exp in every step
    }
}

TEST_P(WorkedExamplesTest, MstdpOfSamples)
{
    Fired const pre[]     = {{1, 0, 1}, {0, 1, 0}, {1, 1, 0}, {0, 0, 1}};
    Fired const post[]    = {{0, 1, 0}, {1, 0, 1}, {0, 1, 1}, {1, 1, 0}};
    Reals const rewards[] = {{.5F, -.25F, 0}, {1, 1, -1}, {-.5F, .75F, .25F}, {0, -1, .5F}};
    Real const pos[]      = {0, .0634153038F, .128495932F, 0};
    Real const neg[]      = {0, .0951229557F, .0476209372F, .15467225F};
    ConnectionConfig config;
    config.batch = 3;
    Synapse one(backend, config);
    MSTDP trainer({{0.2, -0.1, 20, 20}, BatchReduction::sum, RewardForm::per_sample});
    trainer.register_cell("only", one.layer.cell());
    for (std::size_t s = 0; s < 4; ++s) {
        one.step(pre[s], post[s]);
        trainer(rewards[s], 1.0 / 3);
        EXPECT_EQ(one.parts().potentiation(), Reals{pos[s]}) << s;
        EXPECT_EQ(one.parts().depression(), Reals{neg[s]}) << s;
        one.connection->updater()->clear();
    }
}

//! The original keeps the sign of what it takes away, and so adds it.
TEST_P(WorkedExamplesTest, LinearHomeostasis)
{
    std::string const fires = "11000";
    Real const up[]         = {0, 0, 0, 5.96046448e-9F, .0200000051F};
    Real const down[]       = {.1F, .1F, .0333333276F, 0, 0};
    for (bool const as_original : {false, true}) {
        Synapse one(backend);
        HomeostasisConfig config;
        config.plasticity    = 0.1;
        config.target        = 0.5;
        config.negative_part = as_original;
        LinearHomeostasis trainer(config);
        trainer.register_cell("only", one.layer.cell());
        for (std::size_t s = 0; s < fires.size(); ++s) {
            one.step({0}, {fires[s] == '1'});
            trainer();
            Real const sign = as_original ? -1.0F : 1.0F;
            EXPECT_EQ(one.parts().potentiation(), Reals{up[s]}) << s;
            EXPECT_NEAR(one.parts().depression().front(), sign * down[s], 8e-9) << s;
            one.connection->updater()->clear();
        }
    }
}

}  // namespace
}  // namespace inferno::test
