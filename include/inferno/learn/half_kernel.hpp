//! One side of an exponential kernel, and the exponentials of times since spikes that its terms are
//! products of.
#pragma once

#include <limits>

#include "inferno/core/math.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno {

//! rate exp(-|time| / time constant).
struct HalfKernel {
    Real rate = 0, time_constant_ms = 1;

    //! Powers of longer times are infinite, in time constants. Then no product of finite powers
    //! overflows, and one with a power that has vanished is less than e^-22, or not finite.
    static constexpr Real longest = 44, longest_delay = 20;
    static constexpr Real vanishes = -86;
    static constexpr Real infinite = std::numeric_limits<Real>::infinity();

    INFERNO_HD Real at(Real apart_ms) const
    {
        Real const size = apart_ms < 0 ? -apart_ms : apart_ms;
        return math::exp(size / -time_constant_ms) * rate;
    }
    //! exp(time / time constant) to 1.5 ulp, however long the time: what rounding the quotient
    //! loses is given back. Infinite above `most` time constants, 0 below -86.
    INFERNO_HD Real power(Real time_ms, Real most) const
    {
        Real const per_ms   = 1 / time_constant_ms;
        Real const quotient = time_ms * per_ms;
        Real const lost     = math::fma(-quotient, time_constant_ms, time_ms) * per_ms;
        bool const inside   = (quotient >= vanishes) & (quotient <= most);
        Real const power = math::exp_of_small(inside ? quotient : Real{0}, inside ? lost : Real{0});
        Real const outside = quotient > most ? infinite : Real{0};
        return inside ? power : outside;
    }
};

//! Exponentials of the times since the spikes of one side, [batch][elements]: 0 before the first.
//! With the post kernel's time constant exp(-s / tc) of sources, exp(t / tc) of targets; with the
//! pre kernel's exp(s / tc) of sources, exp(-t / tc) of targets.
struct AgePowers {
    Real const* post = nullptr;
    Real const* pre  = nullptr;

    void uses(Uses& list) const { list.reads_any(post).reads_any(pre); }
};

//! Takes the powers of one side for this step.
struct TakeAgePowers {
    static constexpr std::string_view name = "powers of times";
    static constexpr Word word             = Word::trace;

    Real const* age_ms = nullptr;  //!< [batch][elements]
    HalfKernel post_kernel, pre_kernel;
    Real* post     = nullptr;  //!< [batch][elements]
    Real* pre      = nullptr;  //!< [batch][elements]
    Index elements = 0, batch = 0;
    bool of_targets = false;

    Index extent() const { return elements; }
    Index operations() const { return elements * batch * 30; }
    void uses(Uses& list) const { list.reads_own(age_ms).writes_own(post).writes_own(pre); }
    static void on_host(TakeAgePowers const& stage, Slice slice);

    INFERNO_HD void take(Index at) const
    {
        Real const time_ms = of_targets ? age_ms[at] : -age_ms[at];
        post[at]           = post_kernel.power(time_ms, HalfKernel::longest);
        pre[at]            = pre_kernel.power(-time_ms, HalfKernel::longest);
    }
};

}  // namespace inferno
