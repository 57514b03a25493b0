//! Spikes and currents that come from no encoder.
#include <algorithm>
#include <cmath>
#include <limits>

#include "inferno/network/current_source.hpp"
#include "inferno/network/neurons.hpp"
#include "inferno/network/spike_source.hpp"
#include "inferno/neuron/lif.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class SourcesTest : public BackendTest {
  protected:
    //! What a source shows in so many steps, run as a recorded step in two pieces.
    Fired watched(SpikeSource& source, Index steps)
    {
        Raster seen(backend, steps, source.batch(), source.elements());
        auto const program =
            record(*backend, [&] { seen.write(source.now()), seen.advance(), source.advance(); });
        program->run(steps / 3);
        program->run(steps - steps / 3);
        return seen.download();
    }
    Reals watched(CurrentSource& source, Index steps)
    {
        Reals seen;
        auto const program = record(*backend, [&] { source.advance(); });
        for (Index t = 0; t < steps; ++t) {
            append(seen, source.download());
            program->run(1);
        }
        return seen;
    }
};
INFERNO_ON_EVERY_BACKEND(SourcesTest);

TEST_P(SourcesTest, ARecordingIsPlayedBackAndThenSilent)
{
    Fired const fired = random_spikes(6 * 2 * 45, 0.3, 1);
    RecordedSpikes source(backend, 2, {6, 2, 45, fired});
    Fired expected = fired;
    expected.resize(10 * 90);
    EXPECT_EQ(watched(source, 10), expected);
    source.rewind();
    EXPECT_EQ(watched(source, 10), expected);
}

TEST_P(SourcesTest, ARecordingBeginsAnewWhereAskedTo)
{
    Fired const fired = random_spikes(6 * 2 * 45, 0.3, 1);
    RecordedSpikes source(backend, 2, {6, 2, 45, fired}, AtEnd::loop);
    Fired expected = fired;
    append(expected, fired);
    append(expected, Fired(fired.begin(), fired.begin() + 90));
    EXPECT_EQ(watched(source, 13), expected);
}

TEST_P(SourcesTest, ARecordingOfOneSampleServesAll)
{
    RecordedSpikes source(backend, 3, {2, 1, 4, {0, 1, 1, 0, 1, 0, 0, 0}});
    EXPECT_EQ(watched(source, 2), (Fired{0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0,  //
                                         1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}));
}

TEST_P(SourcesTest, RefusesARecordingThatDoesNotFit)
{
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  RecordedSpikes(backend, 3, {1, 2, 1, {0, 1}});
              }),
              "frames: are of 2 samples, must be of 1 or of the batch (3)");
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  RecordedSpikes(backend, 1, {2, 1, 2, {0, 1, 1}});
              }),
              "frames: 3 values cannot be 2 x 1 x 2");
}

TEST(SpikeTimes, GoIntoTheStepsThatHoldThem)
{
    std::vector<SpikeTime> const times = {
        {0, 1, 0}, {0.29, 0, 1}, {0.3, 2, 0}, {0.3, 2, 1}, {0.7, 0, 0}, {0.79, 0, 0}};
    SpikeFrames const frames = frames_of(times, 0.1, 8, 2, 3);
    Fired expected(8 * 2 * 3);
    auto const at = [&](std::size_t step, std::size_t sample, std::size_t element) -> auto&
    {
        return expected[(step * 2 + sample) * 3 + element];
    };
    at(0, 0, 1) = at(2, 1, 0) = at(3, 0, 2) = at(3, 1, 2) = at(7, 0, 0) = 1;
    EXPECT_EQ(frames.fired, expected) << "0.3 ms is the beginning of step 3";
}

TEST(SpikeTimes, AreRefusedWithTheirPlace)
{
    auto const wrong = [](std::vector<SpikeTime> const& times) {
        return message_of<ArgumentError>([&] { frames_of(times, 0.5, 20, 2, 3); });
    };
    EXPECT_EQ(wrong({{1, 0}, {std::nan(""), 0}}), "times[1]: is nan ms, must be 0 or more");
    EXPECT_EQ(wrong({{-1, 0}}), "times[0]: is -1 ms, must be 0 or more");
    EXPECT_EQ(wrong({{10, 0}}), "times[0]: is 10 ms, must be before the end of the run (10 ms)");
    EXPECT_EQ(wrong({{5, 0}, {4, 0}}),
              "times[1]: is 4 ms, but the one before is 5 ms; they must be in ascending order");
    EXPECT_EQ(wrong({{5, 3}}), "times[0]: element 3, must be from 0 to 2");
    EXPECT_EQ(wrong({{5, 0, -1}}), "times[0]: sample -1, must be from 0 to 1");
    EXPECT_EQ(wrong({}), "no exception");
}

