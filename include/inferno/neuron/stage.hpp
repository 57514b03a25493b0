//! neuron: input currents and conductances -> membrane voltages -> spikes.
//!
//! A model is a struct with
//!     name                                     a std::string_view
//!     Config                                   what a user sets
//!     Params<T>, State<T>                      with fields(), see state/columns.hpp; State has
//!                                              voltage_mv
//!     static Params<Values> derive(Config const&, Index neurons, double step_time_ms)
//!     static bool step(Params<Real> const&, NeuronMode, State<Real>&, Real input_na)
//! and, if its state after a clear is not just voltage_mv = rest_mv with zeros elsewhere,
//!     static State<Real> initial(Params<Real> const&)
//! A model that adapts has also Component<T>, the parameters of a component; step() is given the
//! sum of the components as they are before the step, and after it adapt() proposes what a sample
//! would make of one of them:
//!     static bool step(Params<Real> const&, NeuronMode, State<Real>&, Real input_na, Real sum)
//!     static Real adapt(Params<Real> const&, Component<Real> const&, NeuronMode,
//!                       State<Real> const&, Real value, bool fired)
//!     static Component<std::vector<Real>> components(Config const&, double step_time_ms)
//! step() and adapt() are INFERNO_HD. docs/examples/own_neuron shows one in a program of its own.
#pragma once

#include <array>
#include <initializer_list>
#include <vector>

#include "inferno/neuron/membrane.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/reduction.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! A model whose step also needs adaptation components shared by the batch.
template <class Model>
inline constexpr bool is_adaptive = requires
{
    typename Model::template Component<Real>;
};

//! Conductances of one kind of synapse, which pull the voltage towards their reversal potential.
struct ConductanceView {
    Real const* values_us = nullptr;  //!< [batch][neurons]
    Real reversal_mv      = 0;
};

//! What a group of neurons is fed with in one step: the current I + sum over k of g_k (E_k - V), V
//! the voltage at the start of the step (nA = uS mV), added up in the order of k. Being explicit in
//! V, it is stable only for small conductances; for LIF R sum g must stay below (1 + d) / (1 - d),
//! d the decay of a step, and below d / (1 - d) nothing overshoots.
struct NeuronInput {
    static constexpr int most_conductances = 3;

    RealView current_na;  //!< where there are conductances, its values may be null: no current
    std::array<ConductanceView, most_conductances> conductances;
    int conductance_count = 0;

    NeuronInput() = default;
    NeuronInput(RealView view)  // NOLINT: a current or a conductance is an input
        : NeuronInput({view})
    {
    }
    //! At most one current and three conductances. ArgumentError for more.
    NeuronInput(std::initializer_list<RealView> views);
    explicit NeuronInput(std::vector<RealView> const& views);
    NeuronInput(Real const* values_na, Index neurons, Index batch)
        : current_na{values_na, neurons, batch}
    {
    }
    NeuronInput(RealView current,
                std::array<ConductanceView, most_conductances> const& given,
                int count)
        : current_na(current), conductances(given), conductance_count(count)
    {
    }

  private:
    void add(RealView view);
};

//! Adaptation components of a group, [components][neurons].
struct AdaptationView {
    Real* values             = nullptr;
    Real* joined             = nullptr;  //!< scratch of the same shape: what the samples propose
    Index components         = 0;
    BatchReduction reduction = BatchReduction::mean;
};

//! Stands in for the component parameters of a model without adaptation.
template <class T>
struct NoComponent {
    template <class F, class... C>
    INFERNO_HD static void fields(F, C&&...)
    {
    }
};

template <class Model, bool adaptive = is_adaptive<Model>>
struct ComponentOf {
    template <class T>
    using Fields = NoComponent<T>;
};
template <class Model>
struct ComponentOf<Model, true> {
    template <class T>
    using Fields = typename Model::template Component<T>;
};

//! One step of a group. Neuron n of every sample belongs to element n.
template <class Model>
struct NeuronStage {
    static constexpr std::string_view name = Model::name;
    static constexpr Word word             = Word::neuron;

    typename Model::template Params<Real> common;       //!< used where `each` is not
    typename Model::template Params<Real const*> each;  //!< [neurons]
    bool per_neuron = false;
    NeuronMode mode;
    typename Model::template State<Real*> state;  //!< [batch][neurons]
    AdaptationView adaptation;
    typename ComponentOf<Model>::template Fields<Real const*> components;  //!< [components]
    RealView input;  //!< nA; its values may be null where there are conductances
    ConductanceView conductances[NeuronInput::most_conductances];
    int conductance_count = 0;
    SpikeWord* spikes     = nullptr;  //!< [batch][words]

    Index extent() const { return input.elements; }
    Index operations() const { return input.elements * input.batch * 20; }
    void uses(Uses& list) const
    {
        list.reads_own(input.values)
            .writes_own(spikes)
            .writes_own(adaptation.values)
            .writes_own(adaptation.joined);
        for (int k = 0; k < conductance_count; ++k) {
            list.reads_own(conductances[k].values_us);
        }
        Model::template State<Real>::fields(
            [&list](char const*, Real* column) { list.writes_own(column); }, state);
        auto const reads = [&list](char const*, Real const* p) { list.reads_any(p); };
        Model::template Params<Real>::fields(reads, each);
        ComponentOf<Model>::template Fields<Real>::fields(reads, components);
    }
    static void on_host(NeuronStage const& stage, Slice slice);

    //! The parameters of neuron n.
    INFERNO_HD typename Model::template Params<Real> params(Index n) const
    {
        return per_neuron ? load(each, n) : common;
    }
};

}  // namespace inferno
