//! Records of the past against Inferno: pushes, reads, selections and insertions.
#include "inferno/state/record.hpp"

#include <cmath>

#include "support/backend_test.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class RecordGoldenTest : public BackendTest {
  protected:
    Record make(GoldenCase const& golden) const
    {
        return Record(backend,
                      count(golden.shape("shape")),
                      golden.number("step_time_ms"),
                      golden.number("duration_ms"),
                      golden.flag("inclusive"));
    }

    //! A record with all samples of the case pushed.
    Record make_filled(GoldenCase const& golden) const
    {
        Record record                  = make(golden);
        std::vector<Real> const pushes = golden.given("pushes");
        for (Index step = 0; step < golden.size("steps"); ++step) {
            record.push(
                std::span(pushes).subspan(static_cast<std::size_t>(step * record.elements()),
                                          static_cast<std::size_t>(record.elements())));
        }
        return record;
    }
};
INFERNO_ON_EVERY_BACKEND(RecordGoldenTest);

void append(std::vector<Real>& all, std::vector<Real> const& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

struct NamedInterpolation {
    char const* name;
    Interpolation kind;
};
constexpr NamedInterpolation interpolations[] = {{"previous", Interpolation::previous},
                                                 {"next", Interpolation::next},
                                                 {"nearest", Interpolation::nearest},
                                                 {"linear", Interpolation::linear},
                                                 {"expdecay", Interpolation::expdecay}};

struct NamedExtrapolation {
    char const* name;
    Extrapolation kind;
};
constexpr NamedExtrapolation extrapolations[] = {
    {"previous", Extrapolation::previous},
    {"next", Extrapolation::next},
    {"neighbors", Extrapolation::neighbors},
    {"nearest", Extrapolation::nearest},
    {"linear_forward", Extrapolation::linear_forward},
    {"linear_backward", Extrapolation::linear_backward}};

TEST_P(RecordGoldenTest, PushesAndReadsAsInferno)
{
    int compared = 0;
    for (GoldenCase const& golden : golden_cases("record")) {
        if (!golden.expects("pointer")) { continue; }
        SCOPED_TRACE(golden.name());
        Record record = make(golden);
        std::vector<Real> storage, read;
        std::vector<Index> pointer;
        std::vector<Real> const pushes = golden.given("pushes");
        for (Index step = 0; step < golden.size("steps"); ++step) {
            record.push(
                std::span(pushes).subspan(static_cast<std::size_t>(step * record.elements()),
                                          static_cast<std::size_t>(record.elements())));
            append(storage, record.storage());
            pointer.push_back(record.head());
        }
        for (Index const offset : golden.given_indices("read_offsets")) {
            append(read, record.read(offset));
        }
        EXPECT_TRUE(golden.matches("storage", storage, {"step", "slot", "element"}));
        EXPECT_TRUE(golden.matches("pointer", pointer, {"step"}));
        EXPECT_TRUE(golden.matches("read", read, {"offset", "element"}));
        ++compared;
    }
    EXPECT_EQ(compared, 4);
}

TEST_P(RecordGoldenTest, SelectsAsInferno)
{
    int compared = 0;
    for (GoldenCase const& golden : golden_cases("record")) {
        if (!golden.expects("select_previous")) { continue; }
        SCOPED_TRACE(golden.name());
        Record const record           = make_filled(golden);
        Index const offset            = static_cast<Index>(golden.number("offset"));
        double const tolerance_ms     = golden.number("tolerance_ms");
        std::vector<Real> const times = golden.given("times_ms");
        for (auto const [name, kind] : interpolations) {
            SCOPED_TRACE(name);
            Interpolate const how{kind, static_cast<Real>(golden.number("time_constant_ms"))};
            EXPECT_TRUE(golden.matches(std::string("select_") + name,
                                       record.select(times, how, tolerance_ms, offset),
                                       {"element", "time"}));
            std::string const scalar = std::string("scalar_select_") + name;
            if (!golden.expects(scalar)) { continue; }
            std::vector<Real> selected;
            for (Real const time_ms : golden.given("scalar_times_ms")) {
                // the file holds doubles; they came through float32, so round to the tenth of a
                // microsecond
                double const exact_ms = std::round(static_cast<double>(time_ms) * 1e7) / 1e7;
                append(selected, record.select(exact_ms, how, tolerance_ms, offset));
            }
            EXPECT_TRUE(golden.matches(scalar, selected, {"time", "element"}));
        }
        ++compared;
    }
    EXPECT_EQ(compared, 10);
}

TEST_P(RecordGoldenTest, InsertsAsInferno)
{
    int compared = 0;
    for (GoldenCase const& golden : golden_cases("record")) {
        if (!golden.expects("storage_previous")) { continue; }
        SCOPED_TRACE(golden.name());
        std::vector<Real> const sample = golden.given("sample");
        std::vector<Real> const times  = golden.given("time_ms");
        for (auto const [name, kind] : extrapolations) {
            SCOPED_TRACE(name);
            Record record             = make_filled(golden);
            Index const offset        = static_cast<Index>(golden.number("offset"));
            double const tolerance_ms = golden.number("tolerance_ms");
            if (times.size() == 1) {
                double const exact_ms = std::round(static_cast<double>(times[0]) * 1e7) / 1e7;
                record.insert(sample, exact_ms, {kind, 1}, tolerance_ms, offset);
            } else {
                record.insert(sample, times, {kind, 1}, tolerance_ms, offset);
            }
            EXPECT_TRUE(golden.matches(
                std::string("storage_") + name, record.storage(), {"slot", "element"}));
        }
        ++compared;
    }
    EXPECT_EQ(compared, 5);
}

TEST_P(RecordGoldenTest, TakesAsManySlotsAsInferno)
{
    for (GoldenCase const& golden : golden_cases("record")) {
        if (golden.name() != "record_sizes") { continue; }
        std::vector<Index> slots;
        std::vector<Real> const steps_ms     = golden.given("step_time_ms");
        std::vector<Real> const durations_ms = golden.given("duration_ms");
        std::vector<Index> const inclusive   = golden.given_indices("inclusive");
        for (std::size_t k = 0; k < steps_ms.size(); ++k) {
            auto const exact = [](Real value) {
                return std::round(static_cast<double>(value) * 1e6) / 1e6;
            };
            slots.push_back(
                record_slots(exact(steps_ms[k]), exact(durations_ms[k]), inclusive[k] != 0));
        }
        EXPECT_TRUE(golden.matches("record_size", slots, {"size"}));
    }
}

TEST_P(RecordGoldenTest, RefusesTimesThatItDoesNotReach)
{
    Record record(backend, 1, 0.5, 1.5, true);
    EXPECT_THROW((void)record.select(1.6, {}, 1e-6), ArgumentError);
    EXPECT_THROW((void)record.select(-0.1, {}, 1e-6), ArgumentError);
    EXPECT_THROW(record.insert(std::vector<Real>{1}, 2.0, {}), ArgumentError);
    EXPECT_THROW(Record(backend, 1, 0, 1, true), ArgumentError);
    EXPECT_THROW(Record(backend, 1, 1, -1, true), ArgumentError);
}

TEST_P(RecordGoldenTest, AlignKeepsTheOrderAndResetForgets)
{
    Record record(backend, 1, 1, 3, true);
    for (Real const value : {1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F}) {
        record.push(std::vector<Real>{value});
    }
    record.align(1);
    EXPECT_EQ(record.head(), 1);
    EXPECT_EQ(record.storage(), (std::vector<Real>{6, 3, 4, 5}));
    EXPECT_EQ(record.read(1), std::vector<Real>{6});
    record.reset(2);
    EXPECT_EQ(record.head(), 0);
    EXPECT_EQ(record.storage(), (std::vector<Real>{2, 2, 2, 2}));
}

}  // namespace
}  // namespace inferno::test
