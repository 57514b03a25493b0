//! Connections whose weights have delays against their definition: every input is kept for ever,
//! and every weight reads it where its delay says.
#include <cmath>

#include "inferno/core/sum.hpp"
#include "inferno/network/connection.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/synapse/stage.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

//! The state of every input in every sample after every step.
template <class Dynamics>
struct Past {
    using State = typename Dynamics::template State<Real>;
    Index batch, inputs;
    std::vector<std::vector<State>> states;
    std::vector<Fired> spikes;

    void push(typename Dynamics::Params const& params, Fired const& fired)
    {
        std::vector<State> next = states.empty() ? std::vector<State>(fired.size()) : states.back();
        for (std::size_t k = 0; k < next.size(); ++k) {
            Dynamics::step(params, next[k], fired[k] != 0, 0);
        }
        states.push_back(next);
        spikes.push_back(fired);
    }
    //! What is read `delay_ms` in the past.
    Real read(typename Dynamics::Params const& params,
              DelayRule const& rule,
              Real delay_ms,
              Index k)
    {
        DelayedRead const found = delayed_read<Dynamics>(rule, delay_ms);
        if (found.steps == never_arrives) { return Real{0.25F}; }
        auto const step = std::ssize(states) - 1 - found.steps;
        if (step < 0) { return Dynamics::output(params, State{}, false); }
        auto const at = static_cast<std::size_t>(k);
        State state   = states[static_cast<std::size_t>(step)][at];
        if constexpr (Dynamics::fades) {
            if (found.at_ms > 0) {
                State::fields([](char const*, Real& field, Real part) { field *= part; },
                              state,
                              Dynamics::fade(params, found.at_ms));
            }
        }
        return Dynamics::output(params, state, spikes[static_cast<std::size_t>(step)][at] != 0);
    }
};

class DelayTest : public BackendTest {
  protected:
    struct Case {
        Index batch;
        double step_time_ms, longest_ms, density;
        Interpolation interpolation = Interpolation::previous;
        bool off_step               = false;
    };
    static ConnectionConfig config(Case const& c, AnySynapse const& synapse)
    {
        ConnectionConfig made;
        made.batch                 = c.batch;
        made.step_time_ms          = c.step_time_ms;
        made.synapse               = synapse;
        made.bias                  = c.batch % 2 == 1;
        made.delay_ms              = c.longest_ms;
        made.reading.interpolation = c.interpolation;
        made.reading.tolerance_ms  = 0;
        made.reading.overbound     = 0.25;
        return made;
    }
    static Reals delays(Case const& c, Index count)
    {
        Reals values     = random_reals(count, 0, static_cast<Real>(c.longest_ms), 31);
        auto const dt_ms = static_cast<Real>(c.step_time_ms);
        for (Real& value : values) {
            if (!c.off_step) { value = std::floor(value / dt_ms) * dt_ms; }
        }
        return values;
    }

    //! Runs a connection and compares every output with its definition. `input(target, k)` is the
    //! input of tap k of a target's weights, -1 if there is none.
    template <class Model, class Input>
    void expect_definition(
        Connection& connection, Model const& model, Case const& c, bool direct, Input const& input)
    {
        using Dynamics       = typename Model::Dynamics;
        auto const params    = model.derive(c.step_time_ms);
        Index const weights  = count(connection.weight_shape());
        Index const inputs   = count(connection.input_shape());
        Index const outputs  = count(connection.output_shape());
        Index const filters  = connection.weight_shape().front();
        Index const taps     = direct ? 1 : weights / filters;
        Index const position = outputs / filters;
        connection.set_weight(random_reals(weights, -1, 1, 32));
        connection.set_delay_ms(delays(c, weights));
        if (connection.biased()) { connection.set_bias(random_reals(filters, -1, 1, 33)); }
        Reals const weight = connection.weight(), delay = connection.delay_ms();
        DelayRule const rule{static_cast<Real>(c.step_time_ms),
                             static_cast<Real>(c.longest_ms),
                             0,
                             c.interpolation == Interpolation::nearest,
                             false};
        Past<Dynamics> past{c.batch, inputs, {}, {}};
        for (std::uint64_t step = 0; step < 45; ++step) {
            Fired const fired = random_spikes(c.batch * inputs, c.density, 40 + step);
            past.push(params, fired);
            connection.forward(spikes_on(backend, c.batch, inputs, fired).view());
            Reals expected;
            for (Index at = 0; at < c.batch * outputs; ++at) {
                Index const b = at / outputs, o = at % outputs, f = o / position;
                Real const sum = ordered_sum<Real>(taps, [&](Index t) {
                    Index const i = input(o, t);
                    if (i < 0) { return Real{0}; }
                    auto const k = static_cast<std::size_t>(f * taps + t);
                    return past.read(params, rule, delay[k], b * inputs + i) * weight[k];
                });
                expected.push_back(sum + (connection.biased()
                                              ? connection.bias()[static_cast<std::size_t>(f)]
                                              : Real{0}));
            }
            ASSERT_TRUE(same_bits(connection.download_output(), expected)) << "step " << step;
        }
    }

