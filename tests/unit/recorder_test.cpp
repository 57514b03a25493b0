#include "inferno/network/plan.hpp"
#include "inferno/state/stage.hpp"
#include "inferno/update/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class RecorderTest : public BackendTest {
  protected:
    Stage advance() { return Stage(AdvanceRing{head_.data(), 5}); }
    Index head() const { return head_.download().front(); }
    void SetUp() override
    {
        BackendTest::SetUp();
        if (backend) { head_ = Buffer<Index>(backend, 1); }
    }

  private:
    Buffer<Index> head_;
};
INFERNO_ON_EVERY_BACKEND(RecorderTest);

TEST_P(RecorderTest, NotesStagesInsteadOfRunningThem)
{
    {
        Recorder recorder(*backend);
        EXPECT_TRUE(backend->recording());
        backend->submit(advance());
        EXPECT_EQ(recorder.position(), 1U);
        EXPECT_EQ(recorder.plan().phases().size(), 1U);
    }
    EXPECT_FALSE(backend->recording());
    EXPECT_EQ(head(), 0);
    backend->submit(advance());
    EXPECT_EQ(head(), 1);
}

TEST_P(RecorderTest, IsAloneOnItsBackend)
{
    Recorder const first(*backend);
    EXPECT_EQ(message_of<StateError>([&] { Recorder second(*backend); }),
              "a recorder is already at work on " + backend->name());
    EXPECT_EQ(backend->recorder(), &first);
}

TEST_P(RecorderTest, EndsWhenTheStepThrows)
{
    EXPECT_THROW(record(*backend, [] { throw StateError("no"); }), StateError);
    EXPECT_FALSE(backend->recording());
    backend->submit(advance());
    EXPECT_EQ(head(), 1);
}

TEST_P(RecorderTest, LeavesOutStagesWithoutElements)
{
    Recorder const recorder(*backend);
    backend->submit(Stage(ClampParameter{}));
    EXPECT_EQ(recorder.position(), 0U);
}

TEST_P(RecorderTest, ProgramRunsAsManyStepsAsAskedFor)
{
    auto const program = record(*backend, [&] { backend->submit(advance()); });
    program->run(0);
    EXPECT_EQ(head(), 0);
    program->run(1);
    EXPECT_EQ(head(), 1);
    program->run(3);
    EXPECT_EQ(head(), 4);
    program->run(7);  // the ring has five slots
    EXPECT_EQ(head(), 1);
}

TEST_P(RecorderTest, ProfileRunsTheSameSteps)
{
    auto const program = record(*backend, [&] {
        backend->submit(advance());
        backend->submit(advance());
    });
    auto const times   = program->profile(4);
    EXPECT_EQ(head(), 3);
    ASSERT_EQ(times.size(), 2U);
    EXPECT_EQ(times[0].name, "advance ring");
    EXPECT_EQ(times[0].word, Word::synapse);
    EXPECT_GT(times[0].seconds + times[1].seconds, 0);
}

TEST_P(RecorderTest, ProgramOfNothingRuns)
{
    auto const program = record(*backend, [] {});
    program->run(10);
    EXPECT_TRUE(program->profile(10).empty());
}

TEST_P(RecorderTest, TakesAStageThatNoLaterOneNotices)
{
    Buffer<Real> one(backend, 8), two(backend, 8);
    Recorder recorder(*backend);
    backend->submit(Stage(ClampParameter{{}, one.data(), 8}));
    backend->submit(Stage(ClampParameter{{}, two.data(), 8}));
    EXPECT_TRUE(recorder.take(0));
    EXPECT_EQ(recorder.plan().operations(), 8);
    EXPECT_FALSE(recorder.take(0)) << "it is gone already";
    EXPECT_FALSE(recorder.take(2)) << "there is none";
}

TEST_P(RecorderTest, KeepsAStageThatALaterOneNeeds)
{
    Buffer<Real> one(backend, 8);
    Recorder recorder(*backend);
    backend->submit(Stage(ClampParameter{{}, one.data(), 8}));
    backend->submit(Stage(ClampParameter{{}, one.data(), 8}));
    EXPECT_FALSE(recorder.take(0));
    EXPECT_TRUE(recorder.take(1));
    EXPECT_TRUE(recorder.take(0)) << "nobody needs it any more";
}

}  // namespace
}  // namespace inferno::test
