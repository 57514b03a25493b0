//! Between mapping and neuron: inputs are transformed one by one, and several become one.
#pragma once

#include <limits>

#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! How several inputs of the same neurons become one.
enum class Combine { sum, mean, prod, min, max };

//! One more operand; for the mean, division comes last.
INFERNO_HD Real combined(Combine how, Real so_far, Real operand)
{
    switch (how) {
        case Combine::prod:
            return so_far * operand;
        case Combine::min:
            return operand < so_far ? operand : so_far;
        case Combine::max:
            return operand > so_far ? operand : so_far;
        default:
            return so_far + operand;
    }
}

//! Combines operands in their order, element by element. More than fit are a chain of such stages,
//! whose first operand is what the one before it wrote.
struct CombineInputs {
    static constexpr std::string_view name = "combine";
    static constexpr Word word             = Word::mapping;
    static constexpr int capacity          = 8;

    Real const* operand[capacity] = {};  //!< [batch][elements] each
    int count                     = 0;   //!< at least 1
    Combine how                   = Combine::sum;
    Index divisor                 = 1;  //!< what the result is divided by, at the end of a mean
    Real* output                  = nullptr;
    Index elements                = 0;
    Index batch                   = 1;

    Index extent() const { return elements; }
    Index operations() const { return elements * batch * count; }
    void uses(Uses& list) const
    {
        for (int k = 0; k < count; ++k) {
            list.reads_own(operand[k]);
        }
        list.writes_own(output);
    }
    static void on_host(CombineInputs const& stage, Slice slice);
};

//! y = min(max(x * scale + offset, low), high), element by element.
struct TransformInputs {
    static constexpr std::string_view name = "transform";
    static constexpr Word word             = Word::mapping;

    RealView input;
    Real scale          = 1;
    Real offset         = -0.0F;    //!< x + -0 is x for every x, 0 and -0 included
    Real const* scales  = nullptr;  //!< [elements], or null: the same for all
    Real const* offsets = nullptr;
    Real low            = -std::numeric_limits<Real>::infinity();
    Real high           = std::numeric_limits<Real>::infinity();
    Real* output        = nullptr;  //!< [batch][elements]

    Index extent() const { return input.elements; }
    Index operations() const { return input.elements * input.batch * 4; }
    void uses(Uses& list) const
    {
        list.reads_own(input.values).reads_own(scales).reads_own(offsets).writes_own(output);
    }
    static void on_host(TransformInputs const& stage, Slice slice);

    //! What x becomes at element n.
    INFERNO_HD Real of(Real x, Index n) const
    {
        Real const scaled  = x * (scales != nullptr ? scales[n] : scale);
        Real const shifted = scaled + (offsets != nullptr ? offsets[n] : offset);
        Real const above   = shifted < low ? low : shifted;
        return above > high ? high : above;
    }
};

}  // namespace inferno
