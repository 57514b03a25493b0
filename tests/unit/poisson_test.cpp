#include <algorithm>
#include <cmath>

#include "inferno/network/encoder.hpp"
#include "inferno/state/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Config = HomogeneousPoissonEncoder::Config;

class PoissonTest : public BackendTest {
  protected:
    static constexpr Index batch = 3, inputs = 1000;
    Fired encoded(Config const& config, Real intensity, std::uint64_t seed = 1)
    {
        HomogeneousPoissonEncoder encoder(backend, batch, {inputs}, config, seed);
        encoder.encode(Reals(static_cast<std::size_t>(batch * inputs), intensity));
        return encoder.raster().download();
    }
    static double count(Fired const& fired)
    {
        return static_cast<double>(std::count(fired.begin(), fired.end(), 1));
    }
    //! Checks the number of spikes of a renewal process whose intervals are `pause` plus an
    //! exponential time of mean `free` steps, started at 0: the mean is exact up to small terms.
    static void expect_renewals(Fired const& fired, double steps, double free, double pause)
    {
        double const mean     = free + pause;
        double const trains   = static_cast<double>(batch * inputs);
        double const expected = steps / mean + (free * free - mean * mean) / (2 * mean * mean);
        double const variance = steps * free * free / (mean * mean * mean) + 1;
        EXPECT_NEAR(count(fired) / trains, expected, 5 * std::sqrt(variance / trains));
    }
};
INFERNO_ON_EVERY_BACKEND(PoissonTest);

TEST_P(PoissonTest, KeepsTheRateInSpiteOfTheRefractoryPeriod)
{
    for (double const intensity : {1.0, 0.5, 0.1}) {
        for (double const pause : {1.0, 3.0}) {
            Config const config{1000, 1, 200, pause};
            double const mean = 1000 / (200 * intensity);
            expect_renewals(
                encoded(config, static_cast<Real>(intensity)), 1000, mean - pause, pause);
        }
    }
}

TEST_P(PoissonTest, AddsTheRefractoryPeriodWhenNotCompensating)
{
    Config config{1000, 1, 200, 3};
    config.compensate = false;
    expect_renewals(encoded(config, 1), 1000, 5, 3);
    expect_renewals(encoded(config, 0.25), 1000, 20, 3);
}

TEST_P(PoissonTest, CountsTimeInMilliseconds)
{
    Config const config{1000, 0.5, 200, 1.5};
    expect_renewals(encoded(config, 1), 1000, 10 - 3, 3);
}

TEST_P(PoissonTest, NeverFiresAtStepZeroNorWhileRefractory)
{
    for (double const pause : {1.0, 2.0, 4.0}) {
        Config const config{200, 1, 240, pause};
        Fired const fired = encoded(config, 1);
        std::vector<Index> last(static_cast<std::size_t>(batch * inputs), 0);
        Index closest = 1000;
        for (Index step = 0; step < config.steps; ++step) {
            auto const frame = at_step(fired, config.steps, step);
            for (std::size_t n = 0; n < frame.size(); ++n) {
                if (frame[n] == 0) { continue; }
                closest = std::min(closest, step - last[n]);
                last[n] = step;
            }
        }
        EXPECT_EQ(closest, static_cast<Index>(pause));
    }
}

TEST_P(PoissonTest, IsSilentWithoutIntensityOrFrequency)
{
    EXPECT_EQ(count(encoded({300, 1, 200}, 0)), 0);
    EXPECT_EQ(count(encoded({300, 1, 0}, 1)), 0);
}

TEST_P(PoissonTest, GivesEachInputItsOwnTrain)
{
    HomogeneousPoissonEncoder encoder(backend, 2, {3}, {400, 1, 100}, 1);
    encoder.encode(Reals{1, 0, 1, 0, 1, 1});
    Fired const fired = encoder.raster().download();
    std::vector<Index> spikes(6);
    std::vector<Fired> trains(6);
    for (std::size_t i = 0; i < fired.size(); ++i) {
        spikes[i % 6] += fired[i];
        trains[i % 6].push_back(fired[i]);
    }
    for (std::size_t n : {0U, 2U, 4U, 5U}) {
        EXPECT_GT(spikes[n], 10) << n;
    }
    EXPECT_EQ(spikes[1] + spikes[3], 0);
    EXPECT_NE(trains[0], trains[2]);
    EXPECT_NE(trains[2], trains[5]) << "two samples of one input";
}

