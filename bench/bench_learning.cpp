//! What does a step of learning cost? A layer of 784 -> 100, its trainer and its update, for every
//! trainer, without delays and with 100 steps of them; and against the activity of the inputs.
#include <cstdio>

#include "inferno/network/raster.hpp"

#include "support/stage_bench.hpp"

namespace inferno::bench {
namespace {

constexpr Index frames = 128;  // of input, played in a ring

struct Setting {
    std::optional<double> delay_ms = {};
    double spiking                 = activity;  //!< of the inputs
    bool silent_outputs            = false;
};

//! A layer whose outputs fire at a low rate, as those of the quickstart do, whatever its inputs do:
//! a bias drives them, weights hardly count. Silent outputs have none.
class TrainedLayer {
  public:
    TrainedLayer(BackendPointer const& backend, Setting const& setting)
        : backend_(backend),
          neurons_(std::make_shared<Neurons<LIF>>(backend, Shape{outputs}, batch, 1, LIF::Config{}))
    {
        ConnectionConfig config;
        config.batch      = batch;
        config.bias       = true;
        config.delay_ms   = setting.delay_ms;
        auto const before = backend->bytes_in_use();
        connection_ = std::make_shared<LinearDense>(backend, Shape{inputs}, Shape{outputs}, config);
        connection_->set_bias(uniform_values(outputs, 15.05F, 15.6F, 1, Purpose::weight));
        if (setting.delay_ms) { set_whole_delays(static_cast<Real>(*setting.delay_ms)); }
        layer_ = std::make_unique<Serial>(connection_, neurons_);
        held_  = backend->bytes_in_use() - before;
        spread_phases();
        if (setting.silent_outputs) { connection_->set_bias(std::vector<Real>(outputs, 0)); }
        Accumulator& weight = connection_->make_updater()["weight"];
        weight.bound_upper({BoundKind::multiplicative, 1});
        weight.clamp(Real{0}, std::nullopt);
    }

    Serial& layer() { return *layer_; }
    Connection& connection() { return *connection_; }

    //! Records a step with this trainer; returns the bytes that connection and trainer hold.
    template <class TrainerType>
    std::size_t record_step(TrainerType& trainer, Raster& spikes, std::size_t before)
    {
        program_ = record(*backend_, [&] {
            (*layer_)(spikes.now());
            trainer();
            connection_->update();
            spikes.advance();
        });
        return held_ + backend_->bytes_in_use() - before;
    }
    void run(Index steps) { program_->run(steps); }
    //! Of the outputs, in per cent of all steps.
    double activity_of_outputs()
    {
        double spikes         = 0;
        constexpr Index steps = 100;
        for (Index step = 0; step < steps; ++step) {
            run(1);
            for (std::uint8_t const fired : neurons_->download_spikes()) {
                spikes += fired;
            }
        }
        return 100 * spikes / static_cast<double>(steps * batch * outputs);
    }

  private:
    void set_whole_delays(Real longest_ms)
    {
        std::vector<Real> delays =
            uniform_values(inputs * outputs, 0, longest_ms, 9, Purpose::delay);
        for (Real& delay_ms : delays) {
            delay_ms = std::floor(delay_ms);
        }
        connection_->set_delay_ms(delays);
    }
    //! Strong weights for a while: afterwards the samples are no longer in step.
    void spread_phases()
    {
        connection_->set_weight(uniform_values(inputs * outputs, 0, 0.5F, 2, Purpose::weight));
        for (std::uint64_t step = 0; step < 300; ++step) {
            (*layer_)(random_spikes(backend_, inputs, step).view());
        }
        connection_->set_weight(uniform_values(inputs * outputs, 0, 1e-3F, 2, Purpose::weight));
    }

    BackendPointer backend_;
    std::shared_ptr<Neurons<LIF>> neurons_;
    std::shared_ptr<LinearDense> connection_;
    std::unique_ptr<Serial> layer_;
    std::unique_ptr<Program> program_;
    std::size_t held_ = 0;
};

class LearningBench {
  public:
    LearningBench(Options const& options)
        : options_(options), backend_(make_backend(options.backend, {options.threads}))
    {
    }

