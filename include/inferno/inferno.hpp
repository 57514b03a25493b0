//! Everything a program needs.
#pragma once

#include "inferno/core/error.hpp"
#include "inferno/core/hash.hpp"
#include "inferno/core/types.hpp"
#include "inferno/decode/classifier.hpp"
#include "inferno/network/connection.hpp"
#include "inferno/network/initial.hpp"
#include "inferno/network/layer.hpp"
#include "inferno/network/neurons.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/network/raster.hpp"
#include "inferno/network/stdp.hpp"
#include "inferno/neuron/models.hpp"
#include "inferno/runtime/backend.hpp"
