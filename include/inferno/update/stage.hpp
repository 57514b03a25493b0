//! update: proposed changes -> reduced, bounded, applied, clamped.
#pragma once

#include <cstdint>
#include <limits>

#include "inferno/core/math.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/update/bounds.hpp"

namespace inferno {

//! How the parts that several trainers propose for one parameter become one.
enum class PartReduction { sum, mean, min, max };

//! w <- clamp(w + (upper(w, pos) - lower(w, neg))).
struct UpdateRule {
    FullBound bound;
    Real low  = -std::numeric_limits<Real>::infinity();
    Real high = std::numeric_limits<Real>::infinity();
};

//! T is a Real, or several side by side.
template <class T>
INFERNO_HD T clamped(UpdateRule const& rule, T value)
{
    T const low   = T{} + rule.low;
    T const high  = T{} + rule.high;
    T const above = value < low ? low : value;
    return above > high ? high : above;
}

INFERNO_HD Real updated(UpdateRule const& rule, Real parameter, Real pos, Real neg)
{
    return clamped(rule, parameter + bounded_change(rule.bound, parameter, pos, neg));
}

//! Parts proposed for one side of one parameter, in the order in which they came.
struct PartsView {
    static constexpr int capacity = 8;
    Real const* part[capacity]    = {};
    int count                     = 0;
};

//! One more part; for the mean, division comes last.
INFERNO_HD Real join_parts(PartReduction reduction, Real reduced, Real part)
{
    switch (reduction) {
        case PartReduction::min:
            return part < reduced ? part : reduced;
        case PartReduction::max:
            return part > reduced ? part : reduced;
        default:
            return reduced + part;
    }
}

//! Reduces the parts of element i; 0 where there are none.
INFERNO_HD Real reduce_parts(PartsView const& parts, PartReduction reduction, Index i)
{
    if (parts.count == 0) { return 0; }
    Real reduced = parts.part[0][i];
    for (int p = 1; p < parts.count; ++p) {
        reduced = join_parts(reduction, reduced, parts.part[p][i]);
    }
    return reduced;
}

//! The mean of `given` parts from their sum; other reductions are complete.
INFERNO_HD Real finish_parts(PartReduction reduction, Real reduced, Index given)
{
    return (reduction == PartReduction::mean && given > 0) ? reduced / static_cast<Real>(given)
                                                           : reduced;
}

inline void note_reads(PartsView const& parts, Uses& list)
{
    for (Real const* const part : parts.part) {
        list.reads_own(part);
    }
}

//! Folds several parts into one, to make room for more.
struct FoldParts {
    static constexpr std::string_view name = "fold parts";
    static constexpr Word word             = Word::update;

    PartsView parts;
    PartReduction reduction = PartReduction::sum;
    Real* folded            = nullptr;  //!< [elements]; may be the first part
    Index elements          = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements * parts.count; }
    void uses(Uses& list) const
    {
        note_reads(parts, list);
        list.writes_own(folded);
    }
    static void on_host(FoldParts const& stage, Slice slice);
};

//! Applies everything that was proposed for one parameter.
struct ApplyUpdate {
    static constexpr std::string_view name = "apply update";
    static constexpr Word word             = Word::update;

    UpdateRule rule;
    PartReduction reduction = PartReduction::sum;
    PartsView pos, neg;
    Index pos_given = 0, neg_given = 0;  //!< parts proposed, folded ones included
    Real* parameter = nullptr;           //!< [elements]
    Index elements  = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements * 4; }
    void uses(Uses& list) const
    {
        note_reads(pos, list);
        note_reads(neg, list);
        list.writes_own(parameter);
    }
    static void on_host(ApplyUpdate const& stage, Slice slice);

    //! The new value of element i.
    INFERNO_HD Real next(Index i) const
    {
        return updated(rule,
                       parameter[i],
                       finish_parts(reduction, reduce_parts(pos, reduction, i), pos_given),
                       finish_parts(reduction, reduce_parts(neg, reduction, i), neg_given));
    }
};

//! Clamps a parameter, outside of an update.
struct ClampParameter {
    static constexpr std::string_view name = "clamp";
    static constexpr Word word             = Word::update;

    UpdateRule rule;  //!< only the clamp is used
    Real* parameter = nullptr;
    Index elements  = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements; }
    void uses(Uses& list) const { list.writes_own(parameter); }
    static void on_host(ClampParameter const& stage, Slice slice);
};

