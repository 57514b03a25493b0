//! Bounds, accumulators, normalization and clamping against Inferno.
#include "inferno/network/connection.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

BoundKind kind_of(std::string const& name)
{
    if (name == "power") { return BoundKind::power; }
    if (name == "scaled_power") { return BoundKind::scaled_power; }
    if (name == "multiplicative") { return BoundKind::multiplicative; }
    if (name == "scaled_multiplicative") { return BoundKind::scaled_multiplicative; }
    EXPECT_EQ(name, "sharp");
    return BoundKind::sharp;
}

Real real_at(GoldenCase const& golden, std::string const& path, double otherwise = 1)
{
    return static_cast<Real>(golden.has(path) ? golden.number(path) : otherwise);
}

Limit limit_at(GoldenCase const& golden, std::string const& path)
{
    return golden.has(path) ? Limit(real_at(golden, path)) : Limit();
}

//! A half bound whose parameters start at `at`: "" or "bounds/upper/".
Bound half_bound(GoldenCase const& golden, std::string const& at)
{
    return {kind_of(golden.text(at + "kind")),
            real_at(golden, at + "limit"),
            real_at(golden, at + "power"),
            real_at(golden, at + "range")};
}

FullBound full_bound(GoldenCase const& golden, std::string const& at)
{
    Limit const max = limit_at(golden, at + "max"), min = limit_at(golden, at + "min");
    Real const up   = real_at(golden, at + "upper_power");
    Real const down = real_at(golden, at + "lower_power");
    switch (kind_of(golden.text(at + "kind"))) {
        case BoundKind::power:
            return bound_power(max, min, up, down);
        case BoundKind::scaled_power:
            return bound_scaled_power(max.value(), min.value(), up, down);
        case BoundKind::scaled_multiplicative:
            return bound_scaled_multiplicative(max.value(), min.value());
        case BoundKind::sharp:
            return bound_sharp(max, min);
        default:
            return bound_multiplicative(max, min);
    }
}

//! A case of a bounding function: the two sides and what they act on.
struct BoundCase {
    FullBound bound;
    Reals param, pos, neg;
};

BoundCase bound_case(GoldenCase const& golden)
{
    Reals const param      = golden.given("param"), zero(param.size());
    std::string const side = golden.text("side");
    if (side == "full") {
        return {full_bound(golden, ""), param, golden.given("pos"), golden.given("neg")};
    }
    Reals const update = golden.given("update");
    if (side == "upper") { return {{half_bound(golden, ""), {}}, param, update, zero}; }
    return {{{}, half_bound(golden, "")}, param, zero, update};
}

class UpdateGolden : public BackendTest {
  protected:
    static void configure(Accumulator& accumulator, GoldenCase const& golden)
    {
        std::string const reduction = golden.text("reduction");
        accumulator.reduce_with(reduction == "mean"  ? PartReduction::mean
                                : reduction == "max" ? PartReduction::max
                                                     : PartReduction::sum);
        if (golden.has("bounds/upper")) {
            accumulator.bound_upper(half_bound(golden, "bounds/upper/"));
        }
        if (golden.has("bounds/lower")) {
            accumulator.bound_lower(half_bound(golden, "bounds/lower/"));
        }
        if (golden.has("bounds/full")) { accumulator.bound(full_bound(golden, "bounds/full/")); }
    }
    static std::optional<int> axis(std::string const& dim)
    {
        if (dim == "none") { return {}; }
        return dim == "last" ? -1 : 0;
    }
};
INFERNO_ON_EVERY_BACKEND(UpdateGolden);

TEST_P(UpdateGolden, BoundsScaleAsInfernosDo)
{
    int cases = 0;
    for (GoldenCase const& golden : golden_cases("bounds")) {
        if (!golden.has("side")) { continue; }
        SCOPED_TRACE(golden.name());
        BoundCase const c = bound_case(golden);
        Reals result, next;
        for (std::size_t i = 0; i < c.param.size(); ++i) {
            Real const change = bounded_change(c.bound, c.param[i], c.pos[i], c.neg[i]);
            result.push_back(golden.text("side") == "lower" ? -change : change);
            next.push_back(c.param[i] + change);
        }
        EXPECT_TRUE(golden.matches("result", result, {"element"}));
        Buffer<Real> held = reals_on(backend, c.param);
        Accumulator accumulator(held);
        accumulator.bound(c.bound);
        accumulator.add_potentiation(c.pos);
        accumulator.add_depression(c.neg);
        accumulator.apply();
        EXPECT_TRUE(same_bits(held.download(), next));
        ++cases;
    }
    EXPECT_EQ(cases, 52);
}

TEST_P(UpdateGolden, AccumulatorsJoinAsInfernosDo)
{
    int cases = 0;
    for (GoldenCase const& golden : golden_cases("bounds")) {
        if (golden.has("side")) { continue; }
        SCOPED_TRACE(golden.name());
        Buffer<Real> held = reals_on(backend, golden.given("param"));
        Accumulator accumulator(held);
        configure(accumulator, golden);
        Index const pos = golden.given_count("pos_parts"), neg = golden.given_count("neg_parts");
        Reals const pos_parts = golden.given("pos_parts"), neg_parts = golden.given("neg_parts");
        for (Index p = 0; p < pos; ++p) {
            accumulator.add_potentiation(at_step(pos_parts, pos, p));
        }
        for (Index p = 0; p < neg; ++p) {
            accumulator.add_depression(at_step(neg_parts, neg, p));
        }
        EXPECT_EQ(accumulator.potentiation().empty(), !golden.expects("pos"));
        EXPECT_EQ(accumulator.depression().empty(), !golden.expects("neg"));
        if (pos > 0) { EXPECT_TRUE(golden.matches("pos", accumulator.potentiation())); }
        if (neg > 0) { EXPECT_TRUE(golden.matches("neg", accumulator.depression())); }
        accumulator.apply();
        EXPECT_TRUE(golden.matches("result", held.download()));
        ++cases;
    }
    EXPECT_EQ(cases, 19);
}

TEST_P(UpdateGolden, HooksChangeWeightsAsInfernosDo)
{
    for (GoldenCase const& golden : golden_cases("hooks")) {
        SCOPED_TRACE(golden.name());
        LinearDense connection(backend, {5}, {4}, {});
        connection.set_weight(golden.given("weight"));
        if (golden.has("order")) {
            connection.normalize_weight(golden.number("order"),
                                        golden.number("scale"),
                                        axis(golden.text("dim")),
                                        golden.number("epsilon"));
        } else {
            connection.make_updater()["weight"].clamp(limit_at(golden, "min"),
                                                      limit_at(golden, "max"));
        }
        EXPECT_TRUE(golden.matches("weight", connection.weight(), {"target", "source"}));
    }
}

}  // namespace
}  // namespace inferno::test
