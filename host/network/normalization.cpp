#include <algorithm>

#include "inferno/core/error.hpp"
#include "inferno/network/parameter_layout.hpp"

namespace inferno {
namespace {

struct Axis {
    Index extent, stride;
};

//! Some axes as few as possible, in the order of memory: the innermost last.
std::vector<Axis> joined(std::vector<Axis> axes)
{
    std::erase_if(axes, [](Axis const& axis) { return axis.extent == 1; });
    std::stable_sort(
        axes.begin(), axes.end(), [](Axis const& a, Axis const& b) { return a.stride > b.stride; });
    std::vector<Axis> result;
    for (Axis const& axis : axes) {
        if (!result.empty() && result.back().stride == axis.stride * axis.extent) {
            result.back() = {result.back().extent * axis.extent, axis.stride};
        } else {
            result.push_back(axis);
        }
    }
    if (result.empty()) { result.push_back({1, 1}); }
    return result;
}

//! All axes but the innermost.
OuterAxes outer(std::vector<Axis> const& axes)
{
    INFERNO_REQUIRE(axes.size() <= OuterAxes::capacity + 1,
                    "axes: these fall into " << axes.size() << " pieces in memory, "
                                             << OuterAxes::capacity + 1 << " are possible");
    OuterAxes result;
    for (std::size_t a = 0; a + 1 < axes.size(); ++a) {
        result.extent[a] = static_cast<std::uint32_t>(axes[a].extent);
        result.stride[a] = static_cast<std::uint32_t>(axes[a].stride);
        ++result.axes;
    }
    return result;
}

//! Which of the axes take part.
std::vector<bool> chosen(std::vector<int> const& axes, int count)
{
    std::vector<bool> taken(static_cast<std::size_t>(count), axes.empty());
    for (int const axis : axes) {
        INFERNO_REQUIRE(axis >= -count && axis < count,
                        "axis: is " << axis << ", must be from " << -count << " to " << count - 1);
        auto const place = static_cast<std::size_t>(axis < 0 ? axis + count : axis);
        INFERNO_REQUIRE(!taken[place], "axis: " << axis << " is there twice");
        taken[place] = true;
    }
    return taken;
}

}  // namespace

NormalizeParameter normalization_of(ParameterLayout const& layout, std::vector<int> const& axes)
{
    std::vector<bool> const taken = chosen(axes, static_cast<int>(layout.shape.size()));
    std::vector<Axis> members, groups;
    for (std::size_t axis = 0; axis < taken.size(); ++axis) {
        (taken[axis] ? members : groups).push_back({layout.shape[axis], layout.strides[axis]});
    }
    members = joined(members);
    groups  = joined(groups);
    INFERNO_REQUIRE(
        layout.size() < Index{1} << 32,
        "normalization: the parameter has " << layout.size() << " values, must be less than 2^32");
    NormalizeParameter stage;
    stage.groups        = groups.back().extent;
    stage.group_stride  = groups.back().stride;
    stage.members       = members.back().extent;
    stage.member_stride = members.back().stride;
    stage.outer_groups  = outer(groups);
    stage.outer_members = outer(members);
    return stage;
}

}  // namespace inferno
