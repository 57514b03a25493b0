//! What all encoders have in common, and the ones that tests/unit/poisson_test.cpp leaves out.
#include "inferno/network/encoder.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>

#include "inferno/state/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr Index batch = 3, inputs = 77, steps = 120;

using Make = std::function<std::unique_ptr<Encoder>(BackendPointer const&, bool online)>;

template <class EncoderType, class Config>
Make maker(Config config)
{
    return [config](BackendPointer const& backend, bool online) mutable {
        config.online = online;
        return std::make_unique<EncoderType>(backend, batch, Shape{inputs}, config, 5);
    };
}

struct Case {
    char const* name;
    Make make;
    Index frames = 1;
};

//! Slow and fast ones, so that intervals of Poisson encoders come from both of their samplers.
std::vector<Case> cases()
{
    HomogeneousPoissonEncoder::Config paused{steps, 0.5, 200, 3.0};
    return {{"homogeneous", maker<HomogeneousPoissonEncoder>(paused)},
            {"approx", maker<HomogeneousPoissonApproxEncoder>(EncoderConfig{steps, 1, 150})},
            {"interval", maker<PoissonIntervalEncoder>(EncoderConfig{steps, 1, 300})},
            {"slow interval", maker<PoissonIntervalEncoder>(EncoderConfig{steps, 1, 40})},
            {"inhomogeneous",
             maker<InhomogeneousBernoulliEncoder>(EncoderConfig{steps, 1, 200}),
             steps}};
}

Reals values_for(Case const& one, std::uint64_t seed = 3)
{
    return random_reals(one.frames * batch * inputs, 0, 1, seed);
}

//! A recorder of the spikes that a source shows.
class Watched {
  public:
    Watched(BackendPointer const& backend, SpikeSource& source, Index frames)
        : backend_(backend),
          source_(source),
          seen_(backend, frames, source.batch(), source.elements())
    {
    }
    void step() { seen_.write(source_.now()), seen_.advance(), source_.advance(); }
    void step_by_step(Index count)
    {
        for (Index t = 0; t < count; ++t) {
            step();
        }
    }
    std::unique_ptr<Program> recorded()
    {
        return record(*backend_, [&] { step(); });
    }
    Fired seen() const { return seen_.download(); }

  private:
    BackendPointer backend_;
    SpikeSource& source_;
    Raster seen_;
};

class EncoderTest : public BackendTest {
  protected:
    Fired ahead(Case const& one, Reals const& values)
    {
        auto const encoder = one.make(backend, false);
        encoder->encode(values);
        return encoder->raster().download();
    }
};
INFERNO_ON_EVERY_BACKEND(EncoderTest);

TEST_P(EncoderTest, OnlineGivesTheSpikesThatAheadOfTimeGives)
{
    for (Case const& one : cases()) {
        Reals const values = values_for(one);
        auto const encoder = one.make(backend, true);
        encoder->encode(values);
        Watched watched(backend, *encoder, steps);
        watched.step_by_step(steps);
        Fired const expected = ahead(one, values);
        EXPECT_EQ(watched.seen(), expected) << one.name;
        EXPECT_GT(std::count(expected.begin(), expected.end(), 1), 300) << one.name;
    }
}

TEST_P(EncoderTest, ARecordedStepCanBeReplayedInPieces)
{
    for (Case const& one : cases()) {
        Reals const values = values_for(one);
        auto const encoder = one.make(backend, true);
        Watched watched(backend, *encoder, steps);
        auto const program = watched.recorded();
        encoder->encode(values);
        program->run(1);
        program->run(50);
        program->run(steps - 51);
        EXPECT_EQ(watched.seen(), ahead(one, values)) << one.name;
    }
}

TEST_P(EncoderTest, TheSecondRasterIsAnotherBothWays)
{
    for (Case const& one : cases()) {
        Reals const values = values_for(one), other = values_for(one, 4);
        auto const online = one.make(backend, true), early = one.make(backend, false);
        for (Reals const& shown : {values, other}) {
            online->encode(shown), early->encode(shown);
            Watched watched(backend, *online, steps);
            watched.step_by_step(steps);
            EXPECT_EQ(watched.seen(), early->raster().download()) << one.name;
        }
        EXPECT_EQ(online->rasters_drawn(), 2);
        early->encode(values);
        EXPECT_NE(early->raster().download(), ahead(one, values)) << one.name;
    }
}

TEST_P(EncoderTest, DrawsTheSameAsOneThreadOfTheHost)
{
    BackendPointer const reference = make_backend("host", {1});
    for (Case const& one : cases()) {
        auto const encoder = one.make(reference, false);
        encoder->encode(values_for(one));
        EXPECT_EQ(ahead(one, values_for(one)), encoder->raster().download()) << one.name;
    }
}

