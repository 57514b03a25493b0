//! A panel of a picture, ready to be drawn.
#pragma once

#include <string>
#include <vector>

#include "inferno/config/picture.hpp"

#include "config/svg.hpp"

namespace inferno {

constexpr int picture_width              = 760;
constexpr std::size_t most_picture_lines = 16;  // that can be told apart
constexpr std::size_t line_colours       = 8;

struct PanelLine {
    std::string name;
    std::vector<double> values;  //!< one per step
};

//! Either lines or spikes.
struct PanelContent {
    bool raster = false;
    Index steps = 0;  //!< up to the last that was recorded
    std::vector<PanelLine> lines;
    struct Spike {
        Index step, row;
    };
    std::vector<Spike> spikes;
    Index first_row = 0, rows = 0;  //!< elements shown
};

//! What the panel shows of its array.
PanelContent panel_content(PicturePanel const& panel);

//! Times of the picture, and the steps that lie in them.
struct PictureSpan {
    double from_ms, to_ms, step_time_ms;
    bool holds(Index step) const
    {
        double const at_ms = static_cast<double>(step) * step_time_ms;
        return at_ms >= from_ms && at_ms <= to_ms;
    }
};

//! The smallest and the largest value on display, with some room around them.
std::pair<double, double> value_range(std::vector<PanelLine> const& lines, PictureSpan const& span);

//! The class of a line: eight colours, then the same dashed.
std::string line_style(std::size_t line);

//! What stands right above a plot: a title, or none, and the names of the lines in as many rows as
//! they take. No higher than 0 where there is neither.
struct PictureLegend {
    std::string svg;
    double height_px;
};
PictureLegend picture_legend(std::string const& title,
                             std::vector<PanelLine> const& lines,
                             double left_px,
                             double width_px);

//! Draws one line, cut where values are not finite, with no more points than can be seen.
void draw_line(svg::Chart& chart,
               PanelLine const& line,
               PictureSpan const& span,
               bool stairs,
               std::string_view style);

}  // namespace inferno
