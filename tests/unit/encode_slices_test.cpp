//! Stages of encoders and sources give the same bits however they are cut into slices.
#include <gtest/gtest.h>

#include "inferno/encode/bernoulli.hpp"
#include "inferno/encode/renewal.hpp"
#include "inferno/encode/source.hpp"

#include "support/builders.hpp"

namespace inferno::test {
namespace {

constexpr Index batch = 3, inputs = 333, steps = 12;

class EncodeSlicesTest : public testing::Test {
  protected:
    template <class Body>
    static void run_in(Index parts, Body const& body)
    {
        Stage const stage(body);
        for (Index part = parts; part-- > 0;) {
            Slice const slice = slice_of(stage.extent(), part, parts);
            if (slice.begin < slice.end) { stage.type().on_host(stage.body(), slice); }
        }
    }
    //! Compares what result(parts) gives for several numbers of slices with one.
    template <class Result>
    static void expect_same(Result const& result)
    {
        auto const whole = result(1);
        for (Index const parts : {2, 3, 5, 8, 60}) {
            EXPECT_EQ(result(parts), whole) << parts;
        }
    }

    EncodeTask task(SpikeBuffer& spikes, bool online)
    {
        EncodeTask task;
        task.intensity = {intensity.data(), inputs, batch};
        task.spikes    = spikes.words();
        task.steps     = steps;
        task.seed      = 4;
        task.rasters   = rasters.data();
        task.clock     = online ? clock.data() : nullptr;
        return task;
    }
    //! The spikes of a train's steps 0 to 11 and of the three after these, [step][batch][inputs].
    template <class Intervals>
    Fired by_steps(Intervals const& intervals, Index parts)
    {
        SpikeBuffer spikes(backend, batch, inputs);
        Buffer<Real> next(backend, batch * inputs);
        Buffer<std::uint32_t> taken(backend, batch * inputs);
        rasters.fill(1);
        Fired seen;
        for (Index step = 0; step < steps + 3; ++step) {
            clock.fill(step);
            run_in(
                parts,
                RenewalStep<Intervals>{intervals, task(spikes, true), next.data(), taken.data()});
            append(seen, spikes.download());
        }
        return seen;
    }

    BackendPointer const backend = make_backend("host", {1});
    Buffer<Real> intensity       = reals_on(backend, random_reals(batch* inputs, 0, 1, 1));
    Buffer<Index> rasters{backend, 1}, clock{backend, 1};
};

TEST_F(EncodeSlicesTest, OfBernoulliStepsFitTogether)
{
    expect_same([&](Index parts) {
        SpikeBuffer spikes(backend, batch, inputs, steps);
        run_in(parts, EncodeBernoulli{{300, 1}, task(spikes, false)});
        return spikes.download();
    });
}

TEST_F(EncodeSlicesTest, OfRastersFitTogether)
{
    expect_same([&](Index parts) {
        SpikeBuffer spikes(backend, batch, inputs, steps);
        run_in(parts, RenewalRaster<PoissonIntervals>{{300, 1}, task(spikes, false)});
        Fired seen = spikes.download();
        run_in(parts, RenewalRaster<GeometricIntervals>{{{300, 1}}, task(spikes, false)});
        append(seen, spikes.download());
        return seen;
    });
}

TEST_F(EncodeSlicesTest, OfOnlineStepsFitTogether)
{
    expect_same([&](Index parts) { return by_steps(PoissonIntervals{400, 1}, parts); });
    expect_same([&](Index parts) { return by_steps(GeometricIntervals{{400, 1}}, parts); });
    expect_same([&](Index parts) {
        return by_steps(ExponentialIntervals{{300, 1, 2, true}}, parts);
    });
}

TEST_F(EncodeSlicesTest, OfSourcesFitTogether)
{
    std::vector<Index> period, phase;
    for (Index i = 0; i < inputs; ++i) {
        period.push_back(ticks_per_step * (2 + i % 5) / 2);
        phase.push_back(ticks_per_step * (i % 3) / 2);
    }
    Buffer<Index> const periods(backend, std::span<Index const>(period));
    expect_same([&](Index parts) {
        Buffer<Index> next(backend, std::span<Index const>(phase));
        SpikeBuffer spikes(backend, batch, inputs);
        Fired seen;
        for (int step = 0; step < 7; ++step) {
            run_in(parts, RegularStage{periods.data(), next.data(), spikes.words(), inputs, batch});
            append(seen, spikes.download());
        }
        return seen;
    });
    Buffer<Real> const mean      = reals_on(backend, random_reals(inputs, 0, 1, 2));
    Buffer<Real> const deviation = reals_on(backend, random_reals(inputs, 0, 1, 3));
    expect_same([&](Index parts) {
        Buffer<Real> current(backend, batch * inputs);
        run_in(parts,
               NoiseStage{
                   mean.data(), deviation.data(), 5, clock.data(), current.data(), inputs, batch});
        return current.download();
    });
    std::vector<Index> const starts = {0};
    Buffer<Index> const start(backend, std::span<Index const>(starts));
    expect_same([&](Index parts) {
        Buffer<Real> current(backend, batch * inputs);
        run_in(parts,
               StepCurrentStage{
                   mean.data(), start.data(), 1, clock.data(), current.data(), inputs, batch});
        return current.download();
    });
}

}  // namespace
}  // namespace inferno::test