TEST_P(SourcesTest, RegularTrainsKeepTheirPeriod)
{
    Values const period_ms = {0.5, 1, 1.3, 2.5, 100, 0.7};
    Values const phase_ms  = {0, 0.5, 0.2, 0, 3, 30};
    RegularSpikes source(backend, 2, {6}, {0.5, period_ms, phase_ms});
    constexpr Index steps = 500;
    Fired const fired     = watched(source, steps);
    Fired expected(static_cast<std::size_t>(steps * 2 * 6));
    for (Index i = 0; i < 6; ++i) {
        for (Index k = 0;; ++k) {
            double const time_ms = phase_ms.at(i) + static_cast<double>(k) * period_ms.at(i);
            auto const step      = static_cast<Index>(std::floor(time_ms / 0.5 + 1e-7));
            if (step >= steps) { break; }
            for (Index b = 0; b < 2; ++b) {
                expected[static_cast<std::size_t>((step * 2 + b) * 6 + i)] = 1;
            }
        }
    }
    EXPECT_EQ(fired, expected);
    source.rewind();
    EXPECT_EQ(watched(source, steps), expected);
}

TEST_P(SourcesTest, RegularTrainsOfManyElementsFillTheirWords)
{
    RegularSpikes source(backend, 3, {70}, {1, 2, 1});
    Fired const fired = watched(source, 4);
    for (std::size_t i = 0; i < fired.size(); ++i) {
        ASSERT_EQ(fired[i], i / 210 % 2) << i;
    }
}

TEST_P(SourcesTest, RefusesRegularTrainsThatAreNone)
{
    auto const wrong = [&](Values const& period_ms, Values const& phase_ms) {
        return message_of<ArgumentError>([&] {
            RegularSpikes(backend, 1, {2}, {0.5, period_ms, phase_ms});
        });
    };
    EXPECT_EQ(wrong(0.4, 0),
              "period_ms: is 0.4, must be from 0.5 to 2.09715e+06 (1 to 4194304 steps)");
    EXPECT_EQ(wrong(1, -1), "phase_ms: is -1, must be from 0 to 2.09715e+06 (0 to 4194304 steps)");
    EXPECT_NE(wrong({1, 2, 3}, 0), "no exception");
    EXPECT_NE(wrong(std::nan(""), 0), "no exception");
}

TEST_P(SourcesTest, AConstantCurrentStays)
{
    ConstantCurrent source(backend, 2, {3}, Values{1, -2, 0.5});
    Reals const row = {1, -2, 0.5, 1, -2, 0.5};
    Reals expected  = row;
    append(expected, row);
    EXPECT_EQ(watched(source, 2), expected);
}

TEST_P(SourcesTest, AStepCurrentChangesWithTheFirstStepOfALevel)
{
    StepCurrent source(
        backend, 2, {2}, 0.1, {{0.1, 1.5}, {0.3, Values{2, 3}}, {0.45, 0.0}, {0.7, -1}});
    auto const steps = [](Reals const& seen) {
        Reals first;
        for (std::size_t i = 0; i < seen.size(); i += 4) {
            EXPECT_EQ(seen[i], seen[i + 2]) << "both samples";
            EXPECT_EQ(seen[i + 1], seen[i + 3]);
            append(first, Reals{seen[i], seen[i + 1]});
        }
        return first;
    };
    Reals const expected = {0, 0, 1.5, 1.5, 1.5, 1.5, 2, 3, 2, 3, 0, 0, 0, 0, -1, -1, -1, -1};
    EXPECT_EQ(steps(watched(source, 9)), expected);
    source.rewind();
    EXPECT_EQ(steps(watched(source, 9)), expected);
}

TEST_P(SourcesTest, AStepCurrentWithoutLevelsIsZero)
{
    StepCurrent source(backend, 1, {2}, 1, {});
    EXPECT_EQ(watched(source, 3), Reals(6, 0));
}

TEST_P(SourcesTest, RefusesLevelsThatAreNotInOrder)
{
    auto const wrong = [&](std::vector<StepCurrent::Level> const& levels) {
        return message_of<ArgumentError>([&] { StepCurrent(backend, 1, {2}, 1, levels); });
    };
    EXPECT_EQ(wrong({{5, 1}, {5, 2}}),
              "levels[1]: starts at 5 ms, must be later than the one before (5 ms)");
    EXPECT_EQ(wrong({{-5, 1}}), "levels[0]: starts at -5 ms, must be 0 or more and finite");
    EXPECT_EQ(wrong({{std::nan(""), 1}}),
              "levels[0]: starts at nan ms, must be 0 or more and finite");
    EXPECT_NE(wrong({{5, std::numeric_limits<double>::infinity()}}), "no exception");
}

