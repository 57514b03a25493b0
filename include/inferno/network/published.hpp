//! Networks of the literature, ready to be added to a SparseNetwork.
//!
//! Each function adds its populations and projections and returns the populations in the order of
//! the paper. What differs from a publication is said; steps are 0.1 ms unless said otherwise.
#pragma once

#include <string>
#include <vector>

#include "inferno/network/sparse_network.hpp"

namespace inferno {

using Populations = std::vector<PointGroup*>;

//! The cortical microcircuit of Potjans and Diesmann, Cerebral Cortex 24 (2014): 77,169 neurons in
//! 8 populations ("L23E", "L23I", ..., "L6I"), 299 million synapses with normal weights and delays.
struct MicrocircuitConfig {
    //! Of the numbers of neurons, and of the numbers of synapses per neuron; (0, 1]. With fewer
    //! synapses weights grow by 1 / sqrt(synapses), and a constant current stands in for the mean
    //! of what is missing, as in the authors' code.
    double neurons = 1, synapses = 1;
    bool poisson = false;  //!< Poisson input instead of a constant current of the same mean
};
Populations microcircuit(SparseNetwork& network, MicrocircuitConfig const& config = {});

//! Brunel, Journal of Computational Neuroscience 8 (2000), as in NEST's brunel_delta_nest.py and
//! brunel_alpha_nest.py: 4 `order` excitatory and `order` inhibitory neurons, a tenth of which
//! reach each neuron.
struct BrunelConfig {
    Index order = 2500;
    double g = 5, eta = 2;
    bool alpha = false;  //!< alpha-shaped currents instead of jumps of the voltage
};
Populations brunel(SparseNetwork& network, BrunelConfig const& config = {});

//! Brette et al., Journal of Computational Neuroscience 23 (2007), benchmarks 1 to 3 in NEST's
//! form: 3,200 excitatory and 800 inhibitory neurons, 64 + 16 of which reach each neuron.
enum class BretteKind { coba, cuba, hodgkin_huxley };
Populations brette(SparseNetwork& network, BretteKind kind);

//! The benchmarks of Spice (Bautembach et al.): as many neurons as give `synapses` in all. In
//! "brunel" half of the neurons are Poisson sources; populations P, E, I. In "vogels" they are E,
//! I. With `plastic` E to E learns ("Brunel+"); there, a spike of a source acts on weights when it
//! is fired and not when it arrives, which is 1.5 ms earlier than in Spice.
Populations spice_brunel(SparseNetwork& network, Index synapses, bool plastic = false);
Populations spice_vogels(SparseNetwork& network, Index synapses);

//! Brette et al. (2007), NEST's example cuba_stdp: 9,000 excitatory and 2,250 inhibitory neurons,
//! 900 + 225 of which reach each neuron; E to E learns with multiplicative pair STDP.
Populations brette_stdp(SparseNetwork& network);

//! The network of NEST's hpc_benchmark, Morrison, Aertsen and Diesmann, Neural Computation 19
//! (2007): 9,000 `scale` excitatory and 2,250 `scale` inhibitory neurons, 9,000 + 2,250 synapses
//! each whatever the scale. E to E learns with power-law STDP if `plastic`.
Populations hpc_benchmark(SparseNetwork& network, double scale = 1, bool plastic = true);

//! Izhikevich, IEEE Transactions on Neural Networks 14 (2003): 800 + 200 neurons, all to all, steps
//! of 1 ms. Arrivals take a step.
Populations izhikevich_2003(SparseNetwork& network);

}  // namespace inferno
