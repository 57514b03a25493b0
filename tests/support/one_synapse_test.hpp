//! Networks of one synapse, for tests of trainers.
#pragma once

#include "inferno/network/stdp.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"

namespace inferno::test {

class OneSynapseTest : public BackendTest {
  protected:
    static constexpr STDP::Config hebbian{0.1, -0.05, 20, 10};

    //! One source, one target: a strong spike makes the target fire at once.
    struct Net {
        std::shared_ptr<LinearDirect> connection;
        std::unique_ptr<Serial> layer;
    };
    Net net(bool trainable = true)
    {
        ConnectionConfig strong;
        strong.synapse = DeltaCurrent{1e5};
        LIF::Config config;
        config.refractory_ms = 0;
        Net made;
        made.connection = std::make_shared<LinearDirect>(backend, Shape{1}, strong);
        made.layer      = std::make_unique<Serial>(
            made.connection, std::make_shared<Neurons<LIF>>(backend, Shape{1}, 1, 1, config));
        made.connection->set_weight(Reals{1});
        if (trainable) { made.connection->make_updater(); }
        return made;
    }
    void step(Net& net, STDP& trainer, std::uint8_t spike)
    {
        (*net.layer)(spikes_on(backend, 1, 1, {spike}).view());
        trainer();
        net.layer->update();
    }
    static Real weight(Net const& net) { return net.connection->weight().front(); }
};

}  // namespace inferno::test
