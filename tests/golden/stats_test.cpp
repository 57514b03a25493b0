//! Statistics against Inferno, where it is right.
#include <limits>
#include <map>

#include "inferno/stats/distribution.hpp"
#include "inferno/stats/reduction.hpp"
#include "inferno/stats/scaling.hpp"
#include "inferno/stats/spike_trains.hpp"

#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

using namespace inferno::stats;

//! The cases of one kind; fails where there are not as many.
std::vector<GoldenCase> cases_of(std::string const& kind, std::size_t expected)
{
    std::vector<GoldenCase> chosen;
    for (GoldenCase const& golden : golden_cases("stats")) {
        if (golden.text("kind") == kind) { chosen.push_back(golden); }
    }
    EXPECT_EQ(chosen.size(), expected) << kind;
    return chosen;
}

stats::Axes axes_of(GoldenCase const& golden)
{
    stats::Axes axes;
    for (double const axis : golden.numbers("axes")) {
        axes.push_back(static_cast<Index>(axis));
    }
    return axes;
}

std::vector<double> doubles(Reals const& values) { return {values.begin(), values.end()}; }

Reals reals(std::vector<double> const& values)
{
    Reals result;
    for (double const value : values) {
        result.push_back(static_cast<Real>(value));
    }
    return result;
}

TEST(StatsGolden, FindsIntervalsAsInferno)
{
    for (GoldenCase const& golden : cases_of("isi", 3)) {
        SCOPED_TRACE(golden.name());
        Shape const shape  = golden.shape("shape");
        double const dt_ms = golden.number("step_time_ms");
        Fired const fired  = golden.given_spikes("spikes");
        EXPECT_TRUE(golden.matches("intervals", isi(fired, shape, dt_ms).values));

        Index const steps = shape[0], trains = count(shape) / steps;
        Fired turned(fired.size());
        for (Index k = 0; k < count(shape); ++k) {
            turned[static_cast<std::size_t>(k % trains * steps + k / trains)] =
                fired[static_cast<std::size_t>(k)];
        }
        Shape last(shape.begin() + 1, shape.end());
        last.push_back(steps);
        EXPECT_TRUE(golden.matches("intervals_time_last", isi(turned, last, dt_ms, false).values));
    }
}

TEST(StatsGolden, MeasuresDistancesAsInferno)
{
    for (GoldenCase const& golden : cases_of("victor_purpura", 4)) {
        SCOPED_TRACE(golden.name());
        auto const first  = doubles(golden.given("first_ms"));
        auto const second = doubles(golden.given("second_ms"));
        auto const costs  = doubles(golden.given("costs"));
        EXPECT_TRUE(
            golden.matches("distances", reals(victor_purpura_distance(first, second, costs))));
        double const infinity = std::numeric_limits<double>::infinity();
        EXPECT_TRUE(golden.matches("without_move",
                                   reals({victor_purpura_distance(first, second, infinity)})));
    }
}

TEST(StatsGolden, SmoothsAsInferno)
{
    for (GoldenCase const& golden : cases_of("smoothing", 3)) {
        SCOPED_TRACE(golden.name());
        double const alpha = golden.number("alpha");
        Index const steps  = golden.size("steps");
        Reals const seen   = golden.given("observed");
        Reals simple, simples, levels, trends;
        HoltState holt;
        for (Index step = 0; step < steps; ++step) {
            auto const now = at_step(seen, steps, step);
            simple         = step == 0 ? exponential_smoothing(now, {}, alpha)
                                       : exponential_smoothing(now, simple, alpha);
            holt           = holt_linear_smoothing(now, holt, alpha, golden.number("beta"));
            append(simples, simple);
            append(levels, holt.level);
            append(trends, holt.trend.empty() ? Reals(now.size()) : holt.trend);
        }
        EXPECT_TRUE(golden.matches("simple", simples));
        EXPECT_TRUE(golden.matches("level", levels));
        EXPECT_TRUE(golden.matches("trend", trends));
    }
}

TEST(StatsGolden, RescalesAsInferno)
{
    for (GoldenCase const& golden : cases_of("rescale", 6)) {
        SCOPED_TRACE(golden.name());
        auto const end = [&](char const* name) {
            return golden.has(name) ? std::optional(golden.number(name)) : std::nullopt;
        };
        EXPECT_TRUE(golden.matches("result",
                                   rescale(golden.given("array"),
                                           golden.shape("shape"),
                                           {end("target_low"), end("target_high")},
                                           {end("source_low"), end("source_high")},
                                           axes_of(golden))));
    }
}

TEST(StatsGolden, NormalizesAsInferno)
{
    for (GoldenCase const& golden : cases_of("normalize", 12)) {
        SCOPED_TRACE(golden.name());
        EXPECT_TRUE(golden.matches("result",
                                   normalize(golden.given("array"),
                                             golden.shape("shape"),
                                             std::stod(golden.text("order")),
                                             golden.number("scale"),
                                             axes_of(golden))));
    }
}

