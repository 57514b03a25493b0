//! Generalised leaky integrate-and-fire, level 1 (Teeter et al. 2018): the step of LIF.
#pragma once

#include "inferno/neuron/lif.hpp"

namespace inferno {

struct GLIF1 : LIF {
    static constexpr std::string_view name = "GLIF1";
};

}  // namespace inferno
