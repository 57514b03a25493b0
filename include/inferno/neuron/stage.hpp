//! neuron: input currents -> membrane voltages -> spikes.
#pragma once

#include "inferno/neuron/membrane.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! A model whose step also needs adaptation components shared by the batch.
template <class Model>
inline constexpr bool is_adaptive = requires
{
    typename Model::Components;
};

//! Adaptation components of a group, [components][neurons].
struct AdaptationView {
    Real* values          = nullptr;
    Real* sums            = nullptr;  //!< scratch of the same shape: sums over the batch
    Real const* decay     = nullptr;  //!< [components]
    Real const* increment = nullptr;  //!< [components]
    Index components      = 0;
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
    RealView input;               //!< nA
    SpikeWord* spikes = nullptr;  //!< [batch][words]

    Index extent() const { return input.elements; }
    Index operations() const { return input.elements * input.batch * 20; }
    void uses(Uses& list) const
    {
        list.reads_own(input.values)
            .writes_own(spikes)
            .writes_own(adaptation.values)
            .writes_own(adaptation.sums);
        Model::template State<Real>::fields(
            [&list](char const*, Real* column) { list.writes_own(column); }, state);
        Model::template Params<Real>::fields(
            [&list](char const*, Real const* p) { list.reads_any(p); }, each);
    }
    static void on_host(NeuronStage const& stage, Slice slice);

    //! The parameters of neuron n.
    INFERNO_HD typename Model::template Params<Real> params(Index n) const
    {
        return per_neuron ? load(each, n) : common;
    }
};

}  // namespace inferno
