//! A ring of the last samples of something, read at any time in the past.
//!
//! `head` is the slot that the next push overwrites, the oldest. An offset k counts back from it: 1
//! is the newest sample, 2 one step older, ..., and `slots` the oldest again.
#pragma once

#include <span>
#include <vector>

#include "inferno/core/math.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/interpolation.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! Slots for `duration_ms` of past, one more if both ends are included; at least 1. The quotient is
//! taken in double: 0.9 / 0.3 is a little above 3 and needs a fourth.
Index record_slots(double step_time_ms, double duration_ms, bool inclusive);

//! The slot `offset` back from the head.
INFERNO_HD Index record_slot(Index head, Index offset, Index slots)
{
    Index const slot = (head - offset) % slots;
    return slot < 0 ? slot + slots : slot;
}

//! Where a time in the past lies between two samples.
struct Located {
    Index older, newer;  //!< offsets; equal on a sample
    Real at_ms;          //!< time since the older one, in (0, dt]
};

//! `time_ms` before the sample at `offset`. Times within `tolerance_ms` of a sample are on it.
INFERNO_HD Located locate(Real time_ms, Real step_time_ms, Real tolerance_ms, Index offset)
{
    Real const steps   = time_ms / step_time_ms;
    Real const whole   = math::rint(steps);
    bool const on_slot = math::abs(step_time_ms * whole - time_ms) <= tolerance_ms;
    Real const shifted = on_slot ? whole : steps;
    Real const back    = static_cast<Real>(offset) + shifted;
    Real const part    = shifted - math::floor(shifted);
    return {static_cast<Index>(math::ceil(back)),
            static_cast<Index>(math::floor(back)),
            step_time_ms - step_time_ms * part};
}

//! A record as a stage sees it, which writes the slot at the head.
struct RecordView {
    Real* values      = nullptr;  //!< [slots][elements]
    Index const* head = nullptr;  //!< null: 0
    Index slots       = 1;

    INFERNO_HD Index now() const { return head == nullptr ? 0 : *head; }
};

//! A record of real numbers in backend memory. Reading downloads.
class Record {
  public:
    //! Zeros. ArgumentError unless step_time_ms > 0 and duration_ms >= 0.
    Record(BackendPointer const& backend,
           Index elements,
           double step_time_ms,
           double duration_ms,
           bool inclusive);

    Index slots() const { return slots_; }
    Index elements() const { return elements_; }
    Index head() const { return head_.download().front(); }
    std::vector<Real> storage() const { return values_.download(); }  //!< [slots][elements]

    RecordView view() { return {values_.data(), head_.data(), slots_}; }
    //! Submits the stage that moves on by one slot, after a stage has written the one at the head.
    void advance();
    void push(std::span<Real const> sample);
    //! The sample `offset` back; 1 is the newest.
    std::vector<Real> read(Index offset = 1) const;
    //! Values at `times_ms` before the sample at `offset`: one or several times per element,
    //! [elements][n]. ArgumentError for times outside the record by more than the tolerance.
    std::vector<Real> select(std::span<Real const> times_ms,
                             Interpolate how,
                             double tolerance_ms = 1e-6,
                             Index offset        = 1) const;
    //! The same time for all elements, in double.
    std::vector<Real> select(double time_ms,
                             Interpolate how,
                             double tolerance_ms = 1e-6,
                             Index offset        = 1) const;
    //! Writes a sample at times between slots, one per element. The default offset 0 counts from
    //! the oldest slot, as in the original; with 1 an inserted sample is found where select looks
    //! for it.
    void insert(std::span<Real const> sample,
                std::span<Real const> times_ms,
                Extrapolate how,
                double tolerance_ms = 1e-6,
                Index offset        = 0);
    //! The same time for all elements, in double.
    void insert(std::span<Real const> sample,
                double time_ms,
                Extrapolate how,
                double tolerance_ms = 1e-6,
                Index offset        = 0);
    //! Turns the ring so that the oldest sample is in slot `slot`.
    void align(Index slot = 0);
    void reset(Real fill = 0);
    //! Reaches further back, or less: the newest samples are kept, older ones that were not are
    //! zeros. Values move to other memory: programs recorded before must not run again.
    void set_duration(double duration_ms, bool inclusive);
    //! Values and head; the step time and the number of slots must be the same.
    void visit_state(StateVisitor& state);

  private:
    void require_in_range(double time_ms, double tolerance_ms) const;
    Located locate_all(double time_ms, double tolerance_ms, Index offset) const;
    void put(Index n, Real value, Located where, Extrapolate how, std::vector<Real>& all, Index now)
        const;

    Index elements_;
    double step_time_ms_;
    Index slots_;
    Buffer<Real> values_, sample_;
    Buffer<Index> head_;
};

}  // namespace inferno
