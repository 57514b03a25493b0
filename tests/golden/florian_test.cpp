//! The comparison of Florian (2007) as Inferno runs it: pair STDP, reward-modulated, and with
//! eligibility, on one synapse. The numbers are those of Inferno 0.0.5, in float32.
#include <map>

#include "inferno/network/reward_stdp.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/neuron/exact.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"

namespace inferno::test {
namespace {

struct Row {
    Real pre, minus_post;
    double eligibility;  //!< difference of two float32 numbers, 9 digits
    Real stdp, mstdp, mstdpet;
};

std::map<int, Row> const expected = {
    {1, {0, 0, 0, 0.200000003F, 0.200000003F, 0.200000003F}},
    {10, {0.200000003F, 0, 0, 0.200000003F, 0.200000003F, 0.200000003F}},
    {15, {0.155760184F, -0.200000003F, 0.00623040739, 0.355760187F, 0.355760187F, 0.206230417F}},
    {50, {0.0270670895F, -0.0347548239F, 0.00153639982, 0.355760187F, 0.355760187F, 0.321249276F}},
    {75, {0.00775485719F, -0.209957436F, 0.000875404337, 0.363515049F, 0.363515049F, 0.345356882F}},
    {84, {0.00494471611F, -0.133874804F, 0.00061074883, 0.363515049F, 0.363515049F, 0.351841807F}},
    {85, {0.204703569F, -0.127345651F, -0.00450702495, 0.236169398F, 0.236169398F, 0.347334772F}},
    {100,
     {0.0966951549F, -0.0601538569F, -0.00247350748, 0.236169398F, 0.236169398F, 0.297506809F}},
    {101, {0.0919792801F, -0.05722012F, -0.00237651993, 0.236169398F, 0.236169398F, 0.299883336F}},
    {110, {0.05864859F, -0.236485183F, 0.000687901746, 0.294817984F, 0.177520812F, 0.315142483F}},
    {115, {0.245675579F, -0.18417488F, -0.00680378801, 0.110643104F, 0.361695707F, 0.319454014F}},
    {135, {0.290379047F, -0.0677542016F, -0.0057673066, 0.0428889021F, 0.429449916F, 0.413969547F}},
    {139,
     {0.237742305F, -0.0554724559F, -0.00491457467, 0.0428889021F, 0.429449916F, 0.434864342F}},
    {140, {0.226147488F, -0.252767026F, 0.0043240278, 0.269036382F, 0.203302428F, 0.430540323F}},
    {200,
     {0.0112592382F, -0.0125845522F, 0.000392267015, 0.269036382F, 0.203302428F, 0.334199131F}}};

//! One synapse of weight 0.2 whose neuron fires when it is told to.
struct Synapse {
    explicit Synapse(BackendPointer const& backend)
    {
        ConnectionConfig config;
        config.synapse = DeltaCurrent{1};
        connection     = std::make_shared<LinearDirect>(backend, Shape{1}, config);
        neurons        = std::make_shared<Neurons<ExactNeuron>>(
            backend, Shape{1}, 1, 1, ExactNeuron::Config{-60, -40});
        layer = std::make_unique<Serial>(connection, neurons);
        connection->set_weight(Reals{0.2F});
        connection->make_updater();
    }
    void step(bool pre, bool post)
    {
        force_spikes(*neurons, Fired{post});
        (*layer)(spikes_on(connection->backend(), 1, 1, {pre}).view());
    }
    Real weight() const { return connection->weight().front(); }

    std::shared_ptr<LinearDirect> connection;
    std::shared_ptr<Neurons<ExactNeuron>> neurons;
    std::unique_ptr<Serial> layer;
};

class FlorianTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(FlorianTest);

TEST_P(FlorianTest, GivesTheWeightsOfTheOriginal)
{
    Synapse plain(backend), rewarded(backend), eligible(backend);
    STDP stdp({0.2, -0.2, 20, 20});
    MSTDP mstdp({{0.2, -0.2, 20, 20}, BatchReduction::sum});
    MSTDPET mstdpet({{{0.2, -0.2, 20, 20}, BatchReduction::sum}, 25});
    stdp.register_cell("only", plain.layer->cell());
    mstdp.register_cell("only", rewarded.layer->cell());
    mstdpet.register_cell("only", eligible.layer->cell());
    for (int step = 1; step <= 200; ++step) {
        bool const pre    = step == 10 || step == 85 || step == 115 || step == 135;
        bool const post   = step == 15 || step == 75 || step == 110 || step == 140;
        double const sign = step <= 100 ? 1 : -1;
        for (Synapse* const synapse : {&plain, &rewarded, &eligible}) {
            synapse->step(pre, post);
        }
        stdp(), plain.connection->update();
        mstdp(sign), rewarded.connection->update();
        mstdpet(sign), eligible.connection->update();
        auto const row = expected.find(step);
        if (row == expected.end()) { continue; }
        EXPECT_EQ(mstdp.unit("only").pre->trace(), Reals{row->second.pre}) << step;
        EXPECT_EQ(mstdp.unit("only").post->trace(), Reals{-row->second.minus_post}) << step;
        EligibilityMonitor const& z = *mstdpet.unit("only").eligibility;
        double const both           = double{z.post().front()} - double{z.pre().front()};
        EXPECT_NEAR(both, row->second.eligibility, 1e-11) << step;
        EXPECT_EQ(plain.weight(), row->second.stdp) << step;
        EXPECT_EQ(rewarded.weight(), row->second.mstdp) << step;
        EXPECT_EQ(eligible.weight(), row->second.mstdpet) << step;
    }
}

}  // namespace
}  // namespace inferno::test
