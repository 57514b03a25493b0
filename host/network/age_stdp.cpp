#include "inferno/network/age_stdp.hpp"

namespace inferno {
namespace {

EventReducer const since_spike{{}, EventReducer::Initial::nan};

HalfKernel magnitude(double rate, double tc_ms)
{
    return {static_cast<Real>(std::abs(rate)), static_cast<Real>(tc_ms)};
}

}  // namespace

void require_delays(char const* who, Cell const& cell)
{
    INFERNO_CHECK(StateError,
                  cell.connection->delayed(),
                  who << ": the cell's connection was made without delays");
}

SpikeAgeMonitors::SpikeAgeMonitors(Cell const& cell, SourceAges sources)
    : post(monitor_of(cell, output_of(*cell.neurons), since_spike))
{
    bool const past = sources == SourceAges::past && cell.connection->keeps_past();
    pre             = monitor_of(cell,
                     input_of(*cell.connection),
                     since_spike,
                     past ? cell.connection->synapse().delay_ms() : 0);
    if (sources == SourceAges::arrived && cell.connection->keeps_past()) {
        arrived = std::make_shared<ArrivalMonitor>(*cell.connection);
    }
}

SpikeAges SpikeAgeMonitors::view(Cell const& cell, bool delay_adjusted) const
{
    SpikeAges ages;
    ages.pre_ms     = pre->memory().values;
    ages.post_ms    = post->memory().values;
    ages.inputs     = count(cell.connection->input_shape());
    ages.outputs    = count(cell.connection->output_shape());
    ages.batch      = cell.connection->batch();
    ages.rule       = cell.connection->synapse().delay_rule();
    bool const past = pre->slots() > 1;
    if (delay_adjusted || past) { ages.delay_ms = cell.connection->delay_memory().data(); }
    if (past) {
        ages.sources = SourceAges::past;
        ages.head    = pre->memory().head;
        ages.slots   = pre->slots();
    } else if (arrived) {
        ages.sources = SourceAges::arrived;
        ages.pre_ms  = arrived->values();
    }
    return ages;
}

AgeRule PowersOfAges::given_to(AgeRule rule)
{
    if (!rule.takes_powers()) { return rule; }
    rule.of_source = take(source_, rule, false);
    rule.of_target = take(target_, rule, true);
    return rule;
}

AgePowers PowersOfAges::take(Buffer<Real>& powers, AgeRule const& rule, bool of_targets)
{
    SpikeAges const& ages = rule.ages;
    Index const elements = of_targets ? ages.outputs : ages.inputs, size = ages.batch * elements;
    if (powers.empty()) { powers = Buffer<Real>(backend_, 2 * size); }
    Real* const post = powers.data();
    backend_->submit(Stage(TakeAgePowers{of_targets ? ages.post_ms : ages.pre_ms,
                                         rule.post,
                                         rule.pre,
                                         post,
                                         post + size,
                                         elements,
                                         ages.batch,
                                         of_targets}));
    return {post, post + size};
}

void DelayAdjustedConfig::require_valid() const
{
    require_values("lr_pos", lr_pos, 1);
    require_values("lr_neg", lr_neg, 1);
    require_positive("tc_pos_ms", tc_pos_ms, 1);
    require_positive("tc_neg_ms", tc_neg_ms, 1);
}

AgeRule DelayAdjustedConfig::rule(SpikeAges const& ages) const
{
    AgeRule rule;
    rule.ages      = ages;
    rule.post      = magnitude(lr_pos, tc_pos_ms);
    rule.pre       = magnitude(lr_neg, tc_neg_ms);
    rule.signs     = {lr_pos >= 0, lr_neg >= 0};
    rule.reduction = reduction;
    if (trains == Trained::delay) {
        std::swap(rule.post, rule.pre);
        std::swap(rule.signs.post_potentiates, rule.signs.pre_potentiates);
    }
    return rule;
}

DelayAdjustedUnit DelayAdjustedSTDP::make_unit(Cell const& cell, Config const& config)
{
    require_delays("DelayAdjustedSTDP", cell);
    return {SpikeAgeMonitors(cell, SourceAges::entering),
            cell,
            config,
            std::make_shared<PowersOfAges>(cell.connection->backend())};
}

void DelayAdjustedSTDP::propose(Unit const& unit)
{
    AgeRule const rule = unit.config.rule(unit.view(unit.cell, true));
    unit.cell.connection->propose(unit.config.parameter(), unit.powers->given_to(rule));
}

DelayAdjustedRewardUnit DelayAdjustedMSTDP::make_unit(Cell const& cell, Config const& config)
{
    require_delays("DelayAdjustedMSTDP", cell);
    return {{SpikeAgeMonitors(cell, SourceAges::entering), make_reward(cell, config.reward)},
            cell,
            config,
            std::make_shared<PowersOfAges>(cell.connection->backend())};
}

void DelayAdjustedMSTDP::propose(Unit const& unit)
{
    AgeRule rule = unit.config.rule(unit.view(unit.cell, true));
    rule.reward  = unit.reward->view();
    unit.cell.connection->propose(unit.config.parameter(), unit.powers->given_to(rule));
}

}  // namespace inferno
