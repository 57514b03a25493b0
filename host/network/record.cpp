#include "inferno/state/record.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/state/stage.hpp"
#include "inferno/state/values.hpp"

namespace inferno {
namespace {

std::size_t at(Index slot, Index elements, Index n)
{
    return static_cast<std::size_t>(slot * elements + n);
}

}  // namespace

Index record_slots(double step_time_ms, double duration_ms, bool inclusive)
{
    require_positive("step_time_ms", step_time_ms, 1);
    require_nonnegative("duration_ms", duration_ms, 1);
    auto const steps = static_cast<Index>(std::ceil(duration_ms / step_time_ms));
    return std::max<Index>(steps + (inclusive ? 1 : 0), 1);
}

Record::Record(BackendPointer const& backend,
               Index elements,
               double step_time_ms,
               double duration_ms,
               bool inclusive)
    : elements_(elements),
      step_time_ms_(step_time_ms),
      slots_(record_slots(step_time_ms, duration_ms, inclusive)),
      values_(backend, slots_ * elements),
      sample_(backend, elements),
      head_(backend, 1)
{
}

void Record::push(std::span<Real const> sample)
{
    sample_.upload(sample);
    head_.backend()->submit(
        Stage(PushReals{sample_.data(), 1, elements_, values_.data(), head_.data()}));
    advance();
}

void Record::advance() { head_.backend()->submit(Stage(AdvanceRing{head_.data(), slots_})); }

std::vector<Real> Record::read(Index offset) const
{
    std::vector<Real> const all = storage();
    auto const first            = all.begin() + record_slot(head(), offset, slots_) * elements_;
    return {first, first + elements_};
}

void Record::require_in_range(double time_ms, double tolerance_ms) const
{
    double const longest_ms = step_time_ms_ * static_cast<double>(slots_ - 1);
    INFERNO_REQUIRE(time_ms >= -tolerance_ms && time_ms <= longest_ms + tolerance_ms,
                    "time: is " << time_ms << " ms, the record reaches from 0 to " << longest_ms
                                << " ms into the past");
}

std::vector<Real> Record::select(std::span<Real const> times_ms,
                                 Interpolate how,
                                 double tolerance_ms,
                                 Index offset) const
{
    INFERNO_REQUIRE(!times_ms.empty() && std::ssize(times_ms) % elements_ == 0,
                    "times: " << times_ms.size() << " given, must be a multiple of " << elements_
                              << " elements");
    std::vector<Real> const all = storage();
    Index const now             = head();
    Index const per_element     = std::ssize(times_ms) / elements_;
    Real const dt_ms            = static_cast<Real>(step_time_ms_);
    std::vector<Real> selected;
    for (Index k = 0; k < std::ssize(times_ms); ++k) {
        Real const time_ms = times_ms[static_cast<std::size_t>(k)];
        require_in_range(time_ms, tolerance_ms);
        Located const found = locate(time_ms, dt_ms, static_cast<Real>(tolerance_ms), offset);
        Index const n       = k / per_element;
        Real const previous = all[at(record_slot(now, found.older, slots_), elements_, n)];
        Real const next     = all[at(record_slot(now, found.newer, slots_), elements_, n)];
        selected.push_back(found.older == found.newer
                               ? previous
                               : interpolated(how, previous, next, found.at_ms, dt_ms));
    }
    return selected;
}

Located Record::locate_all(double time_ms, double tolerance_ms, Index offset) const
{
    require_in_range(time_ms, tolerance_ms);
    double const steps = time_ms / step_time_ms_;
    double const whole = std::nearbyint(steps);
    bool const on_slot = std::abs(step_time_ms_ * whole - time_ms) <= tolerance_ms;
    double const back  = static_cast<double>(offset) + (on_slot ? whole : steps);
    return {static_cast<Index>(std::ceil(back)),
            static_cast<Index>(std::floor(back)),
            static_cast<Real>(step_time_ms_ - step_time_ms_ * (steps - std::floor(steps)))};
}

std::vector<Real> Record::select(double time_ms,
                                 Interpolate how,
                                 double tolerance_ms,
                                 Index offset) const
{
    Located const found          = locate_all(time_ms, tolerance_ms, offset);
    std::vector<Real> selected   = read(found.older);
    std::vector<Real> const next = read(found.newer);
    if (found.older == found.newer) { return selected; }
    for (std::size_t n = 0; n < selected.size(); ++n) {
        selected[n] =
            interpolated(how, selected[n], next[n], found.at_ms, static_cast<Real>(step_time_ms_));
    }
    return selected;
}

void Record::put(
    Index n, Real value, Located where, Extrapolate how, std::vector<Real>& all, Index now) const
{
    Real& previous = all[at(record_slot(now, where.older, slots_), elements_, n)];
    Real& next     = all[at(record_slot(now, where.newer, slots_), elements_, n)];
    Neighbors const put =
        where.older == where.newer
            ? Neighbors{value, value}
            : extrapolated(
                  how, value, where.at_ms, {previous, next}, static_cast<Real>(step_time_ms_));
    previous = put.previous;
    next     = put.next;
}

void Record::insert(std::span<Real const> sample,
                    std::span<Real const> times_ms,
                    Extrapolate how,
                    double tolerance_ms,
                    Index offset)
{
    INFERNO_REQUIRE(std::ssize(sample) == elements_ && std::ssize(times_ms) == elements_,
                    "insert: " << sample.size() << " values and " << times_ms.size()
                               << " times given, " << elements_ << " of each expected");
    for (Real const time_ms : times_ms) {
        require_in_range(time_ms, tolerance_ms);
    }
    std::vector<Real> all = storage();
    Index const now       = head();
    for (Index n = 0; n < elements_; ++n) {
        Located const where = locate(times_ms[static_cast<std::size_t>(n)],
                                     static_cast<Real>(step_time_ms_),
                                     static_cast<Real>(tolerance_ms),
                                     offset);
        put(n, sample[static_cast<std::size_t>(n)], where, how, all, now);
    }
    values_.upload(all);
}

void Record::insert(std::span<Real const> sample,
                    double time_ms,
                    Extrapolate how,
                    double tolerance_ms,
                    Index offset)
{
    INFERNO_REQUIRE(std::ssize(sample) == elements_,
                    "insert: " << sample.size() << " values given, " << elements_ << " expected");
    Located const where   = locate_all(time_ms, tolerance_ms, offset);
    std::vector<Real> all = storage();
    Index const now       = head();
    for (Index n = 0; n < elements_; ++n) {
        put(n, sample[static_cast<std::size_t>(n)], where, how, all, now);
    }
    values_.upload(all);
}

void Record::align(Index slot)
{
    INFERNO_REQUIRE(slot >= -slots_ && slot < slots_,
                    "slot: is " << slot << ", must be from " << -slots_ << " to " << slots_ - 1);
    std::vector<Real> const all = storage();
    Index const target          = slot < 0 ? slot + slots_ : slot;
    Index const now             = head();
    std::vector<Real> turned(all.size());
    for (Index s = 0; s < slots_; ++s) {
        auto const from = all.begin() + (now + s) % slots_ * elements_;
        std::copy(from, from + elements_, turned.begin() + (target + s) % slots_ * elements_);
    }
    values_.upload(turned);
    head_.fill(target);
}

void Record::reset(Real fill)
{
    values_.fill(fill);
    head_.fill(0);
}

void Record::set_duration(double duration_ms, bool inclusive)
{
    Index const slots = record_slots(step_time_ms_, duration_ms, inclusive);
    if (slots == slots_) { return; }
    align(0);
    std::vector<Real> const all = storage();  // oldest first
    auto const size             = static_cast<std::size_t>(slots * elements_);
    std::vector<Real> kept(size);
    std::size_t const same = std::min(size, all.size());
    std::copy(
        all.end() - static_cast<Index>(same), all.end(), kept.end() - static_cast<Index>(same));
    values_ = Buffer<Real>(head_.backend(), std::span<Real const>(kept));
    slots_  = slots;
}

void Record::visit_state(StateVisitor& state)
{
    state.constant("step_time_ms", step_time_ms_);
    state.array("values", values_, {slots_, elements_});
    state.position("head", head_, slots_);
}

}  // namespace inferno
