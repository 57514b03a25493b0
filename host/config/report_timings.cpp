#include <algorithm>

#include "config/html.hpp"
#include "config/report_parts.hpp"

namespace inferno {

std::string timings_html(std::vector<std::pair<std::string, double>> const& timings_s,
                         std::string const& parts)
{
    double total_s = 0, longest_s = 0;
    for (auto const& [word, seconds] : timings_s) {
        total_s += seconds;
        longest_s = std::max(longest_s, seconds);
    }
    if (total_s <= 0) { return html::empty_figure("Time", "No timings were taken in this run."); }

    std::string bars;
    for (auto const& [word, seconds] : timings_s) {
        bars += "<dt>" + html::escaped(word) +
                "</dt><dd><i style=\"width:" + html::number(100 * seconds / longest_s) +
                "%\"></i></dd><dd class=\"value\">" + html::number(seconds) +
                "\u202fs</dd><dd class=\"value\">" + html::percent(seconds / total_s) + "</dd>\n";
    }
    return html::figure(
        "Time",
        "<dl class=\"bars\">\n" + bars + "</dl>",
        "Seconds " + parts + ", and its share of " + html::number(total_s) + " s in all.");
}

}  // namespace inferno