TEST(StatsGolden, ReducesAsInferno)
{
    std::map<std::string, Real (*)(std::span<Real const>)> reducers{
        {"sum", sum},
        {"nansum", nansum},
        {"divsum", [](std::span<Real const> all) { return divsum(all); }},
        {"nandivsum", [](std::span<Real const> all) { return nandivsum(all); }},
        {"divsum_by_7", [](std::span<Real const> all) { return divsum(all, 7); }},
        {"nandivsum_by_7", [](std::span<Real const> all) { return nandivsum(all, 7); }},
        {"min", stats::min},
        {"max", stats::max},
        {"mean", mean},
        {"nanmean", nanmean},
        {"geomean", geomean},
        {"median", median},
        {"nanmedian", nanmedian}};
    int compared = 0;
    for (GoldenCase const& golden : cases_of("reductions", 12)) {
        SCOPED_TRACE(golden.name());
        for (auto const& [name, reducer] : reducers) {
            if (!golden.expects(name)) { continue; }
            Array const got =
                reduce_axes(golden.given("array"), golden.shape("shape"), axes_of(golden), reducer);
            EXPECT_TRUE(golden.matches(name, got.values));
            ++compared;
        }
    }
    EXPECT_EQ(compared, 12 * 11 + 8 * 2);
}

TEST(StatsGolden, TakesQuantilesAsInferno)
{
    std::map<std::string, Between> const kinds{{"linear", Between::linear},
                                               {"lower", Between::lower},
                                               {"higher", Between::higher},
                                               {"nearest", Between::nearest},
                                               {"midpoint", Between::midpoint}};
    std::map<std::string, double> const places{{"0_0", 0}, {"0_3", 0.3}, {"0_5", 0.5}, {"1_0", 1}};
    int compared = 0;
    for (GoldenCase const& golden : cases_of("reductions", 12)) {
        SCOPED_TRACE(golden.name());
        for (auto const& [kind, between] : kinds) {
            for (auto const& [place, q] : places) {
                std::string const name = "quantile_" + kind + "_" + place;
                if (!golden.expects(name)) { continue; }
                auto const result = [&](auto const& reducer) {
                    return reduce_axes(golden.given("array"),
                                       golden.shape("shape"),
                                       axes_of(golden),
                                       [&](auto all) { return reducer(all, q, between); })
                        .values;
                };
                EXPECT_TRUE(golden.matches(name, result(quantile)));
                EXPECT_TRUE(golden.matches("nan" + name, result(nanquantile)));
                ++compared;
            }
        }
    }
    EXPECT_EQ(compared, 8 * 20);
}

//! What a function gives for each of the numbers.
template <class Of>
Reals each(Reals const& numbers, Of const& of)
{
    Reals results;
    for (Real const number : numbers) {
        results.push_back(static_cast<Real>(of(static_cast<double>(number))));
    }
    return results;
}

TEST(StatsGolden, KnowsDistributionsAsInferno)
{
    for (GoldenCase const& golden : cases_of("normal", 2)) {
        SCOPED_TRACE(golden.name());
        Normal const normal(golden.number("loc"), golden.number("scale"));
        Reals const x = golden.given("x");
        EXPECT_TRUE(golden.matches("pdf", each(x, [&](double v) { return normal.pdf(v); })));
        EXPECT_TRUE(golden.matches("logpdf", each(x, [&](double v) { return normal.logpdf(v); })));
        EXPECT_TRUE(golden.matches("cdf", each(x, [&](double v) { return normal.cdf(v); })));
        EXPECT_TRUE(golden.matches("logcdf", each(x, [&](double v) { return normal.logcdf(v); })));
        EXPECT_TRUE(golden.matches("mean", reals({normal.mean()})));
        EXPECT_TRUE(golden.matches("variance", reals({normal.variance()})));
    }
    for (GoldenCase const& golden : cases_of("log_normal", 2)) {
        SCOPED_TRACE(golden.name());
        auto const dist = LogNormal::from_moments(golden.number("mean"), golden.number("variance"));
        Reals const x   = golden.given("x");
        EXPECT_TRUE(golden.matches("loc", reals({dist.loc()})));
        EXPECT_TRUE(golden.matches("scale", reals({dist.scale()})));
        EXPECT_TRUE(golden.matches("pdf", each(x, [&](double v) { return dist.pdf(v); })));
        EXPECT_TRUE(golden.matches("logpdf", each(x, [&](double v) { return dist.logpdf(v); })));
        EXPECT_TRUE(golden.matches("cdf", each(x, [&](double v) { return dist.cdf(v); })));
        EXPECT_TRUE(golden.matches("mean", reals({dist.mean()})));
        EXPECT_TRUE(golden.matches("variance", reals({dist.variance()})));
    }
    for (GoldenCase const& golden : cases_of("poisson", 3)) {
        SCOPED_TRACE(golden.name());
        Poisson const poisson(golden.number("rate"));
        EXPECT_TRUE(golden.matches(
            "cdf", each(golden.given("k"), [&](double v) { return poisson.cdf(v); })));
        EXPECT_TRUE(golden.matches("mean", reals({poisson.mean()})));
        EXPECT_TRUE(golden.matches("variance", reals({poisson.variance()})));
    }
}

}  // namespace
}  // namespace inferno::test
