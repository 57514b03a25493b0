//! Recordings: nothing is left out, whatever the blocks, the runs and the sink are like.
#include "inferno/network/recording.hpp"

#include <filesystem>
#include <thread>

#include <unistd.h>

#include "inferno/config/npy_recording.hpp"
#include "inferno/network/raster.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/full_disk.hpp"

namespace inferno::test {
namespace {

using Words = std::vector<SpikeWord>;

class RecordingTest : public BackendTest {
  protected:
    static constexpr Index steps = 40, batch = 2, elements = 37;

    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend == nullptr) { return; }
        played = std::make_unique<Raster>(backend, steps, batch, elements);
        played->upload(random_spikes(steps * batch * elements, 0.3, 1));
    }
    ~RecordingTest() override { std::filesystem::remove(path); }

    //! The spikes that are played, a frame per step.
    Watched frames() const { return watched(backend, played->now()); }
    //! A number that changes from step to step: the first words of the frames, as they are.
    Watched numbers() const
    {
        return watched(backend, RealView{reinterpret_cast<Real const*>(played->now().words), 4, 1});
    }
    void step(Recording& recording) const
    {
        recording.observe();
        played->advance();
    }

    std::unique_ptr<Raster> played;
    std::filesystem::path const path = std::filesystem::path(testing::TempDir()) /
                                       ("recording_test_" + std::to_string(::getpid()) + ".npy");
};
INFERNO_ON_EVERY_BACKEND(RecordingTest);

TEST_P(RecordingTest, HoldsEveryStepWhateverTheBlocksAndTheRuns)
{
    Words const expected = played->download_words();
    for (RecordingConfig const& config :
         {RecordingConfig{}, {1, 2}, {3, 2}, {4, 3}, {steps, 2}, {7, 5}}) {
        SCOPED_TRACE(config.block_steps);
        played->rewind();
        Words eager, replayed;
        Recording by_hand(frames(), keep_in(eager), config);
        for (Index t = 0; t < steps; ++t) {
            step(by_hand);
        }
        by_hand.flush();
        EXPECT_EQ(eager, expected);

        played->rewind();
        Recording recording(frames(), keep_in(replayed), config);
        auto const program = record(*backend, [&] { step(recording); });
        program->run(1);
        program->run(26);
        recording.flush();
        EXPECT_EQ(std::ssize(replayed), 27 * std::ssize(expected) / steps);
        step(recording);
        program->profile(5);
        program->run(7);
        recording.flush();
        EXPECT_EQ(replayed, expected);
        EXPECT_EQ(recording.steps(), steps);
    }
}

TEST_P(RecordingTest, TwoOfDifferentBlocksShareAProgram)
{
    Words const expected = played->download_words();
    Words first, second;
    Recording threes(frames(), keep_in(first), {3, 2}), fives(frames(), keep_in(second), {5, 2});
    auto const program = record(*backend, [&] {
        threes.observe();
        fives.observe();
        played->advance();
    });
    program->run(steps);
    threes.flush();
    fives.flush();
    EXPECT_EQ(first, expected);
    EXPECT_EQ(second, expected);
}

TEST_P(RecordingTest, ShowsParametersAsUsersSeeThem)
{
    auto dense =
        std::make_shared<LinearDense>(backend, Shape{3}, Shape{2}, ConnectionConfig{.batch = 1});
    Reals all, expected;
    Recording recording(state_of(*dense, "weight"), keep_in(all), {2, 2});
    EXPECT_EQ(recording.watched().layout.shape, (Shape{2, 3}));
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
        dense->set_weight(random_reals(6, 0, 1, seed));
        recording.observe();
        append(expected, dense->weight());
    }
    recording.flush();
    EXPECT_EQ(all, expected);
}

TEST_P(RecordingTest, WaitsForASlowSinkAndTakesNoMoreMemory)
{
    Words const expected = played->download_words();
    Words all;
    Index largest = 0;
    auto keep     = keep_in(all);
    Recording recording(frames(),
                        [&](RecordedSteps const& now) {
                            std::this_thread::sleep_for(std::chrono::milliseconds(2));
                            EXPECT_EQ(now.first * 4, std::ssize(all)) << "batch 2, two words each";
                            largest = std::max(largest, now.count);
                            keep(now);
                        },
                        {2, 2});
    auto const program      = record(*backend, [&] { step(recording); });
    std::size_t const bytes = backend->bytes_in_use();
    program->run(steps);
    EXPECT_EQ(backend->bytes_in_use(), bytes);
    recording.flush();
    EXPECT_EQ(all, expected);
    EXPECT_EQ(largest, 2);
}

