#include "support/rich_network.hpp"

namespace inferno::test {
namespace {

constexpr Index inputs = 70, made = 80, loop = 33;

SpikeFrames frames(Index samples)
{
    return {23, samples, 40, random_spikes(23 * samples * 40, 0.2, 5)};
}

}  // namespace

ConnectionConfig RichNetwork::config(AnySynapse synapse, bool bias, bool delayed) const
{
    ConnectionConfig config;
    config.batch        = settings_.samples;
    config.step_time_ms = settings_.dt_ms;
    config.synapse      = std::move(synapse);
    config.bias         = bias;
    if (delayed) { config.delay_ms = settings_.delay_ms; }
    return config;
}

template <class Kind>
std::shared_ptr<Kind> RichNetwork::filled(std::shared_ptr<Kind> connection, Real low, Real high)
{
    Index const weights      = count(connection->weight_shape());
    std::uint64_t const seed = settings_.seed * 100 + ++drawn_;
    connection->set_weight(random_reals(weights, low, high, seed));
    if (connection->biased()) {
        connection->set_bias(random_reals(connection->bias_size(), 0, 1, seed));
    }
    if (connection->delayed()) {
        connection->set_delay_ms(
            random_reals(weights, 0, static_cast<Real>(settings_.delay_ms), seed + 50));
    }
    return connection;
}

template <class Model>
std::shared_ptr<Neurons<Model>> RichNetwork::group(Shape shape, typename Model::Config config) const
{
    return std::make_shared<Neurons<Model>>(
        backend_, std::move(shape), settings_.samples, settings_.dt_ms, config);
}

RichNetwork::RichNetwork(BackendPointer const& backend, Settings settings)
    : backend_(backend),
      settings_(settings),
      ahead_(backend, settings.samples, {inputs}, {50, settings.dt_ms, 150}, 11),
      online_(backend, settings.samples, {inputs}, {20, settings.dt_ms, 150, {}, true, true}, 12),
      approximate_(backend, settings.samples, {inputs}, {20, settings.dt_ms, 150, true}, 13),
      intervals_(backend, settings.samples, {loop}, {50, settings.dt_ms, 150, true}, 14),
      bernoulli_(backend, settings.samples, {40}, {10, settings.dt_ms, 150, true}, 15),
      recorded_(backend, settings.samples, frames(settings.samples), AtEnd::loop),
      regular_(backend, settings.samples, {loop}, {settings.dt_ms, 7.3, 2.1}),
      noise_(backend, settings.samples, {40}, {1, 5}, 16),
      steps_na_(backend, settings.samples, {40}, settings.dt_ms, {{9, 3}, {31, -1}}),
      exc_(group<ALIF>({2, 5, 8})),
      adex_(group<AdEx>({loop})),
      inh_(group<LIF>({loop})),
      aside_(group<Izhikevich>({40})),
      exact_(group<ExactNeuron>({40})),
      injected_(filled(std::make_shared<LinearDirect>(
                           backend_, Shape{40}, config(DeltaPlusCurrent{40}, false, true)),
                       0.5,
                       1)),
      trainer_({5e-2, -5e-3, 30, 30})
{
    make_middle();
    make_loop();
    trainer_.register_cell("dense", middle_->cell("dense", "exc"));
    Fired forced = random_spikes(settings.samples * 40, 0.4, 3);
    force_spikes(*exact_, forced);
    for (auto const& [name, size] :
         {std::pair("exc", made), {"adex", loop}, {"inh", loop}, {"aside", Index{40}}}) {
        rasters_.try_emplace(name, backend_, window, settings.samples, size);
    }
}

void RichNetwork::make_middle()
{
    dense_ =
        filled(std::make_shared<LinearDense>(
                   backend_, Shape{inputs}, Shape{2, 5, 8}, config(DeltaCurrent{60}, true, true)),
               0,
               1);
    Updater& updater = dense_->make_updater();
    updater["weight"].clamp(Real{0}, settings_.weight_limit);
    updater["delay"].clamp(Real{0}, static_cast<Real>(settings_.delay_ms));
    updater["bias"].reduce_with(PartReduction::mean);
    auto const fading =
        filled(std::make_shared<LinearDense>(backend_,
                                             Shape{inputs},
                                             Shape{2, 5, 8},
                                             config(SingleExponentialCurrent{40, 6}, false, true)),
               0,
               1);
    Conv2DShape shape;
    shape.height = 7, shape.width = 10, shape.filters = 2, shape.kernel = {3, 3};
    auto const conv = filled(
        std::make_shared<Conv2D>(backend_, shape, config(DoubleExponentialCurrent{}, true, true)),
        0,
        4);
    auto const lateral =
        filled(std::make_shared<LinearLateral>(
                   backend_, Shape{2, 5, 8}, config(SingleExponentialCurrent{20, 3}, false, true)),
               -1,
               0);
    middle_ = std::make_unique<Biclique>(
        std::vector<Biclique::Input>{
            {"conv", conv}, {"dense", dense_}, {"fading", fading}, {"lateral", lateral}},
        std::vector<Biclique::Output>{{"exc", exc_}});
}

void RichNetwork::make_loop()
{
    auto const forward =
        filled(std::make_shared<LinearDense>(
                   backend_, Shape{made}, Shape{loop}, config(DeltaCurrent{200}, false, false)),
               0,
               1);
    auto const across =
        filled(std::make_shared<LinearDirect>(
                   backend_, Shape{loop}, config(SingleExponentialCurrent{200, 4}, false, false)),
               10,
               20);
    auto const back = filled(
        std::make_shared<LinearDense>(
            backend_, Shape{loop}, Shape{loop}, config(DoubleExponentialCurrent{}, false, true)),
        -1,
        0);
    loop_ = std::make_unique<RecurrentSerial>(RecurrentSerial::Connections{forward, across, back},
                                              RecurrentSerial::Groups{adex_, inh_});
}

void RichNetwork::drive(Raster& raster, NeuronGroup& neurons)
{
    raster.write(neurons.spikes());
    raster.advance();
}

void RichNetwork::step()
{
    middle_->forward({{"conv", approximate_.now()},
                      {"dense", ahead_.now()},
                      {"fading", online_.now()},
                      {"lateral", exc_->spikes()}});
    (*loop_)(exc_->spikes());
    exact_->step(steps_na_.now());
    std::array const noise{noise_.now()};
    aside_->step(injected_->forward(recorded_.now(), noise));
    rasters_.at("exc").write(exc_->spikes());
    drive(rasters_.at("adex"), *adex_);
    drive(rasters_.at("inh"), *inh_);
    drive(rasters_.at("aside"), *aside_);
    rasters_.at("exc").advance();
    trainer_();
    dense_->update();
    for (SpikeSource* const source : std::initializer_list<SpikeSource*>{
             &ahead_, &online_, &approximate_, &intervals_, &bernoulli_, &recorded_, &regular_}) {
        source->advance();
    }
    noise_.advance();
    steps_na_.advance();
}

void RichNetwork::show(std::uint64_t picture)
{
    Index const b = settings_.samples;
    ahead_.encode(random_reals(b * inputs, 0, 1, picture));
    online_.encode(random_reals(b * inputs, 0, 1, picture + 1));
    approximate_.encode(random_reals(b * inputs, 0, 1, picture + 2));
    intervals_.encode(random_reals(b * loop, 0, 1, picture + 3));
    bernoulli_.encode(random_reals(10 * b * 40, 0, 1, picture + 4));
}

void RichNetwork::visit_state(StateVisitor& state)
{
    state.object("middle", *middle_);
    state.object("again", *middle_);  // shared: shown once
    state.object("loop", *loop_);
    state.object("trainer", trainer_);
    state.object("aside", *aside_);
    state.object("exact", *exact_);
    state.object("injected", *injected_);
    state.object("ahead", ahead_);
    state.object("online", online_);
    state.object("approximate", approximate_);
    state.object("intervals", intervals_);
    state.object("bernoulli", bernoulli_);
    state.object("recorded", recorded_);
    state.object("regular", regular_);
    state.object("noise", noise_);
    state.object("steps", steps_na_);
    for (auto& [name, raster] : rasters_) {
        state.object("rasters." + name, raster);
    }
}

std::map<std::string, Fired> RichNetwork::fired() const
{
    std::map<std::string, Fired> all;
    for (auto const& [name, raster] : rasters_) {
        all[name] = raster.download();
    }
    return all;
}

}  // namespace inferno::test
