//! Currents that come from outside a network, a step at a time: for neurons, or to be injected.
#pragma once

#include <vector>

#include "inferno/encode/source.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/values.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! Gives the currents of the present step. Made, it stands at step 0.
class CurrentSource {
  public:
    CurrentSource(BackendPointer const& backend, Index batch, Shape const& shape);
    CurrentSource(CurrentSource const&)            = delete;
    CurrentSource& operator=(CurrentSource const&) = delete;
    virtual ~CurrentSource()                       = default;

    //! nA, [batch][elements].
    RealView now() const { return {current_na_.data(), elements_, batch_}; }
    std::vector<Real> download() const { return current_na_.download(); }
    //! Submits the stages that move on to the next step.
    virtual void advance() = 0;
    //! Back to step 0, now.
    virtual void rewind() = 0;
    //! Where it stands, and the present currents; levels and the like are settings.
    virtual void visit_state(StateVisitor& state) = 0;

    Index batch() const { return batch_; }
    Index elements() const { return elements_; }

  protected:
    Backend& backend() const { return *current_na_.backend(); }
    Real* memory() { return current_na_.data(); }
    void upload(std::span<Real const> current_na) { current_na_.upload(current_na); }
    //! The present currents.
    void visit_currents(StateVisitor& state);
    //! One number per element.
    std::vector<Real> expanded(Values const& values) const;

  private:
    Index batch_, elements_;
    Buffer<Real> current_na_;
};

//! The same currents in every step.
class ConstantCurrent final : public CurrentSource {
  public:
    //! `current_na`: one number or one per element.
    ConstantCurrent(BackendPointer const& backend,
                    Index batch,
                    Shape const& shape,
                    Values const& current_na);
    void advance() override {}
    void rewind() override {}
    //! Nothing ever changes.
    void visit_state(StateVisitor& state) override;
};

//! Currents that change at given times, the same for every sample.
class StepCurrent final : public CurrentSource {
  public:
    struct Level {
        double start_ms = 0;  //!< taken from the first step that begins then or later
        Values current_na;    //!< one number or one per element
    };
    //! 0 nA before the first level. ArgumentError unless the starts are ascending.
    StepCurrent(BackendPointer const& backend,
                Index batch,
                Shape const& shape,
                double step_time_ms,
                std::vector<Level> const& levels);
    void advance() override;
    void rewind() override;
    void visit_state(StateVisitor& state) override;

  private:
    void submit();

    Buffer<Real> level_na_;
    Buffer<Index> start_, clock_;
};

//! Normally distributed currents, independent in each step, sample and element.
class NoiseCurrent final : public CurrentSource {
  public:
    struct Config {
        Values mean_na      = 0;  //!< one number or one per element
        Values deviation_na = 1;  //!< standard deviation, 0 or more
    };
    NoiseCurrent(BackendPointer const& backend,
                 Index batch,
                 Shape const& shape,
                 Config const& config,
                 std::uint64_t seed);
    void advance() override;
    //! Nothing happens: noise is never the same twice.
    void rewind() override {}
    void visit_state(StateVisitor& state) override;

  private:
    void submit();

    std::uint64_t seed_;
    Buffer<Real> mean_na_, deviation_na_;
    Buffer<Index> clock_;
};

}  // namespace inferno
