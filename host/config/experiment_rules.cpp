#include "config/experiment_rules.hpp"

namespace inferno {

namespace {

using Rule = decltype(TrainerDescription::rule);

//! What a kind's function may look at.
struct RuleContext {
    RuleReader const& keys;
    Experiment const& experiment;
    ConnectionDescription const& connection;
};

constexpr Choice<TraceMode> trace_modes[] = {{"cumulative", TraceMode::cumulative},
                                             {"nearest", TraceMode::nearest}};
constexpr Choice<Trained> trained[] = {{"weight", Trained::weight}, {"delay", Trained::delay}};

//! A word or {"quantile": q}; `reduction` stays where the key is absent.
void read_reduction(RuleReader const& keys, BatchReduction& reduction)
{
    constexpr std::string_view key           = "batch_reduction";
    constexpr Choice<BatchReduction> words[] = {{"mean", BatchReduction::mean},
                                                {"sum", BatchReduction::sum},
                                                {"max", BatchReduction::max},
                                                {"min", BatchReduction::min},
                                                {"absmax", BatchReduction::absmax},
                                                {"absmin", BatchReduction::absmin},
                                                {"geomean", BatchReduction::geomean},
                                                {"median", BatchReduction::median}};
    JsonReader const& reader                 = keys.of(key);
    if (reader.has(key) && reader[key].is_object()) {
        reduction = quantile(reader.object(key).between("quantile", 0, 1));
    } else {
        keys.choose(key, words, reduction);
    }
}

void read_pair(RuleReader const& keys, PairConfig& config)
{
    config.lr_post    = keys.number("lr_post");
    config.lr_pre     = keys.number("lr_pre");
    config.tc_post_ms = keys.positive("tc_post_ms", config.tc_post_ms);
    config.tc_pre_ms  = keys.positive("tc_pre_ms", config.tc_pre_ms);
    keys.choose("trace_mode", trace_modes, config.trace_mode);
    config.delayed = keys.boolean("delayed", config.delayed);
}

Rule read_stdp(RuleContext const& context)
{
    STDP::Config config;
    read_pair(context.keys, config);
    read_reduction(context.keys, config.reduction);
    config.stable = context.keys.boolean("stable", config.stable);
    return config;
}

Rule read_triplet_stdp(RuleContext const& context)
{
    RuleReader const& keys = context.keys;
    TripletSTDP::Config config;
    config.lr_post_pair    = keys.number("lr_post_pair");
    config.lr_post_triplet = keys.number("lr_post_triplet");
    config.lr_pre_pair     = keys.number("lr_pre_pair");
    config.lr_pre_triplet  = keys.number("lr_pre_triplet");
    config.tc_post_fast_ms = keys.positive("tc_post_fast_ms", config.tc_post_fast_ms);
    config.tc_post_slow_ms = keys.positive("tc_post_slow_ms", config.tc_post_slow_ms);
    config.tc_pre_fast_ms  = keys.positive("tc_pre_fast_ms", config.tc_pre_fast_ms);
    config.tc_pre_slow_ms  = keys.positive("tc_pre_slow_ms", config.tc_pre_slow_ms);
    keys.choose("trace_mode", trace_modes, config.trace_mode);
    read_reduction(keys, config.reduction);
    config.stable  = keys.boolean("stable", config.stable);
    config.delayed = keys.boolean("delayed", config.delayed);
    return config;
}

Rule read_mstdp(RuleContext const& context)
{
    MSTDP::Config config;
    read_pair(context.keys, config);
    read_reduction(context.keys, config.reduction);
    return config;
}

Rule read_mstdpet(RuleContext const& context)
{
    MSTDPET::Config config;
    read_pair(context.keys, config);
    read_reduction(context.keys, config.reduction);
    config.tc_eligibility_ms = context.keys.positive("tc_eligibility_ms", config.tc_eligibility_ms);
    return config;
}

void read_kernels(RuleReader const& keys, ExponentialKernels& kernels)
{
    kernels.lr_post    = static_cast<Real>(keys.number("lr_post"));
    kernels.lr_pre     = static_cast<Real>(keys.number("lr_pre"));
    kernels.tc_post_ms = static_cast<Real>(keys.positive("tc_post_ms", kernels.tc_post_ms));
    kernels.tc_pre_ms  = static_cast<Real>(keys.positive("tc_pre_ms", kernels.tc_pre_ms));
}

Rule read_kernel_stdp(RuleContext const& context)
{
    KernelSTDP<>::Config config;
    read_kernels(context.keys, config.kernels);
    read_reduction(context.keys, config.reduction);
    context.keys.choose("trains", trained, config.trains);
    config.delayed = context.keys.boolean("delayed", config.delayed);
    return config;
}

void require_delays(RuleContext const& context)
{
    if (!context.connection.delay) {
        context.keys.cell().fail("connection \"" + context.connection.name +
                                 "\" has no delays, which rules of this kind read");
    }
}

template <Trained trains>
Rule read_delay_adjusted_kernel(RuleContext const& context)
{
    require_delays(context);
    KernelSTDP<>::Config config;
    read_kernels(context.keys, config.kernels);
    read_reduction(context.keys, config.reduction);
    config.delay_adjusted = true;
    config.trains         = trains;
    return config;
}

template <class Config, Trained trains>
Rule read_delay_adjusted(RuleContext const& context)
{
    require_delays(context);
    RuleReader const& keys = context.keys;
    Config config;
    config.lr_pos    = keys.number("lr_pos");
    config.lr_neg    = keys.number("lr_neg");
    config.tc_pos_ms = keys.positive("tc_pos_ms", config.tc_pos_ms);
    config.tc_neg_ms = keys.positive("tc_neg_ms", config.tc_neg_ms);
    read_reduction(keys, config.reduction);
    config.trains = trains;
    return config;
}

//! One rate, one per output, or one per output in every sample of a batch.
Values read_target_rate(RuleContext const& context, Values const& fallback)
{
    JsonReader const& reader = context.keys.of("target");
    if (!reader.has("target")) { return fallback; }
    Shape const& outputs = context.connection.outputs;
    Shape in_batch       = outputs;
    in_batch.insert(in_batch.begin(), context.experiment.batch);
    bool const per_sample = reader.numbers("target").shape == in_batch;
    return read_values(reader, "target", per_sample ? in_batch : outputs);
}

Rule read_homeostasis(RuleContext const& context)
{
    RuleReader const& keys = context.keys;
    LinearHomeostasis::Config config;
    config.plasticity = keys.number("plasticity");
    config.target     = read_target_rate(context, config.target);
    config.trains = keys.of("trains").choice("trains", {"weight", "bias", "delay"}, config.trains);
    read_reduction(keys, config.reduction);
    config.negative_part = keys.boolean("negative_part", config.negative_part);
    return config;
}

struct RuleKind {
    std::string_view name;
    Rule (*read)(RuleContext const& context);
};

constexpr RuleKind rule_kinds[] = {
    {"STDP", read_stdp},
    {"TripletSTDP", read_triplet_stdp},
    {"MSTDP", read_mstdp},
    {"MSTDPET", read_mstdpet},
    {"KernelSTDP", read_kernel_stdp},
    {"DelayAdjustedSTDP", read_delay_adjusted<DelayAdjustedConfig, Trained::weight>},
    {"DelayAdjustedSTDPD", read_delay_adjusted<DelayAdjustedConfig, Trained::delay>},
    {"DelayAdjustedMSTDP", read_delay_adjusted<DelayAdjustedRewardConfig, Trained::weight>},
    {"DelayAdjustedMSTDPD", read_delay_adjusted<DelayAdjustedRewardConfig, Trained::delay>},
    {"DelayAdjustedKernelSTDP", read_delay_adjusted_kernel<Trained::weight>},
    {"DelayAdjustedKernelSTDPD", read_delay_adjusted_kernel<Trained::delay>},
    {"LinearHomeostasis", read_homeostasis}};

//! The reward that a rule learns from, and its form.
template <class Config>
void read_reward(RuleReader const& keys,
                 Experiment const& experiment,
                 TrainerDescription& trainer,
                 Config& config)
{
    auto const& reward   = read_name(keys.of("reward"), "reward", experiment.rewards, "reward");
    trainer.reward       = reward.name;
    trainer.reward_scale = keys.of("reward_scale").non_negative("reward_scale", 1);
    config.reward        = reward.per_sample() ? RewardForm::per_sample : RewardForm::shared;
}

}  // namespace

void read_rule(RuleReader const& keys, Experiment const& experiment, TrainerDescription& trainer)
{
    auto const& connection = experiment.connection_named(trainer.connection);
    trainer.rule = read_kind(keys.trainer(), rule_kinds).read({keys, experiment, connection});
    std::visit(
        [&](auto& config) {
            if constexpr (requires { config.reward; }) {
                read_reward(keys, experiment, trainer, config);
            }
            with_path(keys.cell(), [&] { config.require_valid(); });
        },
        trainer.rule);
}

}  // namespace inferno
