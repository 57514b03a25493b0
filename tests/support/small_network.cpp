#include "support/small_network.hpp"

namespace inferno::test {
namespace {

ConnectionConfig synapses(Index batch, double charge_pc)
{
    ConnectionConfig config;
    config.batch   = batch;
    config.synapse = DeltaCurrent{charge_pc};
    return config;
}

LIF::Config rival()
{
    LIF::Config config;
    config.rest_mv          = -60;
    config.reset_mv         = -45;
    config.threshold_mv     = -40;
    config.time_constant_ms = 75;
    return config;
}

}  // namespace

SmallNetwork::SmallNetwork(BackendPointer const& backend, std::uint64_t seed, Size size)
    : size_(size),
      exc_(std::make_shared<Neurons<ALIF>>(
          backend, Shape{size.neurons}, size.batch, 1, ALIF::Config{})),
      inh_(std::make_shared<Neurons<LIF>>(backend, Shape{size.neurons}, size.batch, 1, rival())),
      dense_(std::make_shared<LinearDense>(
          backend, Shape{size.inputs}, Shape{size.neurons}, synapses(size.batch, 100))),
      lateral_(
          std::make_shared<LinearLateral>(backend, Shape{size.neurons}, synapses(size.batch, 100))),
      direct_(
          std::make_shared<LinearDirect>(backend, Shape{size.neurons}, synapses(size.batch, 75))),
      trainer_({5e-2, -5e-4, 30, 30}),
      encoder_(backend, size.batch, {size.inputs}, {steps, 1.0, 128}, seed),
      results_(backend, steps, size.batch, size.neurons)
{
    auto const neurons = static_cast<std::size_t>(size.neurons);
    dense_->set_weight(uniform_values(size.inputs * size.neurons, 0, 0.3F, seed, Purpose::weight));
    lateral_->set_weight(Reals(neurons * neurons, -3));
    direct_->set_weight(Reals(neurons, 22.5F));
    feedforward_ = std::make_unique<Serial>(dense_, exc_);
    inhibit_     = std::make_unique<Serial>(lateral_, exc_);
    trigger_     = std::make_unique<Serial>(direct_, inh_);
    auto& weight = dense_->make_updater()["weight"];
    weight.bound_upper({BoundKind::multiplicative, 1});
    weight.clamp(Real{0}, {});
    trainer_.register_cell("feedforward", feedforward_->cell());
}

void SmallNetwork::step()
{
    SpikeView const fired = (*feedforward_)(encoder_.now());
    results_.write(fired);
    results_.advance();
    (*inhibit_)((*trigger_)(fired));
    trainer_();
    dense_->update();
    encoder_.advance();
}

void SmallNetwork::show(std::uint64_t picture)
{
    encoder_.encode(random_reals(size_.batch * size_.inputs, 0, 1, picture));
    results_.rewind();
}

void SmallNetwork::finish()
{
    for (Serial* const layer : {feedforward_.get(), inhibit_.get(), trigger_.get()}) {
        layer->clear();
    }
    trainer_.clear();
    dense_->normalize_weight(1, 0.15 * static_cast<double>(size_.inputs), -1);
}

std::uint64_t SmallNetwork::fingerprint()
{
    Hash hash;
    hash.add(std::span<SpikeWord const>(results_.download_words()));
    for (Reals const& values : {dense_->weight(),
                                exc_->adaptation(),
                                exc_->voltage_mv(),
                                inh_->voltage_mv(),
                                trainer_.unit("feedforward").pre->trace()}) {
        hash.add(std::span<Real const>(values));
    }
    return hash.value();
}

}  // namespace inferno::test