//! Sets the diagonal of a square parameter to zero.
struct ZeroDiagonal {
    static constexpr std::string_view name = "zero diagonal";
    static constexpr Word word             = Word::update;

    Real* parameter = nullptr;  //!< [rows][rows]
    Index rows      = 0;

    Index extent() const { return rows; }
    Index operations() const { return rows; }
    void uses(Uses& list) const { list.writes_any(parameter); }
    static void on_host(ZeroDiagonal const& stage, Slice slice);
};

//! Axes around an innermost one; the last of them varies fastest. They count in 32 bits, whose
//! divisions a GPU makes in few registers.
struct OuterAxes {
    static constexpr int capacity  = 3;
    int axes                       = 0;
    std::uint32_t extent[capacity] = {};
    std::uint32_t stride[capacity] = {};

    INFERNO_HD Index count() const
    {
        Index product = 1;
        for (int a = 0; a < axes; ++a) {
            product *= extent[a];
        }
        return product;
    }
    //! Distance of element i from the first.
    INFERNO_HD std::uint32_t offset(std::uint32_t i) const
    {
        std::uint32_t sum = 0;
        for (int a = axes - 1; a >= 0; --a) {
            sum += i % extent[a] * stride[a];
            i /= extent[a];
        }
        return sum;
    }
    //! The same where they lie around an innermost axis.
    INFERNO_HD Index offset(std::uint32_t i, Index inner, Index inner_stride) const
    {
        if (axes == 0) { return i * inner_stride; }
        auto const width = static_cast<std::uint32_t>(inner);
        return offset(i / width) + i % width * inner_stride;
    }
};

//! Scales groups of a parameter to a norm: v <- scale * (v / max(norm, epsilon)). Groups lie along
//! up to four axes of the parameter and the members of each along up to four others; a group or
//! member g is at (g mod inner) * stride, and g / inner counts along the outer axes. Norms are
//! summed over the members in the order of core/sum.hpp.
struct NormalizeParameter {
    static constexpr std::string_view name = "normalize";
    static constexpr Word word             = Word::update;

    Real* parameter = nullptr;
    Index groups = 0, group_stride = 1;    //!< of the innermost axis
    Index members = 0, member_stride = 1;  //!< likewise
    Real order = 1, scale = 1, epsilon = 1e-12F;
    OuterAxes outer_groups, outer_members;

    INFERNO_HD Index all_groups() const { return groups * outer_groups.count(); }
    INFERNO_HD Index all_members() const { return members * outer_members.count(); }
    //! The first member of group g.
    INFERNO_HD Real* group(std::uint32_t g) const
    {
        return parameter + outer_groups.offset(g, groups, group_stride);
    }
    //! Distance of member m from the first.
    INFERNO_HD Index member(std::uint32_t m) const
    {
        return outer_members.offset(m, members, member_stride);
    }

    Index extent() const { return all_groups(); }
    Index operations() const { return extent() * all_members() * 4; }
    void uses(Uses& list) const { list.writes_any(parameter); }
    static void on_host(NormalizeParameter const& stage, Slice slice);
};

inline constexpr Real greatest_order = std::numeric_limits<Real>::max();

//! True if the norm is the largest magnitude, and not a sum.
INFERNO_HD bool takes_largest(NormalizeParameter const& stage)
{
    return stage.order > greatest_order;
}

//! |v|^order, to be summed; orders 1 and 2 without pow.
INFERNO_HD Real norm_term(Real value, Real order)
{
    Real const size = value < 0 ? -value : value;
    if (order == Real{1}) { return size; }
    return order == Real{2} ? size * size : math::pow(size, order);
}

//! The norm from the sum of its terms.
INFERNO_HD Real norm_of_sum(Real sum, Real order)
{
    if (order == Real{1}) { return sum; }
    return order == Real{2} ? math::sqrt(sum) : math::pow(sum, Real{1} / order);
}

INFERNO_HD Real normalized(NormalizeParameter const& stage, Real value, Real norm)
{
    // + 0: a -0 would become 0 in an update that adds nothing, and not in one that leaves it alone
    return stage.scale * (value / (norm > stage.epsilon ? norm : stage.epsilon)) + Real{0};
}

}  // namespace inferno
