#include "inferno/network/raster.hpp"

#include "inferno/network/plan.hpp"
#include "inferno/state/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class RasterTest : public BackendTest {
  protected:
    static constexpr Index steps = 4, batch = 2, elements = 37;
    //! What a stage that reads now() gets to see.
    Fired shown(Raster const& raster)
    {
        SpikeBuffer copy(backend, raster.batch(), raster.elements());
        run_stage(*backend, PushSpikes{raster.now(), copy.words()});
        return copy.download();
    }
    static Fired frame(Fired const& all, Index step)
    {
        auto const part = at_step(all, steps, step);
        return {part.begin(), part.end()};
    }
};
INFERNO_ON_EVERY_BACKEND(RasterTest);

TEST_P(RasterTest, PlaysItsFramesInARing)
{
    Fired const all = random_spikes(steps * batch * elements, 0.5, 1);
    Raster raster(backend, steps, batch, elements);
    raster.upload(all);
    for (Index step = 0; step < 2 * steps + 1; ++step) {
        EXPECT_EQ(shown(raster), frame(all, step % steps)) << step;
        raster.advance();
    }
    raster.rewind();
    EXPECT_EQ(shown(raster), frame(all, 0));
}

TEST_P(RasterTest, RecordsWhatIsWrittenAndOverwritesTheOldest)
{
    Fired const all = random_spikes((steps + 1) * batch * elements, 0.5, 2);
    Raster raster(backend, steps, batch, elements);
    Fired expected;
    for (Index step = 0; step < steps + 1; ++step) {
        auto const part          = at_step(all, steps + 1, step);
        SpikeBuffer const spikes = spikes_on(backend, batch, elements, {part.begin(), part.end()});
        raster.write(spikes.view());
        raster.advance();
    }
    auto const last = at_step(all, steps + 1, steps);
    expected.assign(last.begin(), last.end());
    expected.insert(
        expected.end(), all.begin() + batch * elements, all.begin() + steps * batch * elements);
    EXPECT_EQ(raster.download(), expected);
}

TEST_P(RasterTest, WritesAFrameOfAnother)
{
    Fired const all = random_spikes(steps * batch * elements, 0.5, 3);
    Raster from(backend, steps, batch, elements), to(backend, steps, batch, elements);
    from.upload(all);
    auto const copy = record(*backend, [&] {
        to.write(from.now());
        from.advance();
        to.advance();
    });
    copy->run(steps);
    EXPECT_EQ(to.download(), all);
    EXPECT_EQ(to.download_words(), from.download_words());
}

TEST_P(RasterTest, RefusesSpikesOfAnotherShape)
{
    Raster raster(backend, steps, batch, elements);
    SpikeBuffer const other(backend, batch, elements + 1), fewer(backend, batch - 1, elements);
    EXPECT_EQ(message_of<ArgumentError>([&] { raster.write(other.view()); }),
              "raster of 2 x 37 cannot hold 2 x 38 spikes");
    EXPECT_THROW(raster.write(fewer.view()), ArgumentError);
}

TEST_P(RasterTest, OfOneStepStaysWhereItIs)
{
    Raster raster(backend, 1, 1, 5);
    raster.upload(Fired{1, 0, 1, 0, 1});
    raster.advance();
    raster.advance();
    EXPECT_EQ(shown(raster), (Fired{1, 0, 1, 0, 1}));
}

}  // namespace
}  // namespace inferno::test
