//! The accumulators of one connection, by the name of the parameter.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "inferno/network/accumulator.hpp"

namespace inferno {

class Updater {
  public:
    //! Makes `parameter` trainable under this name; it outlives the updater.
    void add(std::string name, Buffer<Real>& parameter, bool lateral = false);
    bool trains(std::string_view name) const
    {
        return accumulators_.find(name) != accumulators_.end();
    }
    //! Throws ArgumentError for a name that is not trainable.
    Accumulator& operator[](std::string_view name);

    //! Applies all parts and forgets them.
    void update();
    void clear();
    //! Brings parameters that were written from outside back into their clamps.
    void settle();
    //! Proposed changes that are still to be applied.
    void visit_state(StateVisitor& state);

  private:
    std::map<std::string, Accumulator, std::less<>> accumulators_;
};

}  // namespace inferno
