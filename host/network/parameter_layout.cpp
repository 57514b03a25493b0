#include "inferno/network/parameter_layout.hpp"

#include <utility>

namespace inferno {
namespace {

//! Calls visit(memory, user) with the two positions of every element.
template <class Visit>
void for_each_element(ParameterLayout const& layout, Visit const& visit)
{
    std::vector<Index> at(layout.shape.size(), 0);
    Index memory     = 0;
    Index const size = layout.size();
    for (Index user = 0; user < size; ++user) {
        visit(static_cast<std::size_t>(memory), static_cast<std::size_t>(user));
        for (std::size_t axis = at.size(); axis-- > 0;) {
            memory += layout.strides[axis];
            if (++at[axis] < layout.shape[axis]) { break; }
            memory -= layout.strides[axis] * layout.shape[axis];
            at[axis] = 0;
        }
    }
}

}  // namespace

std::vector<Real> ParameterLayout::to_memory(std::span<Real const> values) const
{
    std::vector<Real> memory(values.size());
    for_each_element(*this, [&](std::size_t m, std::size_t u) { memory[m] = values[u]; });
    return memory;
}

std::vector<Real> ParameterLayout::from_memory(std::span<Real const> memory) const
{
    std::vector<Real> values(memory.size());
    for_each_element(*this, [&](std::size_t m, std::size_t u) { values[u] = memory[m]; });
    return values;
}

ParameterLayout first_axis_last(Shape shape)
{
    ParameterLayout layout{std::move(shape), {}};
    layout.strides.assign(layout.shape.size(), 1);
    Index stride = layout.shape.front();
    for (std::size_t axis = layout.shape.size(); axis-- > 1;) {
        layout.strides[axis] = stride;
        stride *= layout.shape[axis];
    }
    return layout;
}

ParameterLayout in_order(Shape shape)
{
    ParameterLayout layout{std::move(shape), {}};
    layout.strides.assign(layout.shape.size(), 1);
    for (std::size_t axis = layout.shape.size(); axis-- > 1;) {
        layout.strides[axis - 1] = layout.strides[axis] * layout.shape[axis];
    }
    return layout;
}

}  // namespace inferno
