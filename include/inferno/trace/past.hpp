//! Traces of the past, for rules that look at a source spike when it arrives: every spike as one
//! bit, the trace after every eighth step; those between are recomputed (state/history.hpp).
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/state/history.hpp"
#include "inferno/trace/stage.hpp"

namespace inferno {

//! A trace that is kept over many steps, and fades between them.
struct FadingTrace {
    static constexpr std::string_view name = "trace";
    static constexpr bool takes_current    = false;
    static constexpr bool fades            = true;

    struct Params {
        TraceParams trace;
        Real time_constant_ms = 20;
    };
    template <class T>
    struct State {
        T value;
        template <class F, class... S>
        INFERNO_HD static void fields(F visit, S&&... s)
        {
            visit("value", s.value...);
        }
    };
    INFERNO_HD static Real initial() { return 0; }
    INFERNO_HD static void step(Params const& p, State<Real>& s, bool spike, Real)
    {
        s.value = trace_step(p.trace, s.value, spike);
    }
    //! What a trace has become `at_ms` after a step.
    INFERNO_HD static Real later(Params const& p, Real value, Real at_ms)
    {
        return at_ms == 0 ? value : value * math::exp(-at_ms / p.time_constant_ms);
    }
};

//! Time since the last spike, in ms; NaN before the first.
struct TimeSinceSpike {
    static constexpr std::string_view name = "time since spike";

    struct Params {
        Real step_time_ms = 1;
    };
    template <class T>
    struct State {
        T value;
    };
    INFERNO_HD static Real initial() { return math::from_bits(0x7FC00000); }
    INFERNO_HD static void step(Params const& p, State<Real>& s, bool spike, Real)
    {
        s.value = spike ? Real{0} : s.value + p.step_time_ms;
    }
};

//! Takes the spikes and traces of a step into their record. Element i of every sample belongs to
//! element i.
struct KeepTrace {
    static constexpr std::string_view name = "keep trace";
    static constexpr Word word             = Word::trace;

    TraceView now;
    History<FadingTrace> past;  //!< its head is at this step

    Index extent() const { return now.spikes.elements; }
    Index operations() const { return now.spikes.elements * now.spikes.batch; }
    void uses(Uses& list) const
    {
        list.reads_own(now.spikes.words).reads_own(now.values).reads_any(past.head);
        list.writes_own(past.bits).writes_own(past.states.value);
    }
    static void on_host(KeepTrace const& stage, Slice slice);
};

}  // namespace inferno
