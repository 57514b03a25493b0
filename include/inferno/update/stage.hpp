//! update: proposed changes -> reduced, bounded, applied, clamped.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/update/bounds.hpp"

namespace inferno {

//! How the parts that several trainers propose for one parameter become one.
enum class PartReduction { sum, mean, min, max };

//! w <- clamp(w + (upper(w, pos) - lower(w, neg))).
struct UpdateRule {
    FullBound bound;
    bool clamp_low = false, clamp_high = false;
    Real low = 0, high = 0;
};

INFERNO_HD Real clamped(UpdateRule const& rule, Real value)
{
    Real const above = (rule.clamp_low && value < rule.low) ? rule.low : value;
    return (rule.clamp_high && above > rule.high) ? rule.high : above;
}

INFERNO_HD Real updated(UpdateRule const& rule, Real parameter, Real pos, Real neg)
{
    return clamped(rule, parameter + bounded_change(rule.bound, parameter, pos, neg));
}

//! Parts proposed for one side, [count][elements].
struct PartsView {
    Real const* values = nullptr;
    Index count        = 0;
};

//! Reduces the parts of element i; 0 where there are none.
INFERNO_HD Real reduce_parts(PartsView parts, PartReduction reduction, Index elements, Index i)
{
    if (parts.count == 0) { return 0; }
    Real reduced = parts.values[i];
    for (Index p = 1; p < parts.count; ++p) {
        Real const part = parts.values[p * elements + i];
        switch (reduction) {
            case PartReduction::min:
                reduced = part < reduced ? part : reduced;
                break;
            case PartReduction::max:
                reduced = part > reduced ? part : reduced;
                break;
            default:
                reduced += part;
                break;
        }
    }
    return reduction == PartReduction::mean ? reduced / static_cast<Real>(parts.count) : reduced;
}

//! Applies everything that was proposed for one parameter.
struct ApplyUpdate {
    static constexpr std::string_view name = "apply update";
    static constexpr Word word             = Word::update;

    UpdateRule rule;
    PartReduction reduction = PartReduction::sum;
    PartsView pos, neg;
    Real* parameter = nullptr;  //!< [elements]
    Index elements  = 0;

    Index extent() const { return elements; }
    Index operations() const { return elements * 4; }
    void uses(Uses& list) const
    {
        list.reads_own(pos.values).reads_own(neg.values).writes_own(parameter);
    }
    static void on_host(ApplyUpdate const& stage, Slice slice);
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

//! Scales groups of a parameter to a norm: v <- scale * (v / max(norm, epsilon)). Member m of group
//! g is at g * group_stride + m * member_stride; norms are summed in the order of core/sum.hpp.
struct NormalizeParameter {
    static constexpr std::string_view name = "normalize";
    static constexpr Word word             = Word::update;

    Real* parameter = nullptr;
    Index groups = 0, group_stride = 1;
    Index members = 0, member_stride = 1;
    Real order = 1, scale = 1, epsilon = 1e-12F;

    Index extent() const { return groups; }
    Index operations() const { return groups * members * 4; }
    void uses(Uses& list) const { list.writes_any(parameter); }
    static void on_host(NormalizeParameter const& stage, Slice slice);
};

//! |v|^order, to be summed; the order may also be infinity (largest) or 1 and 2 without pow.
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
    return order == Real{2} ? static_cast<Real>(::sqrtf(sum)) : math::pow(sum, Real{1} / order);
}

INFERNO_HD Real normalized(NormalizeParameter const& stage, Real value, Real norm)
{
    return stage.scale * (value / (norm > stage.epsilon ? norm : stage.epsilon));
}

}  // namespace inferno
