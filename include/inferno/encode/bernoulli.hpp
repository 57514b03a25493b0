//! encode: a spike in each step with a probability that may differ from step to step.
#pragma once

#include "inferno/encode/task.hpp"

namespace inferno {

struct BernoulliParams {
    Real frequency_hz = 0;  //!< rate of an input of 1
    Real step_time_ms = 1;
};

//! Probability of a spike in one step.
INFERNO_HD Real bernoulli_probability(BernoulliParams const& p, Real intensity)
{
    Real const expected = (p.frequency_hz * intensity / Real{1000}) * p.step_time_ms;
    return expected < Real{1} ? expected : Real{1};
}

//! Four neighbouring inputs share a draw.
inline constexpr Index inputs_per_draw = 4;
INFERNO_HD Index draws_for(Index elements)
{
    return (elements + inputs_per_draw - 1) / inputs_per_draw;
}

//! Needs no memory. Word j of draw (sample x draws_for(inputs) + i / 4, first_draw() + step)
//! decides on input i, j = i mod 4.
struct EncodeBernoulli {
    static constexpr std::string_view name = "Bernoulli";
    static constexpr Word word             = Word::encode;

    BernoulliParams params;
    EncodeTask task;

    Index extent() const { return task.intensity.elements; }
    Index operations() const
    {
        return task.intensity.elements * task.intensity.batch * task.steps_drawn() * 8;
    }
    void uses(Uses& list) const { task.uses(list); }
    static void on_host(EncodeBernoulli const& stage, Slice slice);
};

}  // namespace inferno
