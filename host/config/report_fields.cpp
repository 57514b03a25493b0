#include <algorithm>
#include <cmath>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/png.hpp"
#include "config/report_parts.hpp"

namespace inferno {

namespace {

constexpr std::uint8_t nothing = 255;  // the transparent colour

struct Scale {
    float lowest, highest;

    std::uint8_t colour(float value) const
    {
        if (!std::isfinite(value)) { return nothing; }
        float const part = highest > lowest ? (value - lowest) / (highest - lowest) : 0.0F;
        return static_cast<std::uint8_t>(std::lround(254 * part));
    }
};

Scale scale_of(std::vector<float> const& values)
{
    Scale scale{0, 0};
    bool first = true;
    for (float const value : values) {
        if (!std::isfinite(value)) { continue; }
        scale.lowest  = first ? value : std::min(scale.lowest, value);
        scale.highest = first ? value : std::max(scale.highest, value);
        first         = false;
    }
    return scale;
}

//! All fields in one picture; small ones enlarged, transparent between neighbours, more so between
//! groups.
Bitmap tiled(Report::Fields const& fields, Scale const& scale)
{
    Index const zoom =
        std::max({Index{1}, 24 / fields.width, 480 / (fields.columns * fields.width)});
    Index const gap = 1 + zoom / 8, between_groups = fields.group > 1 ? gap : 0;
    Index const high = fields.height * zoom + gap, wide = fields.width * zoom + gap;
    auto const left = [&](Index column) {
        return column * wide + column / fields.group * between_groups;
    };
    Index const height = fields.rows * high - gap;
    Index const width  = left(fields.columns - 1) + wide - gap;
    Bitmap picture{height, width, std::vector(static_cast<std::size_t>(height * width), nothing)};
    Index const per_field = fields.height * fields.width;
    for (Index at = 0; at < fields.rows * fields.columns * per_field; ++at) {
        Index const field = at / per_field, pixel = at % per_field;
        Index const top   = field / fields.columns * high + pixel / fields.width * zoom;
        Index const from  = left(field % fields.columns) + pixel % fields.width * zoom;
        auto const colour = scale.colour(fields.values[static_cast<std::size_t>(at)]);
        for (Index y = top; y < top + zoom; ++y) {
            std::fill_n(picture.pixels.begin() + y * width + from, zoom, colour);
        }
    }
    return picture;
}

//! An end of the scale, rounded to a decimal place so that 1e-9 in a range of 1 reads 0.
std::string end_text(float end, Scale const& scale)
{
    double const range = double{scale.highest} - double{scale.lowest};
    double const step  = std::pow(10.0, std::floor(std::log10(range)) - 3);
    return html::number(range > 0 ? std::round(end / step) * step : end);
}

std::string colour_bar(Scale const& scale, std::string const& quantity)
{
    std::string stops;
    for (std::size_t i = 0; i <= 9; ++i) {
        Colour const& colour = heat_palette()[i * 254 / 9];
        stops += ",rgb(" + std::to_string(colour.red) + " " + std::to_string(colour.green) + " " +
                 std::to_string(colour.blue) + ")";
    }
    return "<div class=\"scale\"><b>" + html::escaped(quantity) + "</b><span>" +
           end_text(scale.lowest, scale) + "</span><i style=\"background:linear-gradient(90deg" +
           stops + ")\"></i><span>" + end_text(scale.highest, scale) + "</span></div>";
}

std::string caption(Report::Fields const& fields)
{
    std::string const tile = html::escaped(fields.tile), what = html::escaped(fields.quantity);
    std::string const from = " from " +
                             (fields.height == 1 ? "" : std::to_string(fields.height) + " × ") +
                             html::counted(fields.width, "input");
    Index const shown = fields.rows * fields.columns / fields.group;
    if (shown == 1) { return "The " + what + " of the " + tile + from + "."; }
    return (fields.group == 1 ? "Each tile is one of " : "Side by side are the channels of ") +
           html::counted(shown, tile) + ": " + what + from + ", all on one scale.";
}

}  // namespace

std::string fields_html(Report::Fields const& fields)
{
    if (fields.values.empty()) {
        return html::empty_figure("Receptive fields", "No weights were recorded in this run.");
    }
    Index const expected = fields.rows * fields.columns * fields.height * fields.width;
    INFERNO_REQUIRE(
        static_cast<Index>(fields.values.size()) == expected,
        "receptive fields: " << fields.values.size() << " values, expected " << expected);

    Scale const scale     = scale_of(fields.values);
    std::string const png = base64(encode_png(tiled(fields, scale), heat_palette()));
    std::string const picture =
        "<img class=\"fields\" alt=\"receptive fields\" "
        "src=\"data:image/png;base64," +
        png + "\">\n" + colour_bar(scale, fields.quantity);
    std::string const title = fields.title + (fields.of.empty() ? "" : " of " + fields.of);
    return html::figure(title, picture, caption(fields));
}

}  // namespace inferno
