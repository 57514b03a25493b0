#include "support/naive_trainers.hpp"

#include <cmath>

#include "support/naive_reduction.hpp"

namespace inferno::test {

namespace {

WeightPairList dense_pairs(Index inputs, Index outputs, bool lateral)
{
    WeightPairList pairs;
    for (Index o = 0; o < outputs; ++o) {
        for (Index i = 0; i < inputs; ++i) {
            pairs.push_back({});
            if (!lateral || i != o) { pairs.back().emplace_back(i, o); }
        }
    }
    return pairs;
}

//! Two channels of 4 x 5, kernel 3 x 2, padding 1, three filters: outputs of 4 x 6.
WeightPairList convolution_pairs()
{
    WeightPairList pairs;
    for (Index w = 0; w < 3 * 2 * 3 * 2; ++w) {
        Index const filter = w / 12, channel = w / 6 % 2, ky = w / 2 % 3, kx = w % 2;
        pairs.push_back({});
        for (Index p = 0; p < 4 * 6; ++p) {
            Index const y = p / 6 - 1 + ky, x = p % 6 - 1 + kx;
            if (y >= 0 && y < 4 && x >= 0 && x < 5) {
                pairs.back().emplace_back((channel * 4 + y) * 5 + x, filter * 24 + p);
            }
        }
    }
    return pairs;
}

Real next_trace(TraceMode mode, Real trace, Real spike, Real decay, Real amplitude)
{
    if (mode == TraceMode::nearest) { return spike != 0 ? amplitude : decay * trace; }
    return decay * trace + amplitude * spike;
}

}  // namespace

TrainedNet make_trained_net(BackendPointer const& backend,
                            std::string const& kind,
                            Index batch,
                            std::optional<double> delay_ms)
{
    ConnectionConfig config;
    config.batch    = batch;
    config.delay_ms = delay_ms;
    TrainedNet net;
    net.batch = batch;
    if (kind == "dense") {
        net.connection = std::make_shared<LinearDense>(backend, Shape{7}, Shape{5}, config);
        net.pairs      = dense_pairs(7, 5, false);
    } else if (kind == "lateral") {
        net.connection = std::make_shared<LinearLateral>(backend, Shape{6}, config);
        net.pairs      = dense_pairs(6, 6, true);
    } else if (kind == "direct") {
        net.connection = std::make_shared<LinearDirect>(backend, Shape{9}, config);
        for (Index n = 0; n < 9; ++n) {
            net.pairs.push_back({{n, n}});
        }
    } else {
        Conv2DShape shape;
        shape.channels = 2, shape.height = 4, shape.width = 5, shape.filters = 3;
        shape.kernel = {3, 2}, shape.padding = {1, 1};
        net.connection = std::make_shared<Conv2D>(backend, shape, config);
        net.pairs      = convolution_pairs();
    }
    net.inputs  = net.connection->synapse_spikes().elements;
    net.outputs = count(net.connection->output_shape());
    net.neurons = std::make_shared<Neurons<ExactNeuron>>(
        backend, net.connection->output_shape(), batch, 1, ExactNeuron::Config{});
    net.layer = std::make_unique<Serial>(net.connection, net.neurons);
    net.connection->set_weight(random_reals(std::ssize(net.pairs), -0.5F, 0.5F, 3));
    net.connection->make_updater();
    return net;
}

void NaiveSide::step(Fired const& fired)
{
    std::size_t const size = fired.size();
    spikes.assign(fired.begin(), fired.end());
    fast.resize(size), slow.resize(size);
    slow_before = slow;
    for (std::size_t n = 0; n < size; ++n) {
        fast[n] = next_trace(mode, fast[n], spikes[n], fast_decay, fast_amplitude);
        slow[n] = next_trace(mode, slow[n], spikes[n], slow_decay, slow_amplitude);
    }
}

void NaiveRule::find_terms(TrainedNet const& net)
{
    find_terms(net, [&](std::size_t w, std::size_t n, std::size_t b) {
        std::size_t const i = b * static_cast<std::size_t>(net.inputs) +
                              static_cast<std::size_t>(net.pairs[w][n].first);
        return NaiveSource{pre.spikes[i], pre.fast[i], pre.slow_before[i]};
    });
}

void NaiveRule::find_terms(TrainedNet const& net, NaiveSources const& sources)
{
    auto const size = static_cast<std::size_t>(net.batch);
    post_terms.assign(net.pairs.size(), Reals(size));
    pre_terms.assign(net.pairs.size(), Reals(size));
    for (std::size_t w = 0; w < net.pairs.size(); ++w) {
        for (std::size_t b = 0; b < size; ++b) {
            for (std::size_t n = 0; n < net.pairs[w].size(); ++n) {
                NaiveSource const seen = sources(w, n, b);
                std::size_t const o    = b * static_cast<std::size_t>(net.outputs) +
                                      static_cast<std::size_t>(net.pairs[w][n].second);
                post_terms[w][b] += (post_weight(post.slow_before[o]) * post.spikes[o]) * seen.fast;
                pre_terms[w][b] += (pre_weight(seen.slow_before) * seen.spike) * post.fast[o];
            }
        }
    }
}

namespace {

void remember(NaiveEligibility const& how, std::vector<Reals>& terms, std::vector<Reals>& memory)
{
    memory.resize(terms.size());
    for (std::size_t w = 0; w < terms.size(); ++w) {
        if (how.summed) { terms[w] = {naive_reduction(terms[w], BatchReduction::sum)}; }
        memory[w].resize(terms[w].size());
        for (std::size_t b = 0; b < terms[w].size(); ++b) {
            memory[w][b] = how.decay * memory[w][b] + how.gain * terms[w][b];
        }
        terms[w] = memory[w];
    }
}

}  // namespace

void NaiveEligibility::step(NaiveRule& rule)
{
    remember(*this, rule.post_terms, post);
    remember(*this, rule.pre_terms, pre);
}

Combine shared_reward(double lr_post, double lr_pre, BatchReduction reduction, double reward)
{
    return [=](Reals const& post, Reals const& pre) {
        auto const size    = static_cast<Real>(std::abs(reward));
        Real const up_post = naive_reduction(post, reduction) * size;
        Real const up_pre  = naive_reduction(pre, reduction) * size;
        Real pos = 0, neg = 0;
        ((lr_post >= 0) == (reward >= 0) ? pos : neg) += up_post;
        ((lr_pre >= 0) == (reward >= 0) ? pos : neg) += up_pre;
        return pos - neg;
    };
}

Combine reward_of_samples(double lr_post,
                          double lr_pre,
                          BatchReduction reduction,
                          Reals const& rewards)
{
    return [=](Reals const& post, Reals const& pre) {
        Reals pos, neg;
        for (std::size_t b = 0; b < rewards.size(); ++b) {
            ((lr_post >= 0) == (rewards[b] >= 0) ? pos : neg)
                .push_back(post[b] * std::abs(rewards[b]));
        }
        for (std::size_t b = 0; b < rewards.size(); ++b) {
            ((lr_pre >= 0) == (rewards[b] >= 0) ? pos : neg)
                .push_back(pre[b] * std::abs(rewards[b]));
        }
        return naive_reduction(pos, reduction) - naive_reduction(neg, reduction);
    };
}

}  // namespace inferno::test