    template <class Model>
    void expect_dense(Model const& model, Case const& c, Index inputs, Index outputs)
    {
        SCOPED_TRACE(std::to_string(c.batch) + " x " + std::to_string(inputs) + " -> " +
                     std::to_string(outputs));
        LinearDense connection(backend, {inputs}, {outputs}, config(c, model));
        expect_definition(connection, model, c, false, [](Index, Index t) { return t; });
    }
    template <class Model>
    void expect_everything(Model const& model)
    {
        expect_dense(model, {3, 1, 9, 0.2}, 40, 21);
        expect_dense(model, {1, 0.5, 20, 0.05}, 5, 3);
        expect_dense(model, {35, 1, 3, 0.1}, 33, 9);
        expect_dense(model, {2, 0.7, 6.3, 0.3, Interpolation::nearest, true}, 9, 40);
        expect_dense(model, {2, 0.7, 6.3, 0.3, Interpolation::previous, true}, 1100, 2);
        LinearDirect direct(backend, {37}, config({3, 0.5, 6, 0.2}, model));
        expect_definition(direct, model, {3, 0.5, 6, 0.2}, true, [](Index o, Index) { return o; });
        Conv2DShape shape;
        shape.channels = 2, shape.height = 5, shape.width = 6, shape.filters = 3;
        shape.kernel = {3, 2}, shape.stride = {2, 1}, shape.padding = {1, 1};
        shape.dilation = {1, 2};
        Case const c{3, 1, 5, 0.3};
        Conv2D convolution(backend, shape, config(c, model));
        expect_definition(convolution, model, c, false, [&](Index o, Index t) {
            Index const out_width = shape.output().x, place = o % (shape.output().y * out_width);
            Index const channel = t / 6, ky = t / 2 % 3, kx = t % 2;
            Index const y = place / out_width * 2 - 1 + ky, x = place % out_width - 1 + 2 * kx;
            bool const outside = y < 0 || y >= 5 || x < 0 || x >= 6;
            return outside ? Index{-1} : channel * 30 + y * 6 + x;
        });
    }
};
INFERNO_ON_EVERY_BACKEND(DelayTest);

TEST_P(DelayTest, SpikesArriveWhenTheirDelaySays) { expect_everything(DeltaCurrent{1.7}); }
TEST_P(DelayTest, SingleExponentialsAreReadInThePast)
{
    expect_everything(SingleExponentialCurrent{1.7, 3});
}
TEST_P(DelayTest, DoubleExponentialsAreReadInThePast)
{
    expect_everything(DoubleExponentialCurrent{1.7, 5, 2});
}
TEST_P(DelayTest, InjectedCurrentsAreReadInThePast) { expect_everything(DeltaPlusCurrent{0.3}); }

TEST_P(DelayTest, DelaysFollowTheirUpdates)
{
    LinearDense connection(backend, {1}, {2}, config({2, 1, 4, 0}, DeltaCurrent{1}));
    connection.set_weight(Reals{1, 1});
    Accumulator& delay = connection.make_updater()["delay"];
    delay.clamp(0, 4);
    auto const arrivals = [&] {
        connection.clear();
        std::vector<Index> steps(2, -1);
        for (Index step = 0; step < 5; ++step) {
            std::uint8_t const spike = step == 0 ? 1 : 0;
            connection.forward(spikes_on(backend, 2, 1, {spike, 0}).view());
            Reals const output = connection.download_output();
            for (std::size_t o = 0; o < 2; ++o) {
                if (output[o] != 0) { steps[o] = step; }
                EXPECT_EQ(output[2 + o], 0) << "the other sample";
            }
        }
        return steps;
    };
    EXPECT_EQ(arrivals(), (std::vector<Index>{0, 0}));
    delay.add_potentiation(Reals{2, 3});
    connection.update();
    EXPECT_EQ(connection.delay_ms(), (Reals{2, 3}));
    EXPECT_EQ(arrivals(), (std::vector<Index>{2, 3}));
    delay.add_potentiation(Reals{9, 0});
    delay.add_depression(Reals{0, 2});
    connection.update();
    EXPECT_EQ(arrivals(), (std::vector<Index>{4, 1})) << "clamped";
    delay.clamp(3, 4);
    EXPECT_EQ(arrivals(), (std::vector<Index>{4, 3})) << "a clamp moves delays, too";
}

