//! Reducers against their formulas, written down again one operation at a time.
#include <cmath>
#include <functional>
#include <limits>

#include "inferno/network/observation.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/network/raster.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

constexpr double step_time_ms = 0.7;
constexpr Real infinity       = std::numeric_limits<Real>::infinity();
constexpr Real not_a_number   = std::numeric_limits<Real>::quiet_NaN();
using Initial                 = EventReducer::Initial;

//! What is kept, from what was kept (x), what is seen (h), whether it counts (m) and the number of
//! this step.
using Fold = std::function<Real(Real x, Real h, bool m, int number)>;

struct Case {
    char const* name;
    Reducer reducer;
    std::function<bool(Real)> counts;
    Fold first, next;
};

Fold const seen = [](Real, Real h, bool, int) { return h; };

bool is_one(Real h) { return h == 1.0F; }

Case event(char const* name, Initial initial, Real start)
{
    return {name,
            EventReducer{Criterion::above(0.5), initial},
            [](Real h) { return h > 0.5F; },
            [start](Real, Real, bool m, int) { return m ? 0.0F : start; },
            [](Real x, Real, bool m, int) { return m ? 0.0F : x + 0.7F; }};
}

//! A trace whose pulses are s h + A; without a scale A.
Case trace(char const* name, TraceReducer const& reducer, std::function<bool(Real)> counts)
{
    Real const decay     = static_cast<Real>(std::exp(-step_time_ms / reducer.time_constant_ms));
    Real const amplitude = static_cast<Real>(reducer.amplitude);
    auto const pulse     = [=, scale = reducer.scale](Real h) {
        if (!scale) { return amplitude; }
        Real const scaled = static_cast<Real>(*scale) * h;
        return scaled + amplitude;
    };
    Fold const first = [=](Real, Real h, bool m, int) {
        Real const mask = m ? 1.0F : 0.0F;
        return pulse(h) * mask;
    };
    Fold const next = [=, nearest = reducer.mode == TraceMode::nearest](
                          Real x, Real h, bool m, int) {
        Real const faded = decay * x;
        if (nearest) { return m ? pulse(h) : faded; }
        Real const added = pulse(h) * (m ? 1.0F : 0.0F);
        return faded + added;
    };
    return {name, reducer, std::move(counts), first, next};
}

std::vector<Case> const all_cases = {
    {"passthrough", PassthroughReducer{}, is_one, seen, seen},
    event("event, infinity", Initial::infinity, infinity),
    event("event, zero", Initial::zero, 0),
    event("event, nan", Initial::nan, not_a_number),
    trace("cumulative", {TraceMode::cumulative, 3, 0.7}, is_one),
    trace("nearest", {TraceMode::nearest, 3, 0.7}, is_one),
    trace("cumulative, negative", {TraceMode::cumulative, 12, -1.3}, is_one),
    trace("nearest, close",
          {TraceMode::nearest, 5, 2, {}, Criterion::close_to(0.3, 0.2)},
          [](Real h) { return std::abs(h - 0.3F) <= 0.2F; }),
    trace("cumulative, scaled",
          {TraceMode::cumulative, 5, 0.4, 1.7, Criterion::at_most(0.1)},
          [](Real h) { return h <= 0.1F; }),
    trace("nearest, scaled",
          {TraceMode::nearest, 5, 0.4, -1.7, Criterion::below(0.1)},
          [](Real h) { return h < 0.1F; }),
    trace("nearest, at least",
          {TraceMode::nearest, 5, 0.4, -1.7, Criterion::at_least(0.1)},
          [](Real h) { return h >= 0.1F; }),
    trace("cumulative, others",
          {TraceMode::cumulative, 5, 0.0, 1.0, Criterion::different_from(0)},
          [](Real h) { return h != 0.0F; }),
    {"moving average",
     EMAReducer{0.3},
     is_one,
     seen,
     [](Real x, Real h, bool, int) {
         Real const now = 0.3F * h, past = static_cast<Real>(1 - 0.3) * x;
         return now + past;
     }},
    {"average", CAReducer{}, is_one, seen, [](Real x, Real h, bool, int number) {
         Real const away = h - x;
         Real const step = away / static_cast<Real>(number);
         return x + step;
     }}};

class ReducerTest : public BackendTest {
  protected:
    //! Numbers that criteria tell apart: some are exactly 0, 0.1 or 1.
    static Reals numbers(Index count, std::uint64_t seed)
    {
        Reals values = random_reals(count, -1, 1.5, seed);
        for (std::size_t n = 0; n < values.size(); n += 7) {
            values[n] = n % 3 == 0 ? 1.0F : n % 3 == 1 ? 0.1F : 0.0F;
        }
        return values;
    }

    //! Runs the monitor over `steps` samples and compares what it keeps after each.
    void expect_fold(Case const& tried,
                     Monitor& monitor,
                     std::function<void(Index step)> const& show,
                     std::function<Reals(Index step)> const& shown,
                     std::function<Reals(Index step)> const& condition = {})
    {
        Reals kept;
        for (Index step = 0; step < steps; ++step) {
            show(step);
            monitor.observe();
            Reals const values = shown(step);
            Reals const mask   = condition ? condition(step) : Reals();
            kept.resize(values.size());
            for (std::size_t n = 0; n < values.size(); ++n) {
                bool const m = condition ? mask[n] != 0 : tried.counts(values[n]);
                kept[n]      = (step == 0 ? tried.first : tried.next)(
                    kept[n], values[n], m, static_cast<int>(step + 1));
            }
            ASSERT_TRUE(same_bits(monitor.peek(), kept)) << tried.name << ", step " << step;
        }
    }

