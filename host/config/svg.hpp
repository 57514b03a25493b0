//! A chart with two labelled axes, as an SVG that takes its colours from the page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inferno::svg {

struct Axis {
    double lowest, highest;
    std::string label;
    bool percent                             = false;  //!< ticks as percentages
    std::optional<std::vector<double>> marks = {};     //!< where ticks are; none: at round numbers
};

//! Pixels around a plot.
struct Margins {
    double left = 58, right = 28, top = 10, bottom = 44;
};

//! A length in pixels, to a tenth.
std::string px(double pixels);

//! Round numbers between the ends, about `wanted` of them.
std::vector<double> ticks(double lowest, double highest, int wanted);

class Chart {
  public:
    Chart(int width, int height, Axis x, Axis y, Margins margins = {});

    double x(double value) const;  //!< in pixels
    double y(double value) const;

    void line(std::vector<double> const& xs, std::vector<double> const& ys, std::string_view style);
    void add(std::string const& shapes) { shapes_ += shapes; }
    std::string svg(std::string_view description) const;

  private:
    std::string x_axis() const;
    std::string y_axis() const;

    double width_, height_;
    Axis x_, y_;
    Margins margins_;
    std::string shapes_;
};

}  // namespace inferno::svg
