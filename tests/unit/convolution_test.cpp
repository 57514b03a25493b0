//! Undelayed convolutions against their definition, and one position against a dense connection.
#include "inferno/core/sum.hpp"
#include "inferno/network/connection.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class ConvolutionTest : public BackendTest {
  protected:
    //! The input of a tap at an output place, -1 in the padding, spelled out.
    static Index input_of(Conv2DShape const& s, Index place, Index tap)
    {
        Index const channel = tap / (s.kernel.y * s.kernel.x);
        Index const ky = tap / s.kernel.x % s.kernel.y, kx = tap % s.kernel.x;
        Index const y      = place / s.output().x * s.stride.y - s.padding.y + ky * s.dilation.y;
        Index const x      = place % s.output().x * s.stride.x - s.padding.x + kx * s.dilation.x;
        bool const outside = y < 0 || y >= s.height || x < 0 || x >= s.width;
        return outside ? -1 : (channel * s.height + y) * s.width + x;
    }

    template <class Model>
    void expect_definition(Model const& model, Conv2DShape const& shape, Index batch)
    {
        SCOPED_TRACE(to_string({shape.kernel.y, shape.kernel.x, shape.filters, batch}));
        using Dynamics = typename Model::Dynamics;
        ConnectionConfig config;
        config.batch   = batch;
        config.synapse = model;
        Conv2D connection(backend, shape, config);
        Index const weights = count(connection.weight_shape()), taps = weights / shape.filters;
        Index const inputs = count(connection.input_shape());
        Index const places = shape.output().y * shape.output().x, outputs = shape.filters * places;
        Reals const weight = random_reals(weights, -1, 1, 3);
        connection.set_weight(weight);
        auto const params = model.derive(1.0);
        std::vector<typename Dynamics::template State<Real>> states(
            static_cast<std::size_t>(batch * inputs));
        for (std::uint64_t step = 0; step < 4; ++step) {
            Fired const fired = random_spikes(batch * inputs, 0.2, 7 + step);
            for (std::size_t k = 0; k < states.size(); ++k) {
                Dynamics::step(params, states[k], fired[k] != 0, 0);
            }
            connection.forward(spikes_on(backend, batch, inputs, fired).view());
            Reals expected;
            for (Index at = 0; at < batch * outputs; ++at) {
                Index const b = at / outputs, f = at % outputs / places;
                expected.push_back(ordered_sum<Real>(taps, [&](Index t) {
                    Index const i = input_of(shape, at % places, t);
                    if (i < 0) { return Real{0}; }
                    auto const k = static_cast<std::size_t>(b * inputs + i);
                    return Dynamics::output(params, states[k], fired[k] != 0) *
                           weight[static_cast<std::size_t>(f * taps + t)];
                }));
            }
            ASSERT_TRUE(same_bits(connection.download_output(), expected)) << "step " << step;
        }
    }
    template <class Model>
    void expect_all(Model const& model)
    {
        Conv2DShape shape;
        shape.height = 9, shape.width = 11, shape.filters = 9, shape.kernel = {5, 5};
        expect_definition(model, shape, 3);
        shape.channels = 2, shape.kernel = {5, 7}, shape.padding = {2, 3}, shape.filters = 4;
        expect_definition(model, shape, 2);  // rows of taps lie across words
        shape.stride = {2, 3}, shape.dilation = {2, 1}, shape.filters = 33;
        expect_definition(model, shape, 1);
        shape.dilation = {1, 2}, shape.filters = 1;
        expect_definition(model, shape, 17);
        shape        = {};
        shape.height = 3, shape.width = 70, shape.kernel = {2, 3};  // too wide for a word of a row
        expect_definition(model, shape, 2);
    }
};
INFERNO_ON_EVERY_BACKEND(ConvolutionTest);

TEST_P(ConvolutionTest, SpikesAreSummedOverTheWindow) { expect_all(DeltaCurrent{1.7}); }
TEST_P(ConvolutionTest, CurrentsAreSummedOverTheWindow)
{
    expect_all(SingleExponentialCurrent{1.7, 3});
}

TEST_P(ConvolutionTest, OneWindowOfTheWholeInputIsDense)
{
    Conv2DShape shape;
    shape.height = 6, shape.width = 7, shape.kernel = {6, 7}, shape.filters = 5;
    ConnectionConfig config;
    config.batch = 2;
    config.bias  = true;
    Conv2D convolution(backend, shape, config);
    LinearDense dense(backend, {42}, {5}, config);
    Reals const weight = random_reals(210, -1, 1, 1), bias = random_reals(5, -1, 1, 2);
    for (Connection* const connection :
         {static_cast<Connection*>(&convolution), static_cast<Connection*>(&dense)}) {
        connection->set_weight(weight);
        connection->set_bias(bias);
        connection->forward(spikes_on(backend, 2, 42, random_spikes(84, 0.3, 4)).view());
    }
    EXPECT_TRUE(same_bits(convolution.download_output(), dense.download_output()));
    EXPECT_EQ(convolution.weight(), weight);
    EXPECT_THROW(convolution.propose({}), StateError);
}

}  // namespace
}  // namespace inferno::test
