#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/config/network_state.hpp"
#include "inferno/config/state_file.hpp"
#include "inferno/decode/classifier.hpp"
#include "inferno/network/monitor.hpp"
#include "inferno/state/record.hpp"
#include "inferno/state/visitor.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class StateVisitorTest : public BackendTest {
  protected:
    ~StateVisitorTest() override { std::filesystem::remove(path_); }

    //! Without the file's name.
    std::string fault(StateOwner const& owner, RestoreOptions options = {}) const
    {
        std::string const text =
            message_of<FileError>([&] { restore_state(path_, owner, options); });
        std::string const name = path_.string() + ": ";
        return text.starts_with(name) ? text.substr(name.size()) : "no path: " + text;
    }

    std::filesystem::path const path_ =
        std::filesystem::path(testing::TempDir()) /
        ("state_visitor_test_" + std::to_string(::getpid()) + ".safetensors");
};
INFERNO_ON_EVERY_BACKEND(StateVisitorTest);

//! Part of a network: inputs, what a trainer sees of them, and a record of both traces.
struct Watched {
    Index batch = 3, elements = 37;
    SpikeBuffer spikes;
    TraceMonitor monitor;
    Record record;
    Index steps = 0;

    explicit Watched(BackendPointer const& where, double step_time_ms = 0.5)
        : spikes(where, 3, 37),
          monitor(where,
                  spikes.view(),
                  make_trace_params(step_time_ms, 20, 0.75, TraceMode::cumulative)),
          record(where, 3 * 37, step_time_ms, 2, true)
    {
    }
    void run(Index more)
    {
        for (Index last = steps + more; steps < last; ++steps) {
            spikes.upload(random_spikes(batch * elements, 0.3, static_cast<std::uint64_t>(steps)));
            monitor.observe();
            record.push(monitor.trace());
        }
    }
    void visit_state(StateVisitor& state)
    {
        state.object("monitor", monitor);
        state.object("record", record);
        state.counter("steps", steps);
    }
};

void expect_equal(Watched const& got, Watched const& expected)
{
    EXPECT_TRUE(same_bits(got.monitor.trace(), expected.monitor.trace()));
    EXPECT_EQ(got.monitor.spikes(), expected.monitor.spikes());
    EXPECT_TRUE(same_bits(got.record.storage(), expected.record.storage()));
    EXPECT_EQ(got.record.head(), expected.record.head());
    EXPECT_EQ(got.steps, expected.steps);
}

TEST_P(StateVisitorTest, ARestoredRunGoesOnWithTheSameBitsOnAnotherBackend)
{
    for (bool const to_host : {true, false}) {
        BackendPointer const host = make_backend("host", {1});
        Watched original(to_host ? backend : host), restored(to_host ? host : backend);
        original.run(13);
        save_state(path_,
                   [&](StateVisitor& state) { state.object("part", original); },
                   {.step = 13, .texts = {{"of", "a test"}}});
        restored.run(4);  // which is forgotten
        StateNotes const notes =
            restore_state(path_, [&](StateVisitor& state) { state.object("part", restored); });
        EXPECT_EQ(notes.step, 13);
        EXPECT_EQ(notes.texts.at("of"), "a test");
        expect_equal(restored, original);
        original.run(9);
        restored.run(9);
        expect_equal(restored, original);
    }
}

TEST_P(StateVisitorTest, NamesArraysByTheObjectsAroundThem)
{
    Watched part(backend);
    save_state(path_, [&](StateVisitor& state) { state.object("part", part); });
    EXPECT_EQ(StateReader(path_).names(),
              (std::vector<std::string>{"part.monitor.spikes",
                                        "part.monitor.spikes_elements",
                                        "part.monitor.trace",
                                        "part.record.head",
                                        "part.record.step_time_ms",
                                        "part.record.values",
                                        "part.steps"}));
}

TEST_P(StateVisitorTest, RefusesWhatDoesNotFitAndChangesNothing)
{
    Watched saved(backend);
    saved.run(6);
    save_state(path_, [&](StateVisitor& state) { state.object("part", saved); });

    Watched mine(backend), same(backend), slow(backend, 1);
    mine.run(2);
    same.run(2);
    MaxRateClassifier classifier(backend, 2, 2);
    EXPECT_EQ(fault([&](StateVisitor& state) { state.object("port", mine); }),
              "holds no array \"port.monitor.trace\" (did you mean \"part.monitor.trace\"?)");
    EXPECT_EQ(fault([&](StateVisitor& state) {
                  state.object("part", mine);
                  state.object("readout", classifier);
              }).substr(0, 35),
              "holds no array \"readout.rates\" (kno");
    EXPECT_EQ(fault([&](StateVisitor& state) {
                  state.object("part", mine);
                  Reals extra(3);
                  state.array("part.record.values", extra, {3});
              }),
              "no path: another kind of exception: state: two arrays are called "
              "\"part.record.values\"");
    EXPECT_EQ(fault([&](StateVisitor& state) {
                  StateVisitor& v = state;
                  Index elements  = 0;
                  v.counter("part.steps", elements);
              }),
              "holds an array \"part.monitor.spikes\" that nothing here takes");
    EXPECT_EQ(fault([&](StateVisitor& state) { state.object("part.record", slow.record); },
                    {.partly = true}),
              "array \"part.record.step_time_ms\" is 0.5, here it is 1");
    Record longer(backend, 3 * 37, 0.5, 3, true);
    EXPECT_EQ(
        fault([&](StateVisitor& state) { state.object("part.record", longer); }, {.partly = true}),
        "array \"part.record.values\" is F32 (5, 111), expected F32 (7, 111)");
    SpikeBuffer wider(backend, 3, 38);
    EXPECT_EQ(fault([&](StateVisitor& state) { state.spikes("part.monitor.spikes", wider); },
                    {.partly = true}),
              "array \"part.monitor.spikes_elements\" is 37, here it is 38");
    expect_equal(mine, same);
}