TEST_P(SourcesTest, NoiseHasItsMeanAndDeviation)
{
    constexpr Index elements = 37, samples = 6;
    std::vector<double> mean_na, deviation_na;
    for (Index i = 0; i < elements; ++i) {
        mean_na.push_back(static_cast<double>(i));
        deviation_na.push_back(i % 2 == 0 ? 2.0 : 0.0);
    }
    NoiseCurrent source(backend, samples, {elements}, {mean_na, deviation_na}, 3);
    Reals const seen = watched(source, 100);
    double sum = 0, squares = 0, across = 0, drawn = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        std::size_t const element = i % elements;
        double const z            = (double{seen[i]} - mean_na[element]) / 2;
        if (element % 2 == 1) {
            ASSERT_EQ(seen[i], static_cast<Real>(mean_na[element]));
            continue;
        }
        sum += z, squares += z * z, drawn += 1;
        if (i >= elements * samples) {
            across += z * (double{seen[i - elements * samples]} - mean_na[element]) / 2;
        }
    }
    EXPECT_NEAR(sum / drawn, 0, 5 / std::sqrt(drawn));
    EXPECT_NEAR(squares / drawn, 1, 5 * std::sqrt(2 / drawn));
    EXPECT_NEAR(across / drawn, 0, 5 / std::sqrt(drawn)) << "one step and the next";
}

TEST_P(SourcesTest, NoiseIsTheSameOnEveryBackend)
{
    NoiseCurrent::Config const config{0.5, 3};
    NoiseCurrent mine(backend, 5, {70}, config, 3);
    NoiseCurrent reference(make_backend("host", {1}), 5, {70}, config, 3);
    for (int step = 0; step < 4; ++step) {
        EXPECT_TRUE(same_bits(mine.download(), reference.download())) << step;
        mine.advance(), reference.advance();
    }
    NoiseCurrent other(backend, 5, {70}, config, 4);
    NoiseCurrent again(backend, 5, {70}, config, 3);
    EXPECT_NE(other.download(), again.download());
}

TEST_P(SourcesTest, NoiseIsNotTheSameForAnyTwo)
{
    NoiseCurrent source(backend, 3, {50}, {}, 1);
    Reals seen = watched(source, 20);
    std::sort(seen.begin(), seen.end());
    auto const different = std::unique(seen.begin(), seen.end()) - seen.begin();
    EXPECT_GT(different, 20 * 150 - 8) << "of 3000, now and then two of 24 bits are equal";
}

TEST_P(SourcesTest, RefusesNoiseThatIsNone)
{
    EXPECT_EQ(message_of<ArgumentError>([&] {
                  NoiseCurrent(backend, 1, {2}, {0, -1}, 1);
              }),
              "deviation_na: is -1, must be 0 or more");
    EXPECT_THROW(NoiseCurrent(backend, 1, {2}, {Values{1, 2, 3}, 1}, 1), ArgumentError);
}

//! A current drives neurons directly, within a recorded step; only a current above 20 nA reaches
//! the threshold of -50 from rest at -65 with 1 MOhm.
TEST_P(SourcesTest, ACurrentFeedsNeurons)
{
    Neurons<LIF> neurons(backend, {4}, 2, 1.0, LIF::Config{});
    StepCurrent source(backend, 2, {4}, 1, {{10, Values{0, 14, 30, 60}}, {60, 0.0}});
    Raster seen(backend, 100, 2, 4);
    record(*backend, [&] {
        neurons.step(source.now());
        seen.write(neurons.spikes()), seen.advance(), source.advance();
    })->run(100);
    Fired const fired = seen.download();
    std::vector<Index> spikes(4);
    for (std::size_t i = 0; i < fired.size(); ++i) {
        spikes[i % 4] += fired[i];
        bool const on = i / 8 >= 10 && i / 8 < 60;
        EXPECT_TRUE(on || fired[i] == 0) << i;
    }
    EXPECT_EQ(spikes[0] + spikes[1], 0);
    EXPECT_GT(spikes[2], 2);
    EXPECT_GT(spikes[3], spikes[2]);
}

}  // namespace
}  // namespace inferno::test
