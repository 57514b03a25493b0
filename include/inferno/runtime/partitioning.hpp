//! Into how many parts large things are best split on a backend.
#pragma once

#include "inferno/core/types.hpp"

namespace inferno {

//! What every backend also is.
class Partitioning {
  public:
    //! One part for each processor that works on its own.
    virtual Index preferred_partitions() const = 0;

  protected:
    ~Partitioning() = default;
};

}  // namespace inferno
