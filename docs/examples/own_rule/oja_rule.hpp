//! A rule of learning that keeps weights bounded by itself, in the manner of Oja (J. Math. Biol.
//! 1982): at a target spike each weight grows by the trace of its source and shrinks in proportion
//! to itself.
#pragma once

#include <string_view>

#include <inferno/learn/rule_stage.hpp>
#include <inferno/runtime/backend.hpp>
#include <inferno/trace/stage.hpp>

struct OjaRule {
    static constexpr std::string_view name = "Oja";

    inferno::TraceView pre, post;           //!< of sources and targets
    inferno::Real const* weight = nullptr;  //!< what is learned, [weights]
    inferno::Real rate          = 0;

    void uses(inferno::Uses& list) const
    {
        list.reads_any(pre.values).reads_any(post.spikes.words).reads_own(weight);
    }
    inferno::Index operations_per_weight() const { return pre.spikes.batch * 4; }

    //! The mean over the batch of rate (trace - weight) at target spikes.
    INFERNO_HD inferno::Change change(inferno::WeightPairs const& pairs, inferno::Index k) const
    {
        using inferno::Index, inferno::Real;
        inferno::Change sum;
        for (Index b = 0; b < pre.spikes.batch; ++b) {
            pairs.for_each(k, [&](Index input, Index output) {
                auto const word = post.spikes.row(b)[output / inferno::word_bits];
                if (((word >> (output % inferno::word_bits)) & 1U) == 0) { return; }
                sum.pos += pre.values[b * pre.spikes.elements + input];
                sum.neg += weight[k];
            });
        }
        auto const batch = static_cast<Real>(pre.spikes.batch);
        return {rate * sum.pos / batch, rate * sum.neg / batch};
    }
};

//! Makes the CUDA backend know the rule. Call it once per backend; in a build without CUDA there is
//! no such function.
void add_oja_kernel(inferno::Backend& backend);