TEST_P(StateVisitorTest, RestoresAPartWhereAsked)
{
    Watched saved(backend), mine(backend);
    saved.run(6);
    save_state(path_, [&](StateVisitor& state) { state.object("part", saved); });
    restore_state(path_,
                  [&](StateVisitor& state) { state.object("part.record", mine.record); },
                  {.partly = true});
    EXPECT_EQ(mine.record.storage(), saved.record.storage());
    EXPECT_EQ(mine.monitor.trace(), Reals(3 * 37));
}

TEST_P(StateVisitorTest, RefusesValuesThatWouldReachBeyondMemory)
{
    Watched part(backend);
    auto const write = [&](Index head, SpikeWord last_word) {
        StateWriter file;
        std::vector<SpikeWord> words(6);
        words.back() = last_word;
        file.add("head", std::vector<Index>{head}, {});
        file.add("spikes", words, {1, 3, 2});
        file.add("spikes_elements", std::vector<Index>{37}, {});
        file.write(path_);
    };
    Buffer<Index> head(backend, 1);
    auto const both = [&](StateVisitor& state) {
        state.position("head", head, 5);
        state.spikes("spikes", part.spikes);
    };
    write(5, 0);
    EXPECT_EQ(fault(both), "array \"head\" is 5, must be from 0 to 4");
    write(-1, 0);
    EXPECT_EQ(fault(both), "array \"head\" is -1, must be from 0 to 4");
    write(4, 32);
    EXPECT_EQ(fault(both), "array \"spikes\" has spikes in row 2 beyond its 37 elements");
    EXPECT_EQ(head.download().front(), 0);
    write(4, 16);
    restore_state(path_, both);
    EXPECT_EQ(head.download().front(), 4);
    EXPECT_EQ(part.spikes.download().back(), 1);
}

TEST_P(StateVisitorTest, KeepsWhatSeveralShareOnce)
{
    Watched shared(backend);
    shared.run(3);
    auto const twice = [&](StateVisitor& state) {
        state.object("first", shared.record);
        state.object("second", shared.record);
    };
    save_state(path_, twice);
    EXPECT_EQ(StateReader(path_).names().size(), 3U);
    EXPECT_NO_THROW(restore_state(path_, twice));
}

TEST_P(StateVisitorTest, AClassifierGoesOnLearning)
{
    MaxRateClassifier trained(backend, 3, 2, 0.1), restored(backend, 3, 2, 0.1);
    Reals const rates = random_reals(4 * 3, 0, 1, 1);
    std::vector<Index> const labels{0, 1, 1, 0};
    trained.update(rates, labels);
    save_state(path_, [&](StateVisitor& state) { state.object("readout", trained); });
    restore_state(path_, [&](StateVisitor& state) { state.object("readout", restored); });
    EXPECT_EQ(restored.assignments(), trained.assignments());
    EXPECT_EQ(restored.occurrences(), trained.occurrences());
    EXPECT_TRUE(same_bits(restored.proportions(), trained.proportions()));
    trained.update(rates, labels);
    restored.update(rates, labels);
    EXPECT_TRUE(same_bits(restored.rates(), trained.rates()));
}

TEST_P(StateVisitorTest, RefusesWrongNamesAndShapes)
{
    Buffer<Real> buffer(backend, 3);
    auto const wrong = [&](StateOwner const& owner) {
        return message_of<ArgumentError>([&] { save_state(path_, owner); });
    };
    EXPECT_EQ(wrong([&](StateVisitor& state) { state.array("v", buffer, {4}); }),
              "state \"v\": shape (4) given for 3 values");
    EXPECT_EQ(wrong([&](StateVisitor& state) { state.array("", buffer, {3}); }),
              "state: a name is empty");
    EXPECT_EQ(wrong([&](StateVisitor& state) {
                  state.array("v", buffer, {3});
                  state.array("v", buffer, {3});
              }),
              "state: two arrays are called \"v\"");
    EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace inferno::test