TEST_P(DelayTest, RecordedStepsSeeDelaysThatTheyChange)
{
    auto const run = [&](bool recorded) {
        Case const c{3, 0.5, 8, 0.3};
        LinearDense connection(backend, {20}, {9}, config(c, SingleExponentialCurrent{1, 4}));
        connection.set_weight(random_reals(180, -1, 1, 5));
        connection.set_delay_ms(random_reals(180, 0, 4, 6));
        Accumulator& delay  = connection.make_updater()["delay"];
        Buffer<Real> change = reals_on(backend, random_reals(180, 0, 0.2F, 7));
        delay.clamp(0, 8);
        delay.add_potentiation(change.download());
        SpikeBuffer const spikes = spikes_on(backend, 3, 20, random_spikes(60, 0.3, 8));
        auto const step          = [&] {
            connection.forward(spikes.view());
            delay.apply();  // keeps the part, for the next step
        };
        if (recorded) {
            record(*backend, step)->run(25);
        } else {
            for (int t = 0; t < 25; ++t) {
                step();
            }
        }
        Reals all = connection.download_output();
        append(all, connection.delay_ms());
        return all;
    };
    EXPECT_TRUE(same_bits(run(true), run(false)));
}

TEST_P(DelayTest, RefusesDelaysThatTheRecordCannotHold)
{
    LinearDense connection(backend, {2}, {2}, config({1, 0.5, 4, 0}, DeltaCurrent{1}));
    auto const wrong = [&](Reals const& delays) {
        return message_of<ArgumentError>([&] { connection.set_delay_ms(delays); });
    };
    Reals const before{1, 2, 3, 4};
    connection.set_delay_ms(before);
    EXPECT_EQ(wrong({0, 1, 2}), "delay: 3 values given, 4 expected");
    EXPECT_EQ(wrong({0, 4.5F, 0, 0}),
              "delay[1]: is 4.5 ms, must be from 0 to 4, the longest of this connection");
    EXPECT_EQ(wrong({0, 0, -1, 0}),
              "delay[2]: is -1 ms, must be from 0 to 4, the longest of this connection");
    EXPECT_EQ(wrong({0, 0, 0, std::nanf("")}), "delay[3]: is nan, must be finite");
    EXPECT_EQ(connection.delay_ms(), before);
    ConnectionConfig undelayed;
    LinearDense plain(backend, {2}, {2}, undelayed);
    EXPECT_EQ(message_of<StateError>([&] { plain.set_delay_ms(before); }),
              "delay: this connection was made without delays");
    EXPECT_EQ(message_of<ArgumentError>([&] { plain.parameter("delay"); }),
              "the connection has no parameter \"delay\" (known: weight)");
    ConnectionConfig endless;
    endless.delay_ms = -1;
    EXPECT_THROW(LinearDense(backend, {2}, {2}, endless), ArgumentError);
    endless.delay_ms = std::nan("");
    EXPECT_THROW(LinearDense(backend, {2}, {2}, endless), ArgumentError);
    endless.delay_ms = 1e6;
    EXPECT_THROW(LinearDense(backend, {2}, {2}, endless), ArgumentError);
}

TEST_P(DelayTest, RefusesWindowsThatDoNotFit)
{
    auto const wrong = [&](Conv2DShape const& shape) {
        return message_of<ArgumentError>([&] { Conv2D(backend, shape, {}); });
    };
    Conv2DShape shape;
    shape.height = 4, shape.width = 5, shape.kernel = {5, 3};
    EXPECT_EQ(wrong(shape),
              "height: a kernel of 5 with dilation 1 spans 5, but the input with its padding has "
              "only 4");
    shape.padding = {1, 0}, shape.stride = {0, 1};
    EXPECT_EQ(wrong(shape), "stride: is (0, 1), must be 1 or more");
    shape.stride = {1, 1}, shape.filters = 0;
    EXPECT_EQ(wrong(shape), "channels and filters: is (1, 0), must be 1 or more");
    shape.filters = 2;
    Conv2D const fits(backend, shape, {});
    EXPECT_EQ(fits.output_shape(), (Shape{2, 2, 3}));
    EXPECT_EQ(fits.weight_shape(), (Shape{2, 1, 5, 3}));
}

}  // namespace
}  // namespace inferno::test