TEST_P(PoissonTest, DrawsTheSameOnEveryBackend)
{
    Config const config{100, 1, 100};
    BackendPointer const reference = make_backend("host", {1});
    HomogeneousPoissonEncoder encoder(reference, batch, {inputs}, config, 7);
    Reals const intensity = random_reals(batch * inputs, 0, 1, 3);
    encoder.encode(intensity);
    HomogeneousPoissonEncoder mine(backend, batch, {inputs}, config, 7);
    mine.encode(intensity);
    EXPECT_EQ(mine.raster().download(), encoder.raster().download());
}

TEST_P(PoissonTest, DependsOnTheSeedAndOnTheNumberOfTheRaster)
{
    Config const config{100, 1, 100};
    EXPECT_NE(encoded(config, 1, 1), encoded(config, 1, 2));
    EXPECT_EQ(encoded(config, 1, 1), encoded(config, 1, 1));

    HomogeneousPoissonEncoder encoder(backend, batch, {inputs}, config, 1);
    Reals const intensity(static_cast<std::size_t>(batch * inputs), 1);
    encoder.encode(intensity);
    Fired const first = encoder.raster().download();
    encoder.encode(intensity);
    EXPECT_NE(encoder.raster().download(), first) << "no step was taken";
    EXPECT_EQ(encoder.rasters_drawn(), 2);
}

TEST_P(PoissonTest, ShowsTheStepItIsAtAndRewindsForANewRaster)
{
    HomogeneousPoissonEncoder encoder(backend, batch, {inputs}, {50, 1, 200}, 1);
    Reals const intensity(static_cast<std::size_t>(batch * inputs), 1);
    encoder.encode(intensity);
    for (int step = 0; step < 7; ++step) {
        encoder.advance();
    }
    SpikeBuffer copy(backend, batch, inputs);
    run_stage(*backend, PushSpikes{encoder.now(), copy.words()});
    Fired const all    = encoder.raster().download();
    auto const seventh = at_step(all, 50, 7);
    EXPECT_EQ(copy.download(), Fired(seventh.begin(), seventh.end()));
    encoder.encode(intensity);
    run_stage(*backend, PushSpikes{encoder.now(), copy.words()});
    EXPECT_EQ(copy.download(), Fired(static_cast<std::size_t>(batch * inputs))) << "step 0";
}

TEST_P(PoissonTest, RefusesWhatItCannotDraw)
{
    auto const wrong = [&](Config const& config) {
        return message_of<ArgumentError>(
            [&] { HomogeneousPoissonEncoder(backend, 1, {1}, config, 1); });
    };
    EXPECT_EQ(wrong({0, 1, 100}), "steps: is 0, must be greater than 0");
    EXPECT_EQ(wrong({10, 0, 100}), "step_time_ms: is 0, must be greater than 0");
    EXPECT_EQ(wrong({10, 1, -1}), "frequency_hz: is -1, must be 0 or more");
    EXPECT_EQ(wrong({10, 1, 100, 0.5}), "refractory_ms: is 0.5, must be at least one step (1 ms)");
    EXPECT_EQ(wrong({10, 1, 500, 2}),
              "frequency_hz: is 500, must be less than 500 for a refractory period of 2 ms");
    EXPECT_EQ(wrong({10, 1, 500, 2, false}), "no exception");

    HomogeneousPoissonEncoder encoder(backend, 1, {3}, {10, 1, 100}, 1);
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  encoder.encode(Reals{0, 1.5F, 0});
              }),
              "intensity[1]: is 1.5, must be from 0 to 1");
    EXPECT_THROW(encoder.encode(Reals{0, 1, std::nanf("")}), ArgumentError);
    EXPECT_THROW(encoder.encode(Reals{0, 1}), ArgumentError);
}

}  // namespace
}  // namespace inferno::test