    static constexpr Index steps = 9;
};
INFERNO_ON_EVERY_BACKEND(ReducerTest);

struct Size {
    Index batch, elements;
};
constexpr Size sizes[] = {{1, 1}, {2, 13}, {33, 33}, {1, 257}, {3, 1000}};

TEST_P(ReducerTest, FoldNumbersByTheirFormulas)
{
    for (Case const& tried : all_cases) {
        for (auto const [batch, elements] : sizes) {
            SCOPED_TRACE(elements);
            Reals const all = numbers(steps * batch * elements, 3);
            Buffer<Real> memory(backend, batch * elements);
            RealView const view{memory.data(), elements, batch};
            Monitor monitor(watched(backend, view), {tried.reducer, step_time_ms});
            expect_fold(
                tried,
                monitor,
                [&](Index step) { memory.upload(at_step(all, steps, step)); },
                [&](Index) { return memory.download(); });
        }
    }
}

TEST_P(ReducerTest, FoldSpikesAsOnesAndZeros)
{
    for (Case const& tried : all_cases) {
        for (auto const [batch, elements] : sizes) {
            SCOPED_TRACE(elements);
            Fired const all = random_spikes(steps * batch * elements, 0.3, 5);
            SpikeBuffer spikes(backend, batch, elements);
            Monitor monitor(watched(backend, spikes.view()), {tried.reducer, step_time_ms, 2.1});
            auto const shown = [&](Index step) {
                auto const fired = at_step(all, steps, step);
                return Reals(fired.begin(), fired.end());
            };
            expect_fold(
                tried,
                monitor,
                [&](Index step) { spikes.upload(at_step(all, steps, step)); },
                shown);
        }
    }
}

TEST_P(ReducerTest, ACriterionIsReplacedByACondition)
{
    for (Case const& tried : all_cases) {
        for (auto const [batch, elements] : sizes) {
            for (bool const by_spikes : {true, false}) {
                SCOPED_TRACE(elements);
                Index const count = batch * elements;
                Reals const all   = numbers(steps * count, 3);
                Fired const fired = random_spikes(steps * count, 0.4, 6);
                Buffer<Real> memory(backend, count), mask(backend, count);
                SpikeBuffer spikes(backend, batch, elements);
                auto const mask_at = [&](Index step) {
                    auto const now = at_step(fired, steps, step);
                    return Reals(now.begin(), now.end());
                };
                Quantity const condition = by_spikes
                                               ? Quantity(spikes.view())
                                               : Quantity(RealView{mask.data(), elements, batch});
                Monitor monitor(watched(backend, RealView{memory.data(), elements, batch}),
                                {tried.reducer, step_time_ms},
                                watched(backend, condition));
                expect_fold(
                    tried,
                    monitor,
                    [&](Index step) {
                        memory.upload(at_step(all, steps, step));
                        spikes.upload(at_step(fired, steps, step));
                        mask.upload(mask_at(step));
                    },
                    [&](Index) { return memory.download(); },
                    mask_at);
            }
        }
    }
}

TEST_P(ReducerTest, ADifferenceIsTakenOffTheValueBefore)
{
    for (Case const& tried : all_cases) {
        Index const batch = 2, elements = 300;
        Reals const after  = numbers(steps * batch * elements, 3);
        Reals const before = numbers(steps * batch * elements, 4);
        Buffer<Real> memory(backend, batch * elements);
        MonitorConfig config{tried.reducer, step_time_ms};
        config.difference = true;
        Monitor monitor(watched(backend, RealView{memory.data(), elements, batch}), config);
        expect_fold(
            tried,
            monitor,
            [&](Index step) {
                memory.upload(at_step(before, steps, step));
                monitor.prepare();
                memory.upload(at_step(after, steps, step));
            },
            [&](Index step) {
                Reals change = memory.download();
                for (std::size_t n = 0; n < change.size(); ++n) {
                    change[n] = change[n] - at_step(before, steps, step)[n];
                }
                return change;
            });
    }
}

TEST_P(ReducerTest, ARecordedStepGivesTheSameBits)
{
    Index const batch = 3, elements = 77;
    for (Case const& tried : all_cases) {
        Raster raster(backend, steps, batch, elements);
        raster.upload(random_spikes(steps * batch * elements, 0.3, 5));
        MonitorConfig const config{tried.reducer, step_time_ms, 2.8, true};
        Monitor replayed(watched(backend, raster.now()), config);
        Monitor by_hand(watched(backend, raster.now()), config);
        auto const program = record(*backend, [&] {
            replayed.observe();
            raster.advance();
        });
        program->run(2 * steps);
        for (Index step = 0; step < 2 * steps; ++step) {
            by_hand.observe();
            raster.advance();
        }
        EXPECT_TRUE(same_bits(replayed.dump(), by_hand.dump())) << tried.name;
        EXPECT_EQ(replayed.slots(), 5);
    }
}

TEST_P(ReducerTest, ATraceOfSpikesIsThatOfTheTrainers)
{
    for (TraceMode const mode : {TraceMode::cumulative, TraceMode::nearest}) {
        Raster raster(backend, steps, 2, 100);
        raster.upload(random_spikes(steps * 200, 0.3, 5));
        TraceMonitor trainers(
            backend, raster.now(), make_trace_params(step_time_ms, 20, 0.01, mode));
        Monitor monitor(watched(backend, raster.now()),
                        {TraceReducer{mode, 20, 0.01}, step_time_ms});
        for (Index step = 0; step < steps; ++step) {
            trainers.observe();
            monitor.observe();
            raster.advance();
            EXPECT_TRUE(same_bits(monitor.peek(), trainers.trace()));
        }
    }
}

}  // namespace
}  // namespace inferno::test
