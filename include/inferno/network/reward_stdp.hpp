//! Reward-modulated pair STDP, without and with eligibility traces (Florian 2007), as trainers of
//! cells.
//!
//! MSTDP: the changes of pair STDP, scaled by the reward; a negative one turns them round. MSTDPET:
//! every weight remembers, z <- exp(-dt / tc_eligibility) z + (terms of this step) /
//! tc_eligibility, and changes by reward * z.
#pragma once

#include "inferno/learn/dense_stage.hpp"
#include "inferno/network/reward_trainer.hpp"
#include "inferno/network/spike_traces.hpp"

namespace inferno {

struct MstdpConfig : PairConfig {
    BatchReduction reduction = BatchReduction::sum;
    RewardForm reward        = RewardForm::shared;

    void require_valid() const { inferno::require_valid(*this); }
    static std::string_view parameter() { return "weight"; }
};

struct MstdpUnit : Rewarded<SpikeTraces> {
    Cell cell;
    MstdpConfig config;
};

class MSTDP final : public RewardTrainer<MstdpConfig, MstdpUnit> {
  public:
    explicit MSTDP(Config const& config) : RewardTrainer("MSTDP", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

struct MstdpetConfig : MstdpConfig {
    double tc_eligibility_ms = 20;  //!< > 0

    void require_valid() const;
};

//! The eligibility of all weights of a cell. One number of either sign for each weight where all
//! samples share a reward and changes are summed or averaged, otherwise one in every sample.
class EligibilityMonitor {
  public:
    EligibilityMonitor(Cell const& cell,
                       MstdpetConfig const& config,
                       SpikeTraces const& traces,
                       Reward reward);
    //! Takes in the terms of a step; to be called after the traces have.
    void observe();
    //! Proposes what the reward makes of them.
    void propose(Connection& connection) const;
    EligibilityState view() const { return memory_.state; }
    //! [samples][weights], in the weights' memory order: at target spikes, at source spikes.
    std::vector<Real> post() const { return post_.download(); }
    std::vector<Real> pre() const { return pre_.download(); }
    void clear();
    void visit_state(StateVisitor& state);

  private:
    EligibilityDense memory_;  //!< run itself where work goes by rows of a dense connection
    bool is_dense_ = false;
    std::optional<Stage> stage_;
    std::size_t noted_at_ = 0;  //!< position of the stage in the last recording
    Buffer<Real> post_, pre_;
};

struct MstdpetUnit : Rewarded<SpikeTraces> {
    Cell cell;
    MstdpetConfig config;
    std::shared_ptr<EligibilityMonitor> eligibility;

    template <class Visit>
    void for_each_monitor(Visit const& visit) const
    {
        Rewarded::for_each_monitor(visit);
        visit("eligibility", *eligibility);
    }
};

class MSTDPET final : public RewardTrainer<MstdpetConfig, MstdpetUnit> {
  public:
    explicit MSTDPET(Config const& config) : RewardTrainer("MSTDPET", config) {}

  protected:
    Unit make_unit(Cell const& cell, Config const& config) override;
    void propose(Unit const& unit) override;
};

}  // namespace inferno
