//! Structures of arrays: a model names its fields once and gets registers, views and owned columns.
//!
//! `Fields<Real>` holds one element in registers, `Fields<Real*>` views, `Fields<Buffer<Real>>`
//! owns. A struct template takes part by visiting its members by name, zipped over any number of
//! instances:
//!     static void fields(F visit, S&&... s) { visit("voltage_mv", s.voltage_mv...); ... }
#pragma once

#include "inferno/core/portable.hpp"
#include "inferno/runtime/buffer.hpp"

namespace inferno {

//! Element i of every column.
template <template <class> class Fields, class Pointer>
INFERNO_HD Fields<Real> load(Fields<Pointer> const& columns, Index i)
{
    Fields<Real> element;
    Fields<Real>::fields(
        [i](char const*, Real& value, auto const* column) { value = column[i]; }, element, columns);
    return element;
}

//! Writes element i of every column.
template <template <class> class Fields>
INFERNO_HD void store(Fields<Real*> const& columns, Index i, Fields<Real> const& element)
{
    Fields<Real>::fields(
        [i](char const*, Real value, Real* column) { column[i] = value; }, element, columns);
}

//! Owned columns of `count` zeros each.
template <template <class> class Fields>
Fields<Buffer<Real>> make_columns(BackendPointer const& backend, Index count)
{
    Fields<Buffer<Real>> owner;
    Fields<Real>::fields(
        [&](char const*, Buffer<Real>& column) { column = Buffer<Real>(backend, count); }, owner);
    return owner;
}

template <template <class> class Fields>
Fields<Real*> views(Fields<Buffer<Real>>& owner)
{
    Fields<Real*> view;
    Fields<Real>::fields(
        [](char const*, Real*& to, Buffer<Real>& column) { to = column.data(); }, view, owner);
    return view;
}

template <template <class> class Fields>
Fields<Real const*> const_views(Fields<Buffer<Real>> const& owner)
{
    Fields<Real const*> view;
    Fields<Real>::fields(
        [](char const*, Real const*& to, Buffer<Real> const& from) { to = from.data(); },
        view,
        owner);
    return view;
}

}  // namespace inferno
