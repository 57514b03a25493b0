//! What happens to currents between a connection and its neurons.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "inferno/mapping/combine.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! Views of connection outputs or neuron inputs by name, and of spikes.
using RealViews  = std::map<std::string, RealView>;
using SpikeViews = std::map<std::string, SpikeView>;

//! Submits stages that make other currents, or spikes, of those it is given, and returns them. It
//! describes one step and must not read values: stages may run later, and many times.
using Transform      = std::function<RealView(RealView)>;
using SpikeTransform = std::function<SpikeView(SpikeView)>;

//! x * scale + offset, each one number or one per element.
Transform affine(BackendPointer const& backend, Values const& scale, Values const& offset = 0);
//! Between low and high; either may be infinite. ArgumentError unless low < high.
Transform clip(BackendPointer const& backend,
               double low  = -std::numeric_limits<double>::infinity(),
               double high = std::numeric_limits<double>::infinity());

//! Memory for what is made of some currents: always the same for the same currents, so that a
//! recorded step may be replayed for as long as this object lives.
class DerivedReals {
  public:
    explicit DerivedReals(BackendPointer backend) : backend_(std::move(backend)) {}
    //! All of them are of one size.
    Real* of(std::span<RealView const> sources);

  private:
    using Key = std::pair<std::vector<Real const*>, Index>;
    BackendPointer backend_;
    std::map<Key, Buffer<Real>> memory_;
};

//! Combines several inputs into one, in the order in which they are given.
class Combination {
  public:
    Combination(BackendPointer backend, Combine how);

    //! A current and the name of where it comes from.
    using Operand = std::pair<std::string, RealView>;
    //! ArgumentError, naming both, where two are not of one size or not of one kind (currents, or
    //! conductances towards one potential), and where there are none. A
    //! single one is returned as it is.
    RealView operator()(std::vector<Operand> const& operands);

  private:
    BackendPointer backend_;
    Combine how_;
    DerivedReals outputs_;
};

}  // namespace inferno
