//! Rules that act at spikes, by their definition, as plain loops over samples and pairs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "inferno/network/layer.hpp"
#include "inferno/neuron/exact.hpp"
#include "inferno/state/reduction.hpp"

#include "support/builders.hpp"

namespace inferno::test {

//! Inputs and outputs that each weight connects, weights in the order that users see.
using WeightPairList = std::vector<std::vector<std::pair<Index, Index>>>;

//! A layer with weights to be trained.
struct TrainedNet {
    std::shared_ptr<Connection> connection;
    std::shared_ptr<Neurons<ExactNeuron>> neurons;
    std::unique_ptr<Serial> layer;
    WeightPairList pairs;
    Index batch, inputs, outputs;
};

//! Of a "dense", "lateral", "direct" or "convolution" connection, with delays if a longest is
//! given.
TrainedNet make_trained_net(BackendPointer const& backend,
                            std::string const& kind,
                            Index batch,
                            std::optional<double> delay_ms = {});

//! One side: spikes of this step, traces, and the slow trace before this step.
struct NaiveSide {
    Reals spikes, fast, slow, slow_before;
    Real fast_decay = 0, slow_decay = 0, fast_amplitude = 1, slow_amplitude = 0;
    TraceMode mode = TraceMode::cumulative;

    void step(Fired const& fired);
};

//! What one pair of a weight sees of its source in one sample.
struct NaiveSource {
    Real spike, fast, slow_before;
};
//! Of pair n of weight w in sample b.
using NaiveSources = std::function<NaiveSource(std::size_t w, std::size_t n, std::size_t b)>;

//! A rule by its definition. Terms are [weights][batch].
struct NaiveRule {
    NaiveSide pre, post;
    //! What a spike of a side weighs, from its slow trace before this step.
    std::function<Real(Real)> pre_weight  = [](Real) { return Real{1}; };
    std::function<Real(Real)> post_weight = pre_weight;

    std::vector<Reals> post_terms, pre_terms;
    //! Of sources without delays.
    void find_terms(TrainedNet const& net);
    void find_terms(TrainedNet const& net, NaiveSources const& sources);
};

//! Turns the terms of a step into eligibilities, of every sample or of their sum.
struct NaiveEligibility {
    Real decay, gain;
    bool summed;
    std::vector<Reals> post, pre;

    void step(NaiveRule& rule);
};

//! post and pre of all samples -> what is added to a weight.
using Combine = std::function<Real(Reals const& post, Reals const& pre)>;
Combine shared_reward(double lr_post, double lr_pre, BatchReduction reduction, double reward);
Combine reward_of_samples(double lr_post,
                          double lr_pre,
                          BatchReduction reduction,
                          Reals const& rewards);

}  // namespace inferno::test
