#include "inferno/network/accumulator.hpp"

#include <cmath>
#include <cstring>
#include <sstream>
#include <string>
#include <utility>

namespace inferno {

namespace {

bool same(Stage const& one, Stage const& other)
{
    return &one.type() == &other.type() &&
           std::memcmp(one.body(), other.body(), one.type().bytes) == 0;
}

}  // namespace

Accumulator::Accumulator(Buffer<Real>& parameter, bool lateral)
    : parameter_(&parameter), lateral_(lateral)
{
}

void Accumulator::bound(FullBound bound)
{
    for (Bound const& side : {bound.upper, bound.lower}) {
        bool const finite =
            std::isfinite(side.limit) && std::isfinite(side.power) && std::isfinite(side.range);
        INFERNO_REQUIRE(finite && side.range != 0,
                        "bound: limit " << side.limit << ", power " << side.power << ", range "
                                        << side.range << ", must be finite, and the range not 0");
    }
    rule_.bound = bound;
}

void Accumulator::reduce_with(PartReduction reduction)
{
    INFERNO_CHECK(StateError,
                  reduction == reduction_ || (pos_.given == 0 && neg_.given == 0),
                  "update parts: " << pos_.given + neg_.given
                                   << " wait to be reduced; update() or clear() before another "
                                      "reduction is set");
    reduction_ = reduction;
}

void Accumulator::clamp(std::optional<Real> low, std::optional<Real> high)
{
    INFERNO_REQUIRE(low || high, "clamp: neither a minimum nor a maximum is given");
    INFERNO_REQUIRE(!std::isnan(low.value_or(0)) && !std::isnan(high.value_or(0)),
                    "clamp: a limit is not a number");
    INFERNO_REQUIRE(!low || !high || *low < *high,
                    "clamp: minimum " << *low << " must be less than maximum " << *high);
    UpdateRule const unclamped;
    rule_.low  = low.value_or(unclamped.low);
    rule_.high = high.value_or(unclamped.high);
    settle();
}

void Accumulator::settle()
{
    ClampParameter const stage{rule_, parameter_->data(), parameter_->size()};
    parameter_->backend()->submit(Stage(stage));
    changed();
}

void Accumulator::changed()
{
    keep_diagonal();
    if (follow_) { follow_(); }
}

void Accumulator::keep_diagonal()
{
    if (!lateral_) { return; }
    auto const rows =
        static_cast<Index>(std::lround(std::sqrt(static_cast<double>(parameter_->size()))));
    parameter_->backend()->submit(Stage(ZeroDiagonal{parameter_->data(), rows}));
}

Real* Accumulator::next_slot(Side& side)
{
    if (side.used == PartsView::capacity) {
        FoldParts const fold{view(side), reduction_, side.slots.front().data(), parameter_->size()};
        parameter_->backend()->submit(Stage(fold));
        side.used = 1;
    }
    if (side.used == std::ssize(side.slots)) {
        side.slots.emplace_back(parameter_->backend(), parameter_->size());
    }
    ++side.given;
    return side.slots[static_cast<std::size_t>(side.used++)].data();
}

void Accumulator::add(Side& side, std::span<Real const> part)
{
    INFERNO_CHECK(StateError,
                  !parameter_->backend()->recording() || side.used < PartsView::capacity,
                  "update part: a recorded step takes " << PartsView::capacity << " parts at most");
    INFERNO_REQUIRE(std::ssize(part) == parameter_->size(),
                    "update part: " << part.size() << " values given, the parameter has "
                                    << parameter_->size());
    next_slot(side);
    side.slots[static_cast<std::size_t>(side.used - 1)].upload(part);
    pending_.reset();
}

PartsView Accumulator::view(Side const& side) const
{
    PartsView parts;
    parts.count = side.used;
    for (int p = 0; p < side.used; ++p) {
        parts.part[p] = side.slots[static_cast<std::size_t>(p)].data();
    }
    return parts;
}

std::vector<Real> Accumulator::reduced(Side const& side) const
{
    if (side.used == 0) { return {}; }
    std::vector<std::vector<Real>> parts;
    PartsView host_parts;
    for (int p = 0; p < side.used; ++p) {
        parts.push_back(side.slots[static_cast<std::size_t>(p)].download());
        host_parts.part[p] = parts.back().data();
    }
    host_parts.count = side.used;
    std::vector<Real> result;
    for (Index i = 0; i < parameter_->size(); ++i) {
        result.push_back(
            finish_parts(reduction_, reduce_parts(host_parts, reduction_, i), side.given));
    }
    return result;
}

Accumulator::Slots Accumulator::slots() const
{
    return {pos_.slots.size(), neg_.slots.size(), pos_.given == 0 && neg_.given == 0};
}

//! Only the first proposal of a recording can be fused with the update.
void Accumulator::submit(Stage const& proposal, Slots before, bool skips_silent, Fuse fused)
{
    Recorder* const record = parameter_->backend()->recorder();
    pending_.reset();
    if (before.unused && record != nullptr) {
        pending_.emplace(
            Pending{proposal, record->position(), before, skips_silent, std::move(fused), {}});
    }
    parameter_->backend()->submit(proposal);
}

//! A reward may send either side anywhere; without one, only the sides that signs name get memory.
void Accumulator::propose(StdpDense proposal)
{
    Slots const before    = slots();
    StdpSigns const signs = proposal.rule.signs;
    bool const rewarded   = proposal.rule.reward.signal != nullptr;
    bool const ups        = rewarded || signs.post_potentiates || signs.pre_potentiates;
    bool const downs      = rewarded || !signs.post_potentiates || !signs.pre_potentiates;
    proposal.lateral      = lateral_;
    proposal.pos          = ups ? next_slot(pos_) : nullptr;
    proposal.neg          = downs ? next_slot(neg_) : nullptr;
    submit(Stage(proposal),
           before,
           true,
           [learn = proposal.rule, lateral = lateral_](UpdateRule const& rule, Real* parameter) {
               return Stage(StdpDenseUpdate{learn, rule, parameter, lateral});
           });
}

void Accumulator::propose(Learn<EligibilityRule> const& proposal,
                          EligibilityDense const& memory,
                          std::size_t noted_at)
{
    propose(proposal);
    if (!pending_) { return; }
    pending_->earlier.emplace(
        Earlier{Stage(memory),
                noted_at,
                [memory, lateral = lateral_](UpdateRule const& rule, Real* parameter) {
                    return Stage(EligibilityDenseUpdate{memory, rule, parameter, lateral});
                }});
}

//! The proposal must lie in this very recording, and silent synapses must not need a visit that
//! they would not get.
bool Accumulator::can_fuse() const
{
    Recorder const* const record = parameter_->backend()->recorder();
    if (!pending_ || record == nullptr) { return false; }
    Stage const* const noted = record->stage(pending_->position);
    bool const zero_stays    = keeps_zero(rule_.bound.upper) && keeps_zero(rule_.bound.lower);
    return noted != nullptr && same(*noted, pending_->stage) &&
           (zero_stays || !pending_->skips_silent);
}

//! The proposal has been taken already. True if the stage that it follows could be taken too.
bool Accumulator::take_earlier() const
{
    if (!pending_->earlier) { return false; }
    Recorder& record         = *parameter_->backend()->recorder();
    Stage const* const noted = record.stage(pending_->earlier->position);
    return noted != nullptr && same(*noted, pending_->earlier->stage) &&
           record.take(pending_->earlier->position);
}

//! Leaves no parts to keep: they are never written down.
bool Accumulator::apply_fused()
{
    if (!can_fuse() || !parameter_->backend()->recorder()->take(pending_->position)) {
        return false;
    }
    Fuse const& fused = take_earlier() ? pending_->earlier->fused : pending_->fused;
    parameter_->backend()->submit(fused(rule_, parameter_->data()));
    pos_.slots.resize(pending_->before.pos);
    neg_.slots.resize(pending_->before.neg);
    if (follow_) { follow_(); }
    return true;
}

void Accumulator::apply()
{
    if (pos_.given == 0 && neg_.given == 0) { return; }
    ApplyUpdate const stage{rule_,
                            reduction_,
                            view(pos_),
                            view(neg_),
                            pos_.given,
                            neg_.given,
                            parameter_->data(),
                            parameter_->size()};
    parameter_->backend()->submit(Stage(stage));
    changed();
}

void Accumulator::clear()
{
    for (Side* const side : {&pos_, &neg_}) {
        side->used  = 0;
        side->given = 0;
    }
    pending_.reset();
}

StateFault Accumulator::fault() const
{
    std::ostringstream range;
    range << "from " << rule_.low << " to " << rule_.high << ", the clamp here";
    auto const inside = [low = rule_.low, high = rule_.high](Real value) {
        return !(value < low) && !(value > high);
    };
    return state_fault<Real>(inside, range.str());
}

void Accumulator::visit_state(StateVisitor& state)
{
    visit_side(state, "potentiation", pos_);
    visit_side(state, "depression", neg_);
    if (state.restoring()) { pending_.reset(); }
}

//! As many rows as there are parts that were not yet folded.
void Accumulator::visit_side(StateVisitor& state, std::string const& name, Side& side)
{
    state.counter(name + "_parts", side.given);
    Index const size    = parameter_->size();
    auto const bytes    = static_cast<std::size_t>(size) * sizeof(Real);
    auto const download = [=, this, &side](std::span<std::byte> to) {
        for (std::size_t p = 0; p < static_cast<std::size_t>(side.used); ++p) {
            parameter_->backend()->download(&to[p * bytes], side.slots[p].data(), bytes);
        }
    };
    auto const upload = [=, this, &side](std::span<std::byte const> from) {
        side.used = static_cast<int>(from.size() / bytes);
        while (std::ssize(side.slots) < side.used) {
            side.slots.emplace_back(parameter_->backend(), size);
        }
        for (std::size_t p = 0; p < static_cast<std::size_t>(side.used); ++p) {
            parameter_->backend()->upload(side.slots[p].data(), &from[p * bytes], bytes);
        }
    };
    auto const fault = [=](std::span<std::byte const> from) {
        return from.size() % bytes == 0 && from.size() / bytes <= PartsView::capacity
                   ? std::string()
                   : "holds " + std::to_string(from.size() / sizeof(Real)) +
                         " values, must be up to " + std::to_string(PartsView::capacity) +
                         " rows of " + std::to_string(size);
    };
    state.entry({name, StateType::f32, {side.used, size}, download, upload, fault, true});
}

void Accumulator::update()
{
    if (!apply_fused()) { apply(); }
    clear();
}

}  // namespace inferno
