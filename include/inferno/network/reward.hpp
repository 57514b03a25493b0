//! Rewards of the trainers that learn from them.
#pragma once

#include <memory>
#include <span>

#include "inferno/learn/spike_rule.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! One reward for the whole batch, or one for each sample.
enum class RewardForm { shared, per_sample };

//! The reward of one cell, in backend memory, so that a recorded step can be replayed with another.
//! It is 0 at first.
class RewardSignal {
  public:
    RewardSignal(BackendPointer const& backend, Index batch, RewardForm form);

    //! ArgumentError unless reward * |scale| is finite and the form is shared.
    void require(double reward, double scale) const;
    //! The same for each sample. ArgumentError for another number of samples, or another form.
    void require(std::span<Real const> rewards, double scale) const;
    //! reward * |scale|, after the same checks.
    void set(double reward, double scale);
    void set(std::span<Real const> rewards, double scale);
    Reward view() const { return {signal_.data(), form_ == RewardForm::per_sample}; }
    void clear() { signal_.clear(); }
    void visit_state(StateVisitor& state);

  private:
    RewardForm form_;
    Buffer<Real> signal_;
};

}  // namespace inferno
