//! A chart with two labelled axes, as an SVG that takes its colours from the page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inferno::svg {

struct Axis {
    double lowest, highest;
    std::string label;
    bool percent = false;  //!< ticks as percentages
};

//! Round numbers between the ends, about `wanted` of them.
std::vector<double> ticks(double lowest, double highest, int wanted);

class Chart {
  public:
    Chart(int width, int height, Axis x, Axis y);

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
    std::string shapes_;
};

}  // namespace inferno::svg
