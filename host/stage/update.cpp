#include <cmath>

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

//! Norms of `Width` neighbouring groups; `member(m)` is the distance of member m.
template <int Width, class Member>
Groups<Width> norms_of(NormalizeParameter const& stage, Real const* start, Member const& member)
{
    Index const members = stage.all_members();
    Groups<Width> norms;
    if (takes_largest(stage)) {
        for (Index m = 0; m < members; ++m) {
            Real const* const values = start + member(m);
            for (int j = 0; j < Width; ++j) {
                Real const size = std::abs(values[j * stage.group_stride]);
                norms.value[j]  = size > norms.value[j] ? size : norms.value[j];
            }
        }
        return norms;
    }
    norms = ordered_sum<Groups<Width>>(members, [&](Index m) {
        Groups<Width> terms;
        Real const* const values = start + member(m);
        for (int j = 0; j < Width; ++j) {
            terms.value[j] = norm_term(values[j * stage.group_stride], stage.order);
        }
        return terms;
    });
    for (Real& norm : norms.value) {
        norm = norm_of_sum(norm, stage.order);
    }
    return norms;
}

template <int Width, class Member>
void scale_groups(NormalizeParameter const& stage, Index first, Member const& member)
{
    Real* const start         = stage.group(static_cast<std::uint32_t>(first));
    Groups<Width> const norms = norms_of<Width>(stage, start, member);
    Index const members       = stage.all_members();
    for (int j = 0; j < Width; ++j) {
        for (Index m = 0; m < members; ++m) {
            Real& value = start[member(m) + j * stage.group_stride];
            value       = normalized(stage, value, norms.value[j]);
        }
    }
}

template <int Width>
void normalize_groups(NormalizeParameter const& stage, Index first)
{
    if (stage.outer_members.axes == 0) {
        return scale_groups<Width>(
            stage, first, [stride = stage.member_stride](Index m) { return m * stride; });
    }
    scale_groups<Width>(
        stage, first, [&stage](Index m) { return stage.member(static_cast<std::uint32_t>(m)); });
}

}  // namespace

void FoldParts::on_host(FoldParts const& stage, Slice slice)
{
    for (Index i = slice.begin; i < slice.end; ++i) {
        stage.folded[i] = reduce_parts(stage.parts, stage.reduction, i);
    }
}

namespace {

//! One part on each side at the most, and kinds of bound known at compile time: the loop
//! vectorises.
template <BoundKind upper, BoundKind lower>
void apply_single_parts(ApplyUpdate const& stage, Slice slice)
{
    UpdateRule rule       = stage.rule;
    rule.bound.upper.kind = upper;
    rule.bound.lower.kind = lower;
    Real* const parameter = stage.parameter;
    Real const* const pos = stage.pos.part[0];
    Real const* const neg = stage.neg.part[0];
    auto const apply      = [=](auto const& pos_of, auto const& neg_of) {
#pragma GCC ivdep
        for (Index i = slice.begin; i < slice.end; ++i) {
            parameter[i] = updated(rule, parameter[i], pos_of(i), neg_of(i));
        }
    };
    auto const from_pos = [=](Index i) { return pos[i]; };
    auto const from_neg = [=](Index i) { return neg[i]; };
    auto const nothing  = [](Index) { return Real{0}; };
    if (stage.pos.count > 0 && stage.neg.count > 0) { return apply(from_pos, from_neg); }
    if (stage.pos.count > 0) { return apply(from_pos, nothing); }
    apply(nothing, from_neg);
}

}  // namespace

void ApplyUpdate::on_host(ApplyUpdate const& stage, Slice slice)
{
    BoundKind const upper = stage.rule.bound.upper.kind;
    BoundKind const lower = stage.rule.bound.lower.kind;
    bool const single     = stage.pos.count <= 1 && stage.neg.count <= 1 && stage.pos_given <= 1 &&
                        stage.neg_given <= 1;
    constexpr auto none  = BoundKind::none;
    constexpr auto times = BoundKind::multiplicative;
    if (single && upper == none && lower == none) {
        return apply_single_parts<none, none>(stage, slice);
    }
    if (single && upper == times && lower == none) {
        return apply_single_parts<times, none>(stage, slice);
    }
    if (single && upper == times && lower == times) {
        return apply_single_parts<times, times>(stage, slice);
    }
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
    constexpr Index width = 8;
    for (Index g = slice.begin; g < slice.end;) {
        bool const side_by_side =
            g + width <= slice.end && g % stage.groups + width <= stage.groups;
        if (side_by_side) {
            normalize_groups<width>(stage, g);
        } else {
            normalize_groups<1>(stage, g);
        }
        g += side_by_side ? width : 1;
    }
}

}  // namespace inferno
