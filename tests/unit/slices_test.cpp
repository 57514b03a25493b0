//! A stage gives the same bits however it is cut into slices: the host cuts it by threads.
#include <array>

#include <gtest/gtest.h>

#include "inferno/encode/stage.hpp"
#include "inferno/mapping/stage.hpp"
#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/stage.hpp"
#include "inferno/trace/stage.hpp"

#include "support/compare.hpp"
#include "support/naive_stdp.hpp"

namespace inferno::test {
namespace {

constexpr Index batch = 3, sources = 150, targets = 113;

//! Runs a stage in so many slices, the last one first.
template <class Body>
void run_in(Index parts, Body const& body)
{
    Stage const stage(body);
    for (Index part = parts; part-- > 0;) {
        Slice const slice = slice_of(stage.extent(), part, parts);
        if (slice.begin < slice.end) { stage.type().on_host(stage.body(), slice); }
    }
}

class SlicesTest : public testing::Test {
  protected:
    BackendPointer const backend = make_backend("host", {1});
    StdpInputs const inputs      = random_inputs(batch, sources, targets, 0.3, 0.1, 0, 1);
    StdpMemory const memory{backend, inputs};
    SpikeRule const rule                         = memory.rule({true, false}, BatchReduction::mean);
    static constexpr std::array<Index, 5> counts = {2, 3, 5, 8, 40};
};

TEST_F(SlicesTest, OfADenseMappingFitTogether)
{
    auto const weights = reals_on(backend, random_reals(sources * targets, -1, 1, 2));
    auto const result  = [&](Index parts) {
        Buffer<Real> output(backend, batch * targets);
        run_in(
            parts,
            DenseMapping{rule.pre.seen.spikes, 2, weights.data(), nullptr, output.data(), targets});
        return output.download();
    };
    for (Index const parts : counts) {
        EXPECT_TRUE(same_bits(result(parts), result(1))) << parts;
    }
}

TEST_F(SlicesTest, OfStdpFitTogether)
{
    auto const result = [&](Index parts) {
        auto weight = reals_on(backend, random_reals(sources * targets, 0, 1, 2));
        run_in(parts, StdpDenseUpdate{rule, {}, weight.data(), false});
        return weight.download();
    };
    auto const proposed = [&](Index parts) {
        Buffer<Real> pos(backend, sources * targets), neg(backend, sources * targets);
        run_in(parts, StdpDense{rule, pos.data(), neg.data(), false});
        Reals both = pos.download();
        append(both, neg.download());
        return both;
    };
    for (Index const parts : counts) {
        EXPECT_TRUE(same_bits(result(parts), result(1))) << parts;
        EXPECT_TRUE(same_bits(proposed(parts), proposed(1))) << parts;
    }
}

TEST_F(SlicesTest, OfATraceFitTogether)
{
    auto const result = [&](Index parts) {
        Buffer<Real> trace(backend, batch * sources);
        SpikeBuffer seen(backend, batch, sources);
        trace.fill(0.3F);
        run_in(parts, TraceStage{{0.5F, 1}, rule.pre.seen.spikes, trace.data(), seen.words()});
        EXPECT_EQ(seen.download(), inputs.pre_spikes);
        return trace.download();
    };
    for (Index const parts : counts) {
        EXPECT_TRUE(same_bits(result(parts), result(1))) << parts;
    }
}

TEST_F(SlicesTest, OfNeuronsFitTogether)
{
    auto const current = reals_on(backend, random_reals(batch * targets, 0, 3000, 3));
    auto const result  = [&](Index parts) {
        Buffer<Real> state(backend, 2 * batch * targets), adaptation(backend, 2 * targets);
        auto const decay = reals_on(backend, {0.9F}), increment = reals_on(backend, {1.5F});
        SpikeBuffer spikes(backend, batch, targets);
        NeuronStage<ALIF> stage{};
        stage.common     = {-65, -60, -52, 5, 1, 0.5F};
        stage.state      = {state.data(), state.data() + batch * targets};
        stage.adaptation = {adaptation.data(), adaptation.data() + targets, 1};
        stage.components = {decay.data(), increment.data()};
        stage.input      = {current.data(), targets, batch};
        stage.spikes     = spikes.words();
        run_in(parts, stage);
        Reals all = state.download();
        append(all, adaptation.download());
        for (auto const spike : spikes.download()) {
            all.push_back(spike);
        }
        return all;
    };
    for (Index const parts : counts) {
        EXPECT_TRUE(same_bits(result(parts), result(1))) << parts;
    }
}

TEST_F(SlicesTest, OfARasterFitTogether)
{
    auto const intensity = reals_on(backend, random_reals(batch * sources, 0, 1, 3));
    Buffer<Index> const clock(backend, 1);
    auto const result = [&](Index parts) {
        SpikeBuffer raster(backend, batch, sources, 30);
        raster.upload(Fired(static_cast<std::size_t>(30 * batch * sources), 1));
        EncodePoisson stage;
        stage.params    = {200, 1, 1, true};
        stage.intensity = {intensity.data(), sources, batch};
        stage.raster    = raster.words();
        stage.steps     = 30;
        stage.seed      = 4;
        stage.rasters   = clock.data();
        run_in(parts, stage);
        return raster.download();
    };
    for (Index const parts : counts) {
        EXPECT_EQ(result(parts), result(1)) << parts;
    }
}

}  // namespace
}  // namespace inferno::test