TEST_P(RecordingTest, SaysWhatTheSinkThrew)
{
    Index seen = 0;
    Recording recording(frames(),
                        [&](RecordedSteps const& now) {
                            if (now.first >= 6) { throw FileError("no room"); }
                            seen += now.count;
                        },
                        {3, 2});
    auto const program = record(*backend, [&] { step(recording); });
    EXPECT_EQ(message_of<FileError>([&] { program->run(steps); }), "no room");
    EXPECT_EQ(message_of<FileError>([&] { recording.flush(); }), "no room");
    EXPECT_EQ(message_of<FileError>([&] { program->run(3), recording.flush(); }), "no room");
    EXPECT_EQ(seen, 6) << "all that came before";
}

TEST_P(RecordingTest, AProgramOutlivesTheRecording)
{
    Words all;
    std::unique_ptr<Program> program;
    {
        Recording recording(frames(), keep_in(all), {3, 2});
        program = record(*backend, [&] { step(recording); });
        program->run(4);
    }
    Words const expected = played->download_words();
    EXPECT_EQ(all, Words(expected.begin(), expected.begin() + 16)) << "the rest is handed over";
    program->run(8);
    backend->synchronize();
    EXPECT_EQ(std::ssize(all), 16);
}

TEST_P(RecordingTest, StreamsSpikesToAFileInThreeForms)
{
    Words const expected = played->download_words();
    Fired const fired    = played->download();
    auto const file      = [&](SpikeRows rows) {
        played->rewind();
        NpyRecording recording(frames(), path, rows, {7, 2});
        record(*backend, [&] { recording.observe(), played->advance(); })->run(steps);
        recording.flush();
        EXPECT_NO_THROW(read_npy(path));
        recording.close();
        return read_npy(path);
    };
    NpyArray const words = file(SpikeRows::words);
    EXPECT_EQ(words.shape, (Shape{steps, batch, 2}));
    EXPECT_TRUE(std::ranges::equal(words.bytes, std::as_bytes(std::span(expected))));
    NpyArray const bytes = file(SpikeRows::bytes);
    EXPECT_EQ(bytes.shape, (Shape{steps, batch, elements}));
    EXPECT_TRUE(std::ranges::equal(bytes.bytes, std::as_bytes(std::span(fired))));

    Fired placed(fired.size());
    auto const events = file(SpikeRows::events).as_doubles();
    for (std::size_t k = 0; k < events.size(); k += 3) {
        auto const row = static_cast<Index>(events[k]) * batch + static_cast<Index>(events[k + 1]);
        placed[static_cast<std::size_t>(row * elements + static_cast<Index>(events[k + 2]))] = 1;
    }
    EXPECT_EQ(placed, fired);
}

TEST_P(RecordingTest, AFullDiskIsAnErrorAndKeepsWholeSteps)
{
    NpyRecording recording(numbers(), path, SpikeRows::events, {10, 2});  // 16 bytes a step
    auto const program = record(*backend, [&] { recording.observe(); });
    {
        FullDisk const disk(128 + 16 * 25 + 7);
        std::string const message = message_of<FileError>([&] {
            program->run(100);
            recording.flush();
        });
        EXPECT_EQ(message.substr(0, path.string().size()), path.string()) << message;
    }
    EXPECT_EQ(read_npy(path).shape, (Shape{25, 1, 4}));
    EXPECT_THROW(recording.close(), FileError);
}

TEST_P(RecordingTest, RefusesWrongSettings)
{
    Words all;
    auto const wrong = [&](RecordingConfig const& config) {
        return message_of<ArgumentError>([&] { Recording(frames(), keep_in(all), config); });
    };
    EXPECT_EQ(wrong({-1, 2}), "recording: block_steps is -1, must be 0 or more");
    EXPECT_EQ(wrong({5, 1}), "recording: blocks is 1, must be 2 or more");
    EXPECT_EQ(message_of<ArgumentError>([&] { Recording({}, keep_in(all)); }),
              "recording: there is nothing to be watched");
    Reals values;
    EXPECT_EQ(message_of<ArgumentError>([&] { Recording(frames(), keep_in(values)); }),
              "recording: keeps numbers, but what is watched are spikes: use keep_in a vector of "
              "SpikeWord");
    EXPECT_EQ(message_of<ArgumentError>([&] { Recording(numbers(), keep_in(all)); }),
              "recording: keeps spikes, but what is watched are numbers: use keep_in a vector of "
              "Real");
    EXPECT_EQ(message_of<ArgumentError>([&] { Recording(frames(), {}); }),
              "recording: there is no sink");
    EXPECT_EQ(message_of<ArgumentError>([&] { NpyRecording({}, path); }),
              "recording: there is nothing to be watched");
    EXPECT_FALSE(std::filesystem::exists(path));
    Recording recording(frames(), keep_in(all));
    EXPECT_EQ(message_of<StateError>(
                  [&] { record(*backend, [&] { recording.observe(), recording.observe(); }); }),
              "advance ring: is in the step twice, must be there once");
    EXPECT_EQ(message_of<StateError>([&] { record(*backend, [&] { recording.flush(); }); }),
              "a recording cannot be flushed while a step is being recorded");
}

}  // namespace
}  // namespace inferno::test
