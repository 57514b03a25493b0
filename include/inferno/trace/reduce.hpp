//! The stage that looks at a quantity and folds it into what a reducer keeps.
#pragma once

#include "inferno/state/record.hpp"
#include "inferno/trace/reducer.hpp"

namespace inferno {

//! What is watched: real numbers or spikes, [batch][elements].
struct Quantity {
    Real const* values = nullptr;  //!< null: spikes
    SpikeView spikes;
    Index elements = 0;
    Index batch    = 0;

    Quantity() = default;
    Quantity(SpikeView watched)  // NOLINT: spikes are a quantity
        : spikes(watched), elements(watched.elements), batch(watched.batch)
    {
    }
    Quantity(RealView watched)  // NOLINT: so are currents
        : values(watched.values), elements(watched.elements), batch(watched.batch)
    {
    }
    INFERNO_HD bool there() const { return values != nullptr || spikes.words != nullptr; }
    bool operator==(Quantity const& other) const
    {
        return values == other.values && spikes.words == other.spikes.words &&
               spikes.head == other.spikes.head && spikes.offset == other.spikes.offset &&
               elements == other.elements && batch == other.batch;
    }
    void reads_own(Uses& list) const
    {
        list.reads_own(values).reads_own(spikes.words).reads_any(spikes.head);
    }
};

template <class Reducer>
struct ReduceStage {
    static constexpr std::string_view name = Reducer::name;
    static constexpr Word word             = Word::trace;

    typename Reducer::Params params;
    Criterion criterion;
    Quantity seen;
    Quantity condition;              //!< where it is there, what counts is that this is not 0
    Real const* before = nullptr;    //!< [batch][elements], taken off what is seen; null: nothing
    RecordView record;               //!< [slots][batch][elements]: what is kept
    Index const* already = nullptr;  //!< steps seen before this one; null: none

    //! What is kept after this step, `steps` of them having been seen before.
    INFERNO_HD Real reduced(Real kept, Real value, bool met, Index steps) const
    {
        Sight const sight{value, met, static_cast<Real>(steps + 1)};
        return steps == 0 ? Reducer::first(params, sight) : Reducer::next(params, kept, sight);
    }

    Index extent() const { return seen.elements; }
    Index operations() const { return seen.elements * seen.batch * 4; }
    void uses(Uses& list) const
    {
        seen.reads_own(list);
        condition.reads_own(list);
        list.reads_own(before).writes_own(record.values).reads_any(record.head).reads_any(already);
    }
    static void on_host(ReduceStage const& stage, Slice slice);
};

}  // namespace inferno
