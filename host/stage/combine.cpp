#include "inferno/mapping/combine.hpp"

#include <algorithm>

namespace inferno {
namespace {

//! `how` is known at compile time: the loop vectorises.
template <Combine how>
void join_operands(CombineInputs const& stage, Slice slice, Index row)
{
    Real* const output = stage.output + row;
    std::copy(stage.operand[0] + row + slice.begin,
              stage.operand[0] + row + slice.end,
              output + slice.begin);
    for (int k = 1; k < stage.count; ++k) {
        Real const* const operand = stage.operand[k] + row;
#pragma GCC ivdep
        for (Index n = slice.begin; n < slice.end; ++n) {
            output[n] = combined(how, output[n], operand[n]);
        }
    }
    if (stage.divisor == 1) { return; }
    auto const divisor = static_cast<Real>(stage.divisor);
    for (Index n = slice.begin; n < slice.end; ++n) {
        output[n] = output[n] / divisor;
    }
}

void join(CombineInputs const& stage, Slice slice, Index row)
{
    switch (stage.how) {
        case Combine::prod:
            return join_operands<Combine::prod>(stage, slice, row);
        case Combine::min:
            return join_operands<Combine::min>(stage, slice, row);
        case Combine::max:
            return join_operands<Combine::max>(stage, slice, row);
        default:
            return join_operands<Combine::sum>(stage, slice, row);
    }
}

}  // namespace

void CombineInputs::on_host(CombineInputs const& stage, Slice slice)
{
    for (Index b = 0; b < stage.batch; ++b) {
        join(stage, slice, b * stage.elements);
    }
}

void TransformInputs::on_host(TransformInputs const& stage, Slice slice)
{
    TransformInputs const transform = stage;
    for (Index b = 0; b < transform.input.batch; ++b) {
        Real const* const input = transform.input.values + b * transform.input.elements;
        Real* const output      = transform.output + b * transform.input.elements;
#pragma GCC ivdep
        for (Index n = slice.begin; n < slice.end; ++n) {
            output[n] = transform.of(input[n], n);
        }
    }
}

}  // namespace inferno
