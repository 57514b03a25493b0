//! A population that fires when it is told to.
//!
//!     net.add<SpikeGenerator>("input", 2, {.times_ms = {{1, 5.5}, {}}});
#pragma once

#include "inferno/encode/scheduled_spikes.hpp"
#include "inferno/network/point_group.hpp"

namespace inferno {

struct SpikeGenerator {
    static constexpr std::string_view name = ReleaseSpikes::name;

    struct Config {
        //! One ascending list for each neuron. A spike at t is that of the step which ends at t:
        //! from one step on, to the nearest multiple of it, at most one spike per step.
        std::vector<std::vector<double>> times_ms;
    };
};

template <>
class PointNeurons<SpikeGenerator> final : public PointGroup {
  public:
    using Config = SpikeGenerator::Config;

    //! ArgumentError for another number of lists than neurons, or a time that cannot be.
    PointNeurons(BackendPointer const& backend,
                 std::string name,
                 Index size,
                 double step_time_ms,
                 Config const& config);

    std::string_view model() const override { return SpikeGenerator::name; }
    int ports() const override { return 0; }
    int lag() const override { return 0; }
    Stage stage_of(std::vector<PointGroup*> const& same, PartitionView const& where) override;

  protected:
    std::map<std::string, Buffer<Real>*, std::less<>> columns() override { return {}; }
    void reset_columns() override {}

  private:
    struct Spike {
        std::uint64_t step;
        Index neuron;
    };
    std::vector<Spike> spikes_;  //!< by step
    Buffer<ScheduledSpike> scheduled_;
    Buffer<std::uint64_t> begins_;
};

}  // namespace inferno