    //! One row; `more` is called with the trainer before it is recorded.
    template <class TrainerType, class More>
    void measure(std::string const& name,
                 typename TrainerType::Config const& config,
                 Setting const& setting,
                 More const& more)
    {
        if (name.find(options_.only) == std::string::npos) { return; }
        TrainedLayer net(backend_, setting);
        Raster spikes(backend_, frames, batch, inputs);
        spikes.upload(random_flags(frames * batch * inputs, 20, setting.spiking));
        auto const before = backend_->bytes_in_use();
        TrainerType trainer(config);
        trainer.register_cell("cell", net.layer().cell());
        more(trainer);
        std::size_t const held = net.record_step(trainer, spikes, before);
        net.run(frames);
        double const active = net.activity_of_outputs();
        char size[128];
        std::snprintf(size,
                      sizeof(size),
                      "B=20 784->100, %.1f %% spiking, %.1f %% of the outputs, %.1f times the "
                      "weights held",
                      100 * setting.spiking,
                      active,
                      static_cast<double>(held) / (inputs * outputs * sizeof(Real)));
        Index const steps =
            setting.delay_ms ? 2 : 16;  // short: on a busy machine some are not interrupted
        auto const times = sorted_seconds(*backend_, options_.repeats, [&] { net.run(steps); });
        double const per_step = 1e6 / static_cast<double>(steps);
        Row row{name, backend_->name(), size, times[times.size() / 2] * per_step, 0, 0};
        row.least_microseconds = times.front() * per_step;
        report(row);
    }
    template <class TrainerType>
    void measure(std::string const& name,
                 typename TrainerType::Config const& config,
                 Setting const& setting)
    {
        measure<TrainerType>(name, config, setting, [](auto&) {});
    }
    //! Under a reward, of both forms.
    template <class TrainerType>
    void measure_rewarded(std::string const& name,
                          typename TrainerType::Config config,
                          Setting const& setting)
    {
        measure<TrainerType>(name, config, setting, [](auto& trainer) { trainer.set_reward(0.5); });
        config.reward = RewardForm::per_sample;
        measure<TrainerType>(name + ", reward per sample", config, setting, [](auto& trainer) {
            trainer.set_reward(uniform_values(batch, -1, 1, 3, Purpose::test));
        });
    }

  private:
    Options options_;
    BackendPointer backend_;
};

constexpr double lr_post = 1e-6, lr_pre = -1e-8;  // hardly any change: the activity stays

void bench_spike_rules(LearningBench& bench, std::string const& end, Setting const& setting)
{
    PairConfig const pair{lr_post, lr_pre, 30, 30};
    bench.measure<STDP>("STDP" + end, {pair}, setting);
    if (setting.delay_ms) {
        PairConfig looked_up = pair;
        looked_up.delayed    = true;
        bench.measure<STDP>("STDP, looked up" + end, {looked_up}, setting);
    }
    bench.measure<TripletSTDP>(
        "TripletSTDP" + end, {lr_post, lr_post, lr_pre, lr_pre, 30, 100, 30, 100}, setting);
    bench.measure_rewarded<MSTDP>("MSTDP" + end, {pair}, setting);
    bench.measure_rewarded<MSTDPET>("MSTDPET" + end, {{pair}, 20}, setting);
}

void bench_age_rules(LearningBench& bench, std::string const& end, Setting const& setting)
{
    bench.measure<KernelSTDP<>>(
        "KernelSTDP" + end,
        {ExponentialKernels{static_cast<Real>(lr_post), static_cast<Real>(lr_pre), 30, 30}},
        setting);
    bench.measure<LinearHomeostasis>("LinearHomeostasis" + end, {1e-6, 0.01}, setting);
    if (!setting.delay_ms) { return; }
    DelayAdjustedConfig adjusted{lr_pre, lr_post, 30, 30};
    bench.measure<DelayAdjustedSTDP>("DelayAdjustedSTDP" + end, adjusted, setting);
    bench.measure_rewarded<DelayAdjustedMSTDP>("DelayAdjustedMSTDP" + end, {adjusted}, setting);
    adjusted.trains = Trained::delay;
    bench.measure<DelayAdjustedSTDP>("DelayAdjustedSTDP of delays" + end, adjusted, setting);
}

void bench_activity(LearningBench& bench)
{
    auto const measure = [&](std::string const& end, Setting const& setting) {
        bench.measure<STDP>("activity/STDP" + end, {{lr_post, lr_pre, 30, 30}}, setting);
        bench.measure<TripletSTDP>("activity/TripletSTDP" + end,
                                   {lr_post, lr_post, lr_pre, lr_pre, 30, 100, 30, 100},
                                   setting);
    };
    for (std::optional<double> const delay_ms : {std::optional<double>(), {100.0}}) {
        std::string const end = delay_ms ? ", 100 delays" : "";
        measure(end + ", silent outputs", {delay_ms, 0, true});
        for (double const spiking : {0.0, 0.001, 0.01, 0.05, 0.2}) {
            measure(end, {delay_ms, spiking});
        }
    }
}

void run(Options const& options)
{
    LearningBench bench(options);
    for (auto const& [end, delay_ms] :
         {std::pair<char const*, std::optional<double>>{"", std::nullopt}, {", 100 delays", 100}}) {
        bench_spike_rules(bench, end, {delay_ms});
        bench_age_rules(bench, end, {delay_ms});
    }
    bench_activity(bench);
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    return inferno::bench::run_main(count, words, inferno::bench::run);
}
