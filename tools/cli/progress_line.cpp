#include "cli/progress_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace inferno::cli {

namespace {

template <class... Values>
std::string text(char const* format, Values... values)
{
    std::array<char, 64> line{};
    std::snprintf(line.data(), line.size(), format, values...);
    return line.data();
}

double share(Standing const& standing)
{
    if (standing.all_images <= 0) { return 1; }
    double const part =
        static_cast<double>(standing.images) / static_cast<double>(standing.all_images);
    return std::clamp(part, 0.0, 1.0);
}

std::string time_left(Standing const& standing)
{
    double const done = share(standing);
    if (done >= 1) { return clock_text(standing.elapsed_s) + " in all"; }
    if (done <= 0) { return "--:-- left"; }
    return clock_text(standing.elapsed_s * (1 - done) / done) + " left";
}

//! What there is to say, most important first.
std::vector<std::string> parts(Standing const& standing)
{
    double const seconds = std::max(standing.elapsed_s, 1e-3);
    auto const images    = static_cast<double>(standing.images);
    std::vector<std::string> said{text("%3.0f %%", std::floor(100 * share(standing))),
                                  time_left(standing)};
    if (standing.accuracy) { said.push_back(text("accuracy %.1f %%", 100 * *standing.accuracy)); }
    said.push_back(short_number(images / seconds) + " " + standing.unit + "/s");
    if (standing.unit != "steps") {
        said.push_back(short_number(static_cast<double>(standing.steps) / seconds) + " steps/s");
    }
    said.push_back(std::to_string(standing.images) + "/" + std::to_string(standing.all_images));
    return said;
}

std::string bar(double part, std::size_t width)
{
    auto const filled = static_cast<std::size_t>(part * static_cast<double>(width));
    std::string inside(width, ' ');
    std::fill_n(inside.begin(), filled, '=');
    if (filled < width) { inside[filled] = '>'; }
    return "[" + inside + "]";
}

}  // namespace

std::string short_number(double value)
{
    constexpr std::array units{"", "k", "M", "G", "T"};
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    int const decimals = value >= 99.95 || (unit == 0 && value == std::floor(value)) ? 0 : 1;
    return text("%.*f%s", decimals, value, units[unit]);
}

std::string clock_text(double seconds)
{
    long long const whole = std::llround(std::clamp(seconds, 0.0, 1e9));
    long long const hours = whole / 3600, minutes = whole / 60 % 60;
    return hours > 0 ? text("%lld:%02lld:%02lld", hours, minutes, whole % 60)
                     : text("%lld:%02lld", minutes, whole % 60);
}

std::string terminal_line(Standing const& standing, int columns)
{
    constexpr std::size_t narrowest_bar = 10, widest_bar = 40, brackets = 3;
    auto const room = static_cast<std::size_t>(std::max(columns, 1));
    std::string said;
    for (std::string const& part : parts(standing)) {
        std::size_t const others = standing.what.size() + brackets + narrowest_bar;
        if (others + said.size() + 2 + part.size() > room) { break; }
        said += "  " + part;
    }
    std::size_t const taken = standing.what.size() + brackets + said.size();
    if (taken + narrowest_bar > room) {
        return text("%3.0f %%", 100 * share(standing)).substr(0, room);
    }
    std::size_t const width = std::min(room - taken, widest_bar);
    return standing.what + " " + bar(share(standing), width) + said;
}

std::string log_line(Standing const& standing)
{
    std::string line = standing.what;
    for (std::string const& part : parts(standing)) {
        line += "  " + part;
    }
    return line;
}

}  // namespace inferno::cli
