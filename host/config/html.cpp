#include "config/html.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace inferno::html {

std::string escaped(std::string_view text)
{
    std::string safe;
    for (char const letter : text) {
        switch (letter) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += letter;
        }
    }
    return safe;
}

std::string number(double value)
{
    std::array<char, 32> text{};
    char const* const format = std::abs(value) >= 100 && std::abs(value) < 1e6 ? "%.0f" : "%.3g";
    std::snprintf(text.data(), text.size(), format, value == 0 ? 0.0 : value);
    return text.data();
}

std::string grouped(Index value)
{
    std::string digits      = std::to_string(value);
    std::size_t const first = value < 0 ? 1 : 0;
    for (std::size_t i = digits.size(); i > first + 3;) {
        digits.insert(i -= 3, "\u202f");
    }
    return digits;
}

std::string counted(Index value, std::string const& word)
{
    return grouped(value) + " " + word + (value == 1 ? "" : "s");
}

std::string bytes(std::size_t size)
{
    auto const many = static_cast<double>(size);
    return many < 1e9 ? number(many / 1e6) + " MB" : number(many / 1e9) + " GB";
}

std::string percent(double fraction)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f\u202f%%", 100 * fraction);
    return text.data();
}

std::string figure(std::string_view title, std::string const& picture, std::string const& caption)
{
    return "<figure>\n<h2>" + escaped(title) + "</h2>\n" + picture + "\n<figcaption>" + caption +
           "</figcaption>\n</figure>\n";
}

std::string empty_figure(std::string_view title, std::string_view why)
{
    return "<figure>\n<h2>" + escaped(title) + "</h2>\n<p class=\"empty\">" + escaped(why) +
           "</p>\n</figure>\n";
}

}  // namespace inferno::html
