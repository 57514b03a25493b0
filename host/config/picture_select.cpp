#include <algorithm>
#include <charconv>

#include "inferno/core/error.hpp"

#include "config/picture_parts.hpp"

namespace inferno {

namespace {

//! Indices from first up to, not with, last.
struct Range {
    Index first, last;
    Index size() const { return last - first; }
};

Index read_index(PicturePanel const& panel, std::string_view text, std::string const& whole)
{
    Index number          = 0;
    char const* const end = text.data() + text.size();
    auto const result     = std::from_chars(text.data(), end, number);
    INFERNO_REQUIRE(result.ec == std::errc{} && result.ptr == end && number >= 0,
                    panel.name << ": selection \"" << whole
                               << "\" must be an index, a range FIRST:LAST or \":\"");
    return number;
}

Range read_range(PicturePanel const& panel, std::string const& text, Index extent, int axis)
{
    Range range{0, extent};
    std::size_t const colon      = text.find(':');
    std::string_view const whole = text;
    if (colon == std::string::npos) {
        range.first = read_index(panel, whole, text);
        range.last  = range.first + 1;
    } else {
        if (colon > 0) { range.first = read_index(panel, whole.substr(0, colon), text); }
        if (colon + 1 < text.size()) {
            range.last = read_index(panel, whole.substr(colon + 1), text);
        }
    }
    INFERNO_REQUIRE(range.first < range.last && range.last <= extent,
                    panel.name << ": selection \"" << text << "\" of axis " << axis
                               << " must lie within 0:" << extent);
    return range;
}

//! A range per axis of a row.
std::vector<Range> ranges(PicturePanel const& panel, Shape const& row)
{
    std::vector<Range> chosen;
    INFERNO_REQUIRE(panel.select.empty() || panel.select.size() == row.size(),
                    panel.name << ": the selection has " << panel.select.size()
                               << " entries, but a row has shape " << to_string(row)
                               << ", which needs " << row.size());
    for (std::size_t axis = 0; axis < row.size(); ++axis) {
        std::string const text = panel.select.empty() ? ":" : panel.select[axis];
        chosen.push_back(read_range(panel, text, row[axis], static_cast<int>(axis) + 1));
    }
    return chosen;
}

PanelContent lines_of(PicturePanel const& panel)
{
    Shape const& shape = panel.array.shape;
    INFERNO_REQUIRE(
        !shape.empty() && count(shape) > 0,
        panel.name << ": has shape " << to_string(shape) << ", there is nothing to draw");
    Shape const row(shape.begin() + 1, shape.end());
    std::vector<Range> const chosen = ranges(panel, row);
    Index lines                     = 1;
    for (Range const& range : chosen) {
        lines *= range.size();
    }
    INFERNO_REQUIRE(lines <= static_cast<Index>(most_picture_lines),
                    panel.name << ": has " << lines << " lines in rows of shape " << to_string(row)
                               << ", a panel can show " << most_picture_lines
                               << "; choose some with --select");
    PanelContent content;
    content.steps                    = shape.front();
    std::vector<double> const values = panel.array.as_doubles();
    Index const stride               = count(row);
    for (Index line = 0; line < lines; ++line) {
        Index rest = line, at = 0, scale = 1;
        std::string name;
        for (std::size_t axis = row.size(); axis-- > 0;) {
            Index const here = chosen[axis].first + rest % chosen[axis].size();
            rest /= chosen[axis].size();
            at += here * scale;
            scale *= row[axis];
            if (chosen[axis].size() > 1) {
                name = std::to_string(here) + (name.empty() ? "" : ", ") + name;
            }
        }
        PanelLine one{name, {}};
        for (Index step = 0; step < content.steps; ++step) {
            one.values.push_back(values[static_cast<std::size_t>(step * stride + at)]);
        }
        content.lines.push_back(std::move(one));
    }
    return content;
}

PanelContent spikes_of(PicturePanel const& panel)
{
    INFERNO_REQUIRE(panel.select.size() <= 2,
                    panel.name << ": the selection has " << panel.select.size()
                               << " entries, of spikes it is SAMPLE or SAMPLE,ELEMENTS");
    INFERNO_REQUIRE(panel.legend.empty() && !panel.stairs,
                    panel.name << ": holds spikes, which have neither names nor stairs");
    std::vector<double> const rows = panel.array.as_doubles();
    Index elements = 1, samples = 1;
    for (std::size_t i = 0; i + 2 < rows.size(); i += 3) {
        samples  = std::max(samples, static_cast<Index>(rows[i + 1]) + 1);
        elements = std::max(elements, static_cast<Index>(rows[i + 2]) + 1);
    }
    Range sample{0, 1}, shown{0, elements};
    if (!panel.select.empty()) { sample = read_range(panel, panel.select[0], samples, 1); }
    INFERNO_REQUIRE(sample.size() == 1,
                    panel.name << ": selects " << sample.size() << " samples, must be one");
    // spikes say nothing of elements that stay silent: the range may reach beyond
    if (panel.select.size() == 2) { shown = read_range(panel, panel.select[1], Index{1} << 31, 2); }
    if (panel.select.size() == 2 && shown.last == Index{1} << 31) { shown.last = elements; }
    INFERNO_REQUIRE(
        shown.size() > 0 && shown.size() <= 100'000,
        panel.name << ": selects " << shown.size() << " elements, must be from 1 to 100000");
    PanelContent content;
    content.raster    = true;
    content.first_row = shown.first;
    content.rows      = shown.size();
    for (std::size_t i = 0; i + 2 < rows.size(); i += 3) {
        auto const step = static_cast<Index>(rows[i]), element = static_cast<Index>(rows[i + 2]);
        content.steps = std::max(content.steps, step + 1);
        if (static_cast<Index>(rows[i + 1]) != sample.first) { continue; }
        if (element < shown.first || element >= shown.last) { continue; }
        content.spikes.push_back({step, element - shown.first});
    }
    return content;
}

}  // namespace

PanelContent panel_content(PicturePanel const& panel)
{
    Shape const& shape   = panel.array.shape;
    bool const is_raster = panel.array.type == "i8" && shape.size() == 2 && shape[1] == 3;
    if (is_raster) { return spikes_of(panel); }
    PanelContent content = lines_of(panel);
    INFERNO_REQUIRE(panel.legend.empty() || panel.legend.size() == content.lines.size(),
                    panel.name << ": " << panel.legend.size() << " names for "
                               << content.lines.size() << " lines");
    for (std::size_t i = 0; i < panel.legend.size(); ++i) {
        content.lines[i].name = panel.legend[i];
    }
    return content;
}

}  // namespace inferno
