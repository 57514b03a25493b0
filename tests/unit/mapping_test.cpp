#include "inferno/core/sum.hpp"
#include "inferno/mapping/stage.hpp"
#include "inferno/network/raster.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class MappingTest : public BackendTest {
  protected:
    struct Case {
        Index batch, sources, targets;
        double density;
    };
    //! Runs DenseMapping and compares it with its definition.
    void expect_dense(Case const& c, bool biased)
    {
        Fired const fired        = random_spikes(c.batch * c.sources, c.density, 1);
        Reals const weight       = random_reals(c.sources * c.targets, -1, 1, 2);
        Reals const bias         = random_reals(c.targets, -1, 1, 3);
        SpikeBuffer const spikes = spikes_on(backend, c.batch, c.sources, fired);
        auto const weights = reals_on(backend, weight), biases = reals_on(backend, bias);
        auto output = reals_on(backend, Reals(static_cast<std::size_t>(c.batch * c.targets), 99));
        DenseMapping stage;
        stage.spikes       = spikes.view();
        stage.per_spike_na = 1.7F;
        stage.weight       = weights.data();
        stage.bias         = biased ? biases.data() : nullptr;
        stage.output       = output.data();
        stage.targets      = c.targets;
        run_stage(*backend, stage);
        Reals expected;
        for (Index b = 0; b < c.batch; ++b) {
            for (Index o = 0; o < c.targets; ++o) {
                Real const sum = ordered_sum<Real>(c.sources, [&](Index i) {
                    bool const spike = fired[static_cast<std::size_t>(b * c.sources + i)] != 0;
                    return spike ? 1.7F * weight[static_cast<std::size_t>(i * c.targets + o)] : 0;
                });
                expected.push_back(biased ? sum + bias[static_cast<std::size_t>(o)] : sum);
            }
        }
        EXPECT_TRUE(same_bits(output.download(), expected))
            << c.batch << " x " << c.sources << " -> " << c.targets << ", density " << c.density
            << (biased ? ", biased" : "");
    }
};
INFERNO_ON_EVERY_BACKEND(MappingTest);

TEST_P(MappingTest, DenseIsASumOverTheSourcesThatFired)
{
    for (Index const batch : {1, 33}) {
        for (Index const sources : {1, 33, 200, 1100}) {
            for (Index const targets : {1, 7, 8, 9, 100, 113, 131}) {
                expect_dense({batch, sources, targets, 0.1}, targets % 2 == 0);
            }
        }
    }
}

TEST_P(MappingTest, DenseTakesSilenceAndFullActivity)
{
    for (double const density : {0.0, 0.001, 0.5, 1.0}) {
        expect_dense({2, 1500, 20, density}, false);
        expect_dense({2, 1500, 20, density}, true);
    }
}

TEST_P(MappingTest, DirectMultipliesElementByElement)
{
    for (Index const batch : {1, 33}) {
        for (Index const n : {1, 8, 31, 33, 1000}) {
            for (bool const biased : {false, true}) {
                Fired const fired        = random_spikes(batch * n, 0.5, 1);
                Reals const weight       = random_reals(n, -1, 1, 2);
                Reals const bias         = random_reals(n, -1, 1, 3);
                SpikeBuffer const spikes = spikes_on(backend, batch, n, fired);
                auto const weights = reals_on(backend, weight), biases = reals_on(backend, bias);
                Buffer<Real> output(backend, batch * n);
                DirectMapping stage;
                stage.spikes       = spikes.view();
                stage.per_spike_na = 0.3F;
                stage.weight       = weights.data();
                stage.bias         = biased ? biases.data() : nullptr;
                stage.output       = output.data();
                run_stage(*backend, stage);
                Reals expected;
                for (Index k = 0; k < batch * n; ++k) {
                    auto const e       = static_cast<std::size_t>(k % n);
                    bool const spike   = fired[static_cast<std::size_t>(k)] != 0;
                    Real const current = spike ? 0.3F * weight[e] : 0;
                    expected.push_back(biased ? current + bias[e] : current);
                }
                EXPECT_TRUE(same_bits(output.download(), expected)) << batch << " x " << n;
            }
        }
    }
}

TEST_P(MappingTest, ReadsTheFrameThatARingShows)
{
    Raster raster(backend, 2, 1, 3);
    raster.upload(Fired{1, 0, 0, 0, 1, 1});
    auto const weights = reals_on(backend, {1, 10, 100});
    Buffer<Real> output(backend, 1);
    DenseMapping stage{raster.now(), 1, weights.data(), nullptr, output.data(), 1};
    run_stage(*backend, stage);
    EXPECT_EQ(output.download(), Reals{1});
    raster.advance();
    run_stage(*backend, stage);
    EXPECT_EQ(output.download(), Reals{110});
}

}  // namespace
}  // namespace inferno::test
