#include <limits>

#include "inferno/network/connection.hpp"

namespace inferno {
namespace {

void require_sizes(char const* name, Conv2DShape::Pair sizes, Index least)
{
    for (Index const size : {sizes.y, sizes.x}) {
        INFERNO_REQUIRE(
            size >= least && size <= std::numeric_limits<std::int32_t>::max(),
            name << ": is (" << sizes.y << ", " << sizes.x << "), must be " << least << " or more");
    }
}

Index outputs_of(char const* axis, Index size, Index kernel, Index stride, Index padding, Index gap)
{
    Index const span = gap * (kernel - 1) + 1;
    INFERNO_REQUIRE(span <= size + 2 * padding,
                    axis << ": a kernel of " << kernel << " with dilation " << gap << " spans "
                         << span << ", but the input with its padding has only "
                         << size + 2 * padding);
    return (size + 2 * padding - span) / stride + 1;
}

Windows windows_of(Conv2DShape const& s)
{
    auto const small             = [](Index n) { return static_cast<std::int32_t>(n); };
    Conv2DShape::Pair const made = s.output();
    Windows w;
    w.whole         = 0;
    w.channels      = small(s.channels);
    w.height        = small(s.height);
    w.width         = small(s.width);
    w.kernel_height = small(s.kernel.y);
    w.kernel_width  = small(s.kernel.x);
    w.stride_y      = small(s.stride.y);
    w.stride_x      = small(s.stride.x);
    w.padding_y     = small(s.padding.y);
    w.padding_x     = small(s.padding.x);
    w.dilation_y    = small(s.dilation.y);
    w.dilation_x    = small(s.dilation.x);
    w.out_height    = small(made.y);
    w.out_width     = small(made.x);
    return w;
}

ConnectionForm conv_form(Conv2DShape const& s)
{
    ConnectionForm form;
    form.weight.shape   = {s.filters, s.channels, s.kernel.y, s.kernel.x};
    form.weight.strides = {
        1, s.kernel.y * s.kernel.x * s.filters, s.kernel.x * s.filters, s.filters};
    form.windows = windows_of(s);
    return form;
}

}  // namespace

Conv2DShape::Pair Conv2DShape::output() const
{
    require_sizes("height and width", {height, width}, 1);
    require_sizes("channels and filters", {channels, filters}, 1);
    require_sizes("kernel", kernel, 1);
    require_sizes("stride", stride, 1);
    require_sizes("padding", padding, 0);
    require_sizes("dilation", dilation, 1);
    return {outputs_of("height", height, kernel.y, stride.y, padding.y, dilation.y),
            outputs_of("width", width, kernel.x, stride.x, padding.x, dilation.x)};
}

Conv2D::Conv2D(BackendPointer backend, Conv2DShape const& shape, ConnectionConfig const& config)
    : Connection(std::move(backend),
                 {shape.channels, shape.height, shape.width},
                 {shape.filters, shape.output().y, shape.output().x},
                 config,
                 conv_form(shape))
{
}

}  // namespace inferno
