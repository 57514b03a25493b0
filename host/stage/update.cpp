#include "inferno/core/sum.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {
namespace {

//! Neighbouring groups, summed side by side.
template <int Width>
struct Groups {
    Real value[Width] = {};
    Groups& operator+=(Groups const& other)
    {
        for (int j = 0; j < Width; ++j) {
            value[j] += other.value[j];
        }
        return *this;
    }
};

template <int Width>
void normalize_groups(NormalizeParameter const& stage, Index first)
{
    Real* const start = stage.parameter + first * stage.group_stride;
    auto const sum    = ordered_sum<Groups<Width>>(stage.members, [&](Index m) {
        Groups<Width> terms;
        Real const* const member = start + m * stage.member_stride;
        for (int j = 0; j < Width; ++j) {
            terms.value[j] = norm_term(member[j * stage.group_stride], stage.order);
        }
        return terms;
    });
    for (int j = 0; j < Width; ++j) {
        Real const norm = norm_of_sum(sum.value[j], stage.order);
        for (Index m = 0; m < stage.members; ++m) {
            Real& value = start[m * stage.member_stride + j * stage.group_stride];
            value       = normalized(stage, value, norm);
        }
    }
}

}  // namespace

void FoldParts::on_host(FoldParts const& stage, Slice slice)
{
    for (Index i = slice.begin; i < slice.end; ++i) {
        stage.folded[i] = reduce_parts(stage.parts, stage.reduction, i);
    }
}

void ApplyUpdate::on_host(ApplyUpdate const& stage, Slice slice)
{
    for (Index i = slice.begin; i < slice.end; ++i) {
        stage.parameter[i] = stage.next(i);
    }
}

void ClampParameter::on_host(ClampParameter const& stage, Slice slice)
{
    for (Index i = slice.begin; i < slice.end; ++i) {
        stage.parameter[i] = clamped(stage.rule, stage.parameter[i]);
    }
}

void ZeroDiagonal::on_host(ZeroDiagonal const& stage, Slice slice)
{
    for (Index i = slice.begin; i < slice.end; ++i) {
        stage.parameter[i * stage.rows + i] = 0;
    }
}

void NormalizeParameter::on_host(NormalizeParameter const& stage, Slice slice)
{
    Index g = slice.begin;
    for (; g + 8 <= slice.end; g += 8) {
        normalize_groups<8>(stage, g);
    }
    for (; g < slice.end; ++g) {
        normalize_groups<1>(stage, g);
    }
}

}  // namespace inferno
