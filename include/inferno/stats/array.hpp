//! Arrays with a shape, and what it takes to work along some of their axes.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "inferno/core/error.hpp"
#include "inferno/core/types.hpp"

namespace inferno::stats {

//! Positions of axes; -1 is the last. None: all axes.
using Axes = std::vector<Index>;

//! Numbers in C order.
struct Array {
    Shape shape;
    std::vector<Real> values;
};

//! The groups of elements that differ only in their position along some axes. ArgumentError if the
//! shape is not that of `size` values, or if an axis is outside it or given twice.
class Lanes {
  public:
    Lanes(Index size, Shape const& shape, Axes const& axes);

    Shape const& shape() const { return shape_; }  //!< of the other axes
    Index size() const { return std::ssize(starts_); }
    Index length() const { return std::ssize(offsets_); }  //!< elements of each
    //! The position of element k of a lane in the array.
    Index element(Index lane, Index k) const
    {
        return starts_[static_cast<std::size_t>(lane)] + offsets_[static_cast<std::size_t>(k)];
    }
    //! The elements of a lane.
    void gather(std::span<Real const> array, Index lane, std::vector<Real>& into) const;

  private:
    Shape shape_;
    std::vector<Index> starts_, offsets_;
};

//! Reduces along axes: `how` takes the values of one lane, as std::span<Real const>, and gives one
//! number. The reduced axes are gone from the result.
template <class Reducer>
Array reduce_axes(std::span<Real const> array,
                  Shape const& shape,
                  Axes const& axes,
                  Reducer const& how)
{
    Lanes const lanes(std::ssize(array), shape, axes);
    Array reduced{lanes.shape(), {}};
    std::vector<Real> values;
    for (Index lane = 0; lane < lanes.size(); ++lane) {
        lanes.gather(array, lane, values);
        reduced.values.push_back(how(std::span<Real const>(values)));
    }
    return reduced;
}

}  // namespace inferno::stats
