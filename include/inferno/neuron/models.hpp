//! All neuron models of the library.
#pragma once

#include "inferno/neuron/adex.hpp"
#include "inferno/neuron/alif.hpp"
#include "inferno/neuron/eif.hpp"
#include "inferno/neuron/exact.hpp"
#include "inferno/neuron/glif1.hpp"
#include "inferno/neuron/glif2.hpp"
#include "inferno/neuron/izhikevich.hpp"
#include "inferno/neuron/lif.hpp"
#include "inferno/neuron/qif.hpp"
#include "inferno/neuron/stage.hpp"

namespace inferno {

// compiled with the library's own flags, whoever includes neuron/host_loop.hpp
extern template struct NeuronStage<LIF>;
extern template struct NeuronStage<GLIF1>;
extern template struct NeuronStage<ALIF>;
extern template struct NeuronStage<GLIF2>;
extern template struct NeuronStage<QIF>;
extern template struct NeuronStage<Izhikevich>;
extern template struct NeuronStage<EIF>;
extern template struct NeuronStage<AdEx>;
extern template struct NeuronStage<ExactNeuron>;

}  // namespace inferno
