#include "inferno/state/spikes.hpp"

#include "inferno/state/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class SpikeBufferTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(SpikeBufferTest);

TEST_P(SpikeBufferTest, PacksAndUnpacksEverySize)
{
    for (Index const elements : {1, 7, 8, 9, 31, 32, 33, 64, 65, 100}) {
        SpikeBuffer spikes(backend, 3, elements, 2);
        Fired const fired = random_spikes(2 * 3 * elements, 0.5, 1);
        spikes.upload(fired);
        EXPECT_EQ(spikes.download(), fired) << elements;
        EXPECT_EQ(spikes.buffer().size(), 2 * 3 * words_for(elements));
    }
}

TEST_P(SpikeBufferTest, PutsElementKIntoBitK)
{
    SpikeBuffer spikes(backend, 1, 40);
    Fired fired(40);
    fired[0] = fired[31] = fired[33] = 1;
    spikes.upload(fired);
    EXPECT_EQ(spikes.buffer().download(), (std::vector<SpikeWord>{0x80000001U, 2U}));
}

TEST_P(SpikeBufferTest, LeavesUnusedBitsZero)
{
    SpikeBuffer spikes(backend, 2, 5);
    spikes.upload(Fired(10, 1));
    EXPECT_EQ(spikes.buffer().download(), (std::vector<SpikeWord>{0x1FU, 0x1FU}));
}

TEST_P(SpikeBufferTest, TakesAnyNonzeroByteForASpike)
{
    SpikeBuffer spikes(backend, 1, 3);
    spikes.upload(Fired{0, 255, 2});
    EXPECT_EQ(spikes.download(), (Fired{0, 1, 1}));
    spikes.clear();
    EXPECT_EQ(spikes.download(), Fired(3));
}

TEST_P(SpikeBufferTest, RefusesWrongSizes)
{
    SpikeBuffer spikes(backend, 2, 3, 4);
    EXPECT_EQ(message_of<ArgumentError>([&] { spikes.upload(Fired(23)); }),
              "spikes: 23 values given, 24 expected (4 x 2 x 3)");
    EXPECT_EQ(message_of<ArgumentError>([&] { SpikeBuffer(backend, 0, 3, 4); }),
              "spikes of 4 x 0 x 3: all must be positive");
    EXPECT_THROW(SpikeBuffer(backend, 1, 0, 1), ArgumentError);
    EXPECT_THROW(SpikeBuffer(backend, 1, 1, 0), ArgumentError);
    EXPECT_THROW(SpikeBuffer(backend, -1, 1, 1), ArgumentError);
}

TEST_P(SpikeBufferTest, IsPushedIntoTheSlotAtTheHead)
{
    Index const elements = 37, batch = 2;
    Fired const fired        = random_spikes(batch * elements, 0.5, 3);
    SpikeBuffer const spikes = spikes_on(backend, batch, elements, fired);
    SpikeBuffer record(backend, batch, elements, 3);
    Buffer<Index> head(backend, std::vector<Index>{2});
    run_stage(*backend, PushSpikes{spikes.view(), record.words(), 3, head.data()});
    Fired expected(static_cast<std::size_t>(2 * batch * elements));
    append(expected, fired);
    EXPECT_EQ(record.download(), expected);
}

TEST_P(SpikeBufferTest, PushOverwritesWhatWasThere)
{
    SpikeBuffer const silent = spikes_on(backend, 2, 37, Fired(74));
    SpikeBuffer record       = spikes_on(backend, 2, 37, Fired(74, 1));
    run_stage(*backend, PushSpikes{silent.view(), record.words()});
    EXPECT_EQ(record.download(), Fired(74));
}

TEST_P(SpikeBufferTest, RealsArePushedTheSameWay)
{
    Reals const values      = random_reals(3 * 11, -1, 1, 1);
    Buffer<Real> const from = reals_on(backend, values);
    Buffer<Real> record(backend, 2 * 33);
    Buffer<Index> head(backend, std::vector<Index>{1});
    run_stage(*backend, PushReals{from.data(), 3, 11, record.data(), head.data()});
    Reals expected(33);
    append(expected, values);
    EXPECT_EQ(record.download(), expected);
}

TEST(SpikeView, ShowsTheSlotAtItsOffsetFromTheHead)
{
    Index head = 0;
    SpikeView view{nullptr, 8, 1, 4, &head, 0};
    for (head = 0; head < 4; ++head) {
        for (view.offset = -3; view.offset < 4; ++view.offset) {
            EXPECT_EQ(view.slot(), (head + view.offset + 4) % 4);
        }
    }
    view.head = nullptr;
    EXPECT_EQ(view.slot(), 0);
}

}  // namespace
}  // namespace inferno::test
