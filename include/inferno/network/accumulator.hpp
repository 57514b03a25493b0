//! Collects proposed changes of one parameter, and applies them: reduced, bounded, clamped.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "inferno/learn/dense_stage.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/visitor.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {

class Accumulator {
  public:
    //! `parameter` outlives this object. With `lateral` it is square and its diagonal stays zero.
    explicit Accumulator(Buffer<Real>& parameter, bool lateral = false);
    Accumulator(Accumulator&&)                 = default;
    Accumulator(Accumulator const&)            = delete;
    Accumulator& operator=(Accumulator const&) = delete;

    //! What becomes of several parts. StateError for another reduction while parts wait.
    void reduce_with(PartReduction reduction);
    //! Bounds of the two sides; the default leaves them as they are. ArgumentError unless limits,
    //! powers and ranges are finite, and ranges not 0.
    void bound_upper(Bound bound) { this->bound({bound, rule_.bound.lower}); }
    void bound_lower(Bound bound) { this->bound({rule_.bound.upper, bound}); }
    void bound(FullBound bound);
    //! Keeps the parameter within [low, high] from now on, the present values included. At least
    //! one limit must be given, and low < high.
    void clamp(std::optional<Real> low, std::optional<Real> high);
    //! Brings values that were written from outside back into the clamp.
    void settle();
    //! Called after everything that may have changed the parameter; submits what has to follow.
    void on_change(std::function<void()> follow) { follow_ = std::move(follow); }

    //! Adds a part of either side, magnitudes in the parameter's memory order.
    void add_potentiation(std::span<Real const> part) { add(pos_, part); }
    void add_depression(std::span<Real const> part) { add(neg_, part); }
    //! The parts added so far, reduced; empty if there are none.
    std::vector<Real> potentiation() const { return reduced(pos_); }
    std::vector<Real> depression() const { return reduced(neg_); }

    //! Lets a rule propose its parts. Recorded in one stage with update(), where that changes
    //! nothing.
    void propose(StdpDense proposal);
    template <class Rule>
    void propose(Learn<Rule> proposal)
    {
        Slots const before = slots();
        proposal.pos       = next_slot(pos_);
        proposal.neg       = next_slot(neg_);
        submit(Stage(proposal), before, false, [=](UpdateRule const& rule, Real* parameter) {
            return Stage(LearnUpdate<Rule>{proposal.pairs, proposal.rule, rule, parameter});
        });
    }
    //! The same of eligibilities that a stage noted before has brought up to date, and becomes one
    //! with that too.
    void propose(Learn<EligibilityRule> const& proposal,
                 EligibilityDense const& memory,
                 std::size_t noted_at);

    //! parameter <- clamp(parameter + bounded change). Keeps the parts.
    void apply();
    //! Forgets all parts.
    void clear();
    //! Both.
    void update();
    //! The parts, in the parameter's memory order; bounds, clamps and the reduction are settings.
    void visit_state(StateVisitor& state);
    //! What is wrong with values of the parameter: those outside of the clamp.
    StateFault fault() const;

  private:
    struct Side {
        std::vector<Buffer<Real>> slots;  //!< memory that is reused
        int used    = 0;
        Index given = 0;  //!< parts proposed, folded ones included
    };
    //! Memory that was there before a proposal, and whether it is the first since the last update.
    struct Slots {
        std::size_t pos, neg;
        bool unused;
    };
    using Fuse = std::function<Stage(UpdateRule const&, Real* parameter)>;
    //! A stage that the fused one may take in as well.
    struct Earlier {
        Stage stage;
        std::size_t position;
        Fuse fused;
    };
    struct Pending {
        Stage stage;
        std::size_t position;  //!< in the recorder
        Slots before;
        bool skips_silent;  //!< the fused stage does not visit weights without spikes
        Fuse fused;
        std::optional<Earlier> earlier;
    };
    Slots slots() const;
    void submit(Stage const& proposal, Slots before, bool skips_silent, Fuse fused);
    void visit_side(StateVisitor& state, std::string const& name, Side& side);
    Real* next_slot(Side& side);
    void add(Side& side, std::span<Real const> part);
    std::vector<Real> reduced(Side const& side) const;
    PartsView view(Side const& side) const;
    bool can_fuse() const;
    bool take_earlier() const;
    bool apply_fused();

    void keep_diagonal();
    void changed();

    Buffer<Real>* parameter_;
    bool lateral_;
    UpdateRule rule_;
    PartReduction reduction_ = PartReduction::sum;
    std::function<void()> follow_;
    Side pos_, neg_;
    std::optional<Pending>
        pending_;  //!< the only proposal since the parts were cleared, if recorded
};

}  // namespace inferno
