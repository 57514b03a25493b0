#include "network/sparse_drawn.hpp"

#include <cmath>
#include <limits>

#include "network/sparse_words.hpp"

namespace inferno::host {
namespace {

DrawnNumber number_of(Distribution const& d)
{
    constexpr DrawnNumber::Kind kinds[] = {DrawnNumber::Kind::constant,
                                           DrawnNumber::Kind::normal,
                                           DrawnNumber::Kind::log_normal,
                                           DrawnNumber::Kind::uniform,
                                           DrawnNumber::Kind::exponential};
    DrawnNumber number;
    number.kind    = kinds[static_cast<std::size_t>(d.kind())];
    number.bounded = !d.is_constant() && (std::isfinite(d.low()) || std::isfinite(d.high()));
    number.redraws = d.redraws();
    number.first   = static_cast<float>(d.first());
    number.second  = static_cast<float>(d.second());
    number.low     = static_cast<float>(d.low());
    number.high    = static_cast<float>(d.high());
    return number;
}

//! The least delay in ms that counts as so many steps.
float least_of(std::uint32_t steps, double step_time_ms)
{
    auto const enough = [=](float ms) {
        return std::floor(static_cast<double>(ms) / step_time_ms + 0.5) >= steps;
    };
    constexpr float infinity = std::numeric_limits<float>::infinity();
    auto ms                  = static_cast<float>((steps - 0.5) * step_time_ms);
    while (enough(ms)) {
        ms = std::nextafterf(ms, -infinity);
    }
    while (!enough(ms)) {
        ms = std::nextafterf(ms, infinity);
    }
    return ms;
}

//! -1 / log(1 - p) in whole numbers.
GeometricGap gap_of(double probability)
{
    int exponent          = 0;
    double const fraction = std::frexp(-1 / std::log1p(-probability), &exponent);
    return {static_cast<std::uint64_t>(std::ldexp(fraction, 53)), exponent - 53};
}

}  // namespace

bool can_be_drawn_anew(ConnectionRule const& rule, SynapseConfig const& config)
{
    Drawable draw;
    draw.rule   = &rule;
    draw.config = &config;
    return draw.unit() == DrawUnit::source;
}

DrawnMemory::DrawnMemory(BackendPointer const& backend,
                         DrawnTarget const& target,
                         std::vector<std::uint32_t> const& degrees,
                         SparseLayout const& layout)
    : backend_(backend),
      projection_(target.projection),
      by_target_(projection_->unit() == DrawUnit::target)
{
    Drawable const& draw        = *projection_;
    SynapseConfig const& config = *draw.config;
    rows_.seed                  = draw.seed;
    rows_.first                 = step_of(draw, 0);
    rows_.sources               = by_target_ ? draw.targets : draw.sources;
    rows_.targets               = by_target_ ? draw.sources : draw.targets;
    rows_.skips_self            = draw.same_population && !config.allow_self;
    rows_.weight                = number_of(config.weight);
    rows_.delay_ms              = number_of(config.delay_ms);
    rows_.counts_per_weight     = static_cast<float>(1 / target.weight_step);
    set_rule(degrees);
    set_delays(target.longest_delay);
    std::vector<TargetPlace> places;
    for (Index n = 0; n < draw.targets; ++n) {
        SparseLayout::Target const at = layout.target(target.population, n, target.port);
        places.push_back({at.partition, at.place});
    }
    places_ = Buffer<TargetPlace>(backend, std::span<TargetPlace const>(places));
}

void DrawnMemory::set_delays(Index longest)
{
    double const step_time_ms = projection_->step_time_ms;
    rows_.longest             = static_cast<std::uint32_t>(longest);
    rows_.constant_delay      = rows_.longest;
    rows_.steps_per_ms        = static_cast<float>(1 / step_time_ms);
    if (projection_->config->delay_ms.is_constant()) { return; }
    std::vector<float> least{0};
    for (std::uint32_t steps = 1; steps <= rows_.longest; ++steps) {
        least.push_back(least_of(steps, step_time_ms));
    }
    least_ms_      = Buffer<float>(backend_, std::span<float const>(least));
    rows_.least_ms = least_ms_.data();
}

void DrawnMemory::set_rule(std::vector<std::uint32_t> const& degrees)
{
    ConnectionRule const& rule = *projection_->rule;
    bool const multiple        = projection_->config->allow_multiple;
    rows_.rule = multiple ? DrawnRows::Rule::partners : DrawnRows::Rule::distinct_partners;
    if (std::holds_alternative<AllToAll>(rule)) { rows_.rule = DrawnRows::Rule::all; }
    if (std::holds_alternative<OneToOne>(rule)) { rows_.rule = DrawnRows::Rule::same; }
    if (auto const* fixed = std::get_if<FixedOutDegree>(&rule)) { rows_.degree = fixed->degree; }
    if (auto const* fixed = std::get_if<FixedInDegree>(&rule)) { rows_.degree = fixed->degree; }
    if (std::holds_alternative<FixedTotalNumber>(rule)) {
        degrees_      = Buffer<std::uint32_t>(backend_, std::span<std::uint32_t const>(degrees));
        rows_.degrees = degrees_.data();
    }
    if (auto const* pairs = std::get_if<PairwiseBernoulli>(&rule)) {
        if (pairs->probability >= 1) { rows_.rule = DrawnRows::Rule::all; }
        if (pairs->probability <= 0 || pairs->probability >= 1) { return; }
        rows_.rule = DrawnRows::Rule::bernoulli;
        rows_.gap  = gap_of(pairs->probability);
    }
}

Stage DrawnMemory::stage(ExchangeView const& exchange,
                         RingView const& ring,
                         Index first_source,
                         Index events_per_step) const
{
    return Stage(DeliverDrawn{
        exchange, ring, rows_, first_source, places_.data(), projection_, events_per_step});
}

}  // namespace inferno::host
