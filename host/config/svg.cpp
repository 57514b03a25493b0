#include "config/svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "config/html.hpp"

namespace inferno::svg {

namespace {

std::string line_element(std::string_view style, double x1, double y1, double x2, double y2)
{
    return "<line class=\"" + std::string(style) + "\" x1=\"" + px(x1) + "\" y1=\"" + px(y1) +
           "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2) + "\"/>\n";
}

std::string text_element(std::string_view style, double x, double y, std::string const& text)
{
    return "<text class=\"" + std::string(style) + "\" x=\"" + px(x) + "\" y=\"" + px(y) + "\">" +
           html::escaped(text) + "</text>\n";
}

//! With as many digits as it takes to tell neighbours apart.
std::string tick_text(Axis const& axis, double value, double step)
{
    if (axis.percent) { return html::number(100 * value) + "\u202f%"; }
    bool const whole = std::abs(value) >= 1000 && std::abs(value) < 1e15;
    if (whole) { return html::grouped(std::llround(value)); }
    bool const fine = step > 0 && step < 1 && std::abs(value) >= 100 * step;
    if (!fine) { return html::number(value); }
    char text[40];
    int const digits = std::min(9, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

double step_of(std::vector<double> const& values)
{
    return values.size() > 1 ? values[1] - values[0] : 0;
}

}  // namespace

std::string px(double pixels)
{
    char text[24];
    std::snprintf(text, sizeof text, "%.1f", pixels);
    std::string_view const shown = text;
    return std::string(shown.ends_with(".0") ? shown.substr(0, shown.size() - 2) : shown);
}

std::vector<double> ticks(double lowest, double highest, int wanted)
{
    double const rough = (highest - lowest) / wanted;
    if (!(rough > 0)) { return {lowest}; }
    double const power  = std::pow(10.0, std::floor(std::log10(rough)));
    double const factor = rough / power < 1.5   ? 1
                          : rough / power < 3.5 ? 2
                          : rough / power < 7.5 ? 5
                                                : 10;
    double const step   = factor * power;
    std::vector<double> values;
    auto const first = std::llround(std::ceil(lowest / step - 1e-9));
    auto const last  = std::llround(std::floor(highest / step + 1e-9));
    for (auto k = first; k <= last; ++k) {
        values.push_back(static_cast<double>(k) * step);
    }
    return values;
}

Chart::Chart(int width, int height, Axis x, Axis y, Margins margins)
    : width_(width), height_(height), x_(std::move(x)), y_(std::move(y)), margins_(margins)
{
}

double Chart::x(double value) const
{
    return margins_.left + (value - x_.lowest) / (x_.highest - x_.lowest) *
                               (width_ - margins_.left - margins_.right);
}

double Chart::y(double value) const
{
    return height_ - margins_.bottom -
           (value - y_.lowest) / (y_.highest - y_.lowest) *
               (height_ - margins_.top - margins_.bottom);
}

void Chart::line(std::vector<double> const& xs,
                 std::vector<double> const& ys,
                 std::string_view style)
{
    std::string points;
    for (std::size_t i = 0; i < std::min(xs.size(), ys.size()); ++i) {
        if (!std::isfinite(xs[i]) || !std::isfinite(ys[i])) { continue; }
        points += px(x(xs[i])) + "," + px(y(ys[i])) + " ";
    }
    shapes_ += "<polyline class=\"" + std::string(style) + "\" points=\"" + points + "\"/>\n";
}

std::string Chart::x_axis() const
{
    double const floor = height_ - margins_.bottom;
    std::string axis   = line_element("axis", margins_.left, floor, width_ - margins_.right, floor);
    auto const values  = x_.marks.value_or(ticks(x_.lowest, x_.highest, 6));
    for (double const value : values) {
        axis += line_element("axis", x(value), floor, x(value), floor + 4);
        axis += text_element("tick", x(value), floor + 17, tick_text(x_, value, step_of(values)));
    }
    return axis +
           text_element(
               "label", (margins_.left + width_ - margins_.right) / 2, height_ - 6, x_.label);
}

std::string Chart::y_axis() const
{
    std::string axis;
    int const wanted  = height_ - margins_.top - margins_.bottom < 160 ? 4 : 5;
    auto const values = y_.marks.value_or(ticks(y_.lowest, y_.highest, wanted));
    for (double const value : values) {
        axis += line_element("grid", margins_.left, y(value), width_ - margins_.right, y(value));
        axis += text_element(
            "tick side", margins_.left - 7, y(value) + 4, tick_text(y_, value, step_of(values)));
    }
    double const middle = (margins_.top + height_ - margins_.bottom) / 2;
    return axis + "<text class=\"label\" transform=\"translate(12 " + px(middle) +
           ") rotate(-90)\">" + html::escaped(y_.label) + "</text>\n";
}

std::string Chart::svg(std::string_view description) const
{
    return "<svg viewBox=\"0 0 " + px(width_) + " " + px(height_) +
           "\" role=\"img\" aria-label=\"" + html::escaped(description) + "\">\n" + y_axis() +
           x_axis() + shapes_ + "</svg>";
}

}  // namespace inferno::svg
