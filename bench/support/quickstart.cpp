#include "support/quickstart.hpp"

namespace inferno::bench {
namespace {

ConnectionConfig connection_config(double charge_pc)
{
    ConnectionConfig config;
    config.batch   = Quickstart::batch;
    config.synapse = DeltaCurrent{charge_pc};
    return config;
}

LIF::Config inhibitory_config()
{
    LIF::Config config;
    config.rest_mv          = -60;
    config.reset_mv         = -45;
    config.threshold_mv     = -40;
    config.refractory_ms    = 2;
    config.time_constant_ms = 75;
    return config;
}

}  // namespace

Quickstart::Quickstart(BackendPointer const& backend, std::uint64_t seed)
    : backend_(backend),
      excitatory_(
          std::make_shared<Neurons<ALIF>>(backend, Shape{10, 10}, batch, 1.0, ALIF::Config{})),
      inhibitory_(
          std::make_shared<Neurons<LIF>>(backend, Shape{10, 10}, batch, 1.0, inhibitory_config())),
      feedforward_connection_(std::make_shared<LinearDense>(
          backend, Shape{28, 28}, Shape{10, 10}, connection_config(100))),
      lateral_connection_(
          std::make_shared<LinearLateral>(backend, Shape{10, 10}, connection_config(100))),
      trigger_connection_(
          std::make_shared<LinearDirect>(backend, Shape{10, 10}, connection_config(75))),
      feedforward_(std::make_unique<Serial>(feedforward_connection_, excitatory_)),
      inhibit_(std::make_unique<Serial>(lateral_connection_, excitatory_)),
      trigger_(std::make_unique<Serial>(trigger_connection_, inhibitory_)),
      stdp_(StdpConfig{{5e-4, -5e-6, 30, 30}}),
      encoder_(backend, batch, {28, 28}, {steps, 1.0, 128, std::nullopt, true}, seed),
      results_(backend, steps, batch, neurons)
{
    feedforward_connection_->set_weight(
        rescaled(uniform_values(pixels * neurons, 0, 1, seed, Purpose::weight), 0, 0.3F));
    lateral_connection_->set_weight(std::vector<Real>(neurons * neurons, -180));
    trigger_connection_->set_weight(std::vector<Real>(neurons, 22.5F));
    Accumulator& weight = feedforward_connection_->make_updater()["weight"];
    weight.bound_upper({BoundKind::multiplicative, 1, 1, 1});
    weight.clamp(Real{0}, std::nullopt);
    stdp_.register_cell("feedforward", feedforward_->cell());
    feedforward_connection_->normalize_weight(1, 78.4);
    train_ = record(*backend_, [&] { step(true); });
    set_training(false);
    test_ = record(*backend_, [&] { step(false); });
    set_training(true);
}

void Quickstart::step(bool learn)
{
    SpikeView const fired = (*feedforward_)(encoder_.now());
    results_.write(fired);
    results_.advance();
    (*inhibit_)((*trigger_)(fired));
    if (learn) {
        stdp_();
        feedforward_connection_->update();
    }
    encoder_.advance();
}

void Quickstart::set_training(bool training)
{
    for (Layer* const layer : {feedforward_.get(), inhibit_.get(), trigger_.get()}) {
        layer->train(training);
    }
}

void Quickstart::finish_batch(bool learn)
{
    for (Layer* const layer : {feedforward_.get(), inhibit_.get(), trigger_.get()}) {
        layer->clear();
    }
    stdp_.clear();
    results_.rewind();
    if (learn) { feedforward_connection_->normalize_weight(1, 78.4); }
}

}  // namespace inferno::bench