TEST_P(EncoderTest, RewindsToTheSameSpikes)
{
    for (Case const& one : cases()) {
        for (bool const online : {false, true}) {
            auto const encoder = one.make(backend, online);
            encoder->encode(values_for(one));
            Watched first(backend, *encoder, 30), again(backend, *encoder, 30);
            first.step_by_step(30);
            encoder->rewind();
            again.step_by_step(30);
            EXPECT_EQ(first.seen(), again.seen()) << one.name;
        }
    }
}

TEST_P(EncoderTest, IsSilentBeforeAnythingIsEncodedAndWithoutInput)
{
    for (Case const& one : cases()) {
        for (bool const online : {false, true}) {
            auto const encoder = one.make(backend, online);
            Watched watched(backend, *encoder, 20);
            watched.step_by_step(10);
            encoder->encode(Reals(static_cast<std::size_t>(one.frames * batch * inputs)));
            watched.step_by_step(10);
            EXPECT_EQ(watched.seen(), Fired(20 * batch * inputs)) << one.name;
        }
    }
}

TEST_P(EncoderTest, RefusedInputChangesNothing)
{
    for (Case const& one : cases()) {
        auto const encoder = one.make(backend, false);
        Reals values       = values_for(one);
        encoder->encode(values);
        Fired const before = encoder->raster().download();
        values[5]          = -0.25F;
        EXPECT_EQ(message_of<ArgumentError>([&] { encoder->encode(values); }),
                  "intensity[5]: is -0.25, must be from 0 to 1");
        values[5] = std::nanf("");
        EXPECT_THROW(encoder->encode(values), ArgumentError);
        values.pop_back();
        EXPECT_THROW(encoder->encode(values), ArgumentError);
        EXPECT_EQ(encoder->raster().download(), before);
        EXPECT_EQ(encoder->rasters_drawn(), 1);
    }
}

//! Time is counted anew after a raster's steps; the trains go on at their rate.
TEST_P(EncoderTest, OnlineGoesOnBeyondTheRaster)
{
    constexpr Index many = 800;
    for (Index const block : {Index{7}, many}) {
        HomogeneousPoissonEncoder::Config const config{block, 1, 250, 2.0, true, true};
        HomogeneousPoissonEncoder encoder(backend, 1, {64}, config, 9);
        encoder.encode(Reals(64, 1));
        Watched watched(backend, encoder, many);
        watched.recorded()->run(many);
        Fired const fired = watched.seen();
        std::vector<Index> last(64, -10);
        Index closest = many, spikes = 0;
        for (Index i = 0; i < std::ssize(fired); ++i) {
            if (fired[static_cast<std::size_t>(i)] == 0) { continue; }
            Index& before = last[static_cast<std::size_t>(i % 64)];
            closest       = std::min(closest, i / 64 - before);
            before        = i / 64;
            ++spikes;
        }
        EXPECT_EQ(closest, 2);
        double const expected = 64.0 * many / 4;  // intervals of 2 plus an exponential one of 2
        EXPECT_NEAR(static_cast<double>(spikes), expected, 5 * std::sqrt(expected / 4)) << block;
    }
}

TEST_P(EncoderTest, RefusesWhatItCannotDo)
{
    auto const wrong = [&](EncoderConfig const& config) {
        return message_of<ArgumentError>(
            [&] { PoissonIntervalEncoder(backend, 1, {1}, config, 1); });
    };
    EXPECT_EQ(wrong({0, 1, 100}), "steps: is 0, must be greater than 0");
    EXPECT_EQ(wrong({1 << 21, 1, 100}), "steps: is 2097152, must not be more than 1048576");
    EXPECT_EQ(wrong({10, -1, 100}), "step_time_ms: is -1, must be greater than 0");
    EXPECT_EQ(wrong({10, 1, -5}), "frequency_hz: is -5, must be 0 or more");
    EXPECT_EQ(wrong({10, 1, std::nan("")}), "frequency_hz: is nan, must be 0 or more");
    PoissonIntervalEncoder online(backend, 1, {1}, {10, 1, 100, true}, 1);
    EXPECT_EQ(message_of<StateError>([&] { online.raster(); }),
              "an encoder that works online has no raster");
    InhomogeneousBernoulliEncoder changing(backend, 2, {3}, {10, 1, 100}, 1);
    EXPECT_EQ(message_of<ArgumentError>([&] { changing.encode(Reals(6, 0)); }),
              "intensity: has 6 values, must have 10 x 2 x 3");
}

}  // namespace
}  // namespace inferno::test
