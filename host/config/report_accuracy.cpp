#include <algorithm>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/report_parts.hpp"
#include "config/svg.hpp"

namespace inferno {

namespace {

constexpr std::size_t most_points = 600;  // more than the page can show

//! Every so many elements, and the last.
std::vector<double> thinned(std::vector<double> const& values)
{
    std::size_t const stride = values.size() / most_points + 1;
    std::vector<double> kept;
    for (std::size_t i = 0; i < values.size(); i += stride) {
        kept.push_back(values[i]);
    }
    if ((values.size() - 1) % stride != 0) { kept.push_back(values.back()); }
    return kept;
}

std::string key(std::string const& style, std::string const& text)
{
    return "<span><i class=\"" + style + "\"></i>" + text + "</span>";
}

}  // namespace

std::string accuracy_html(Report::Accuracy const& accuracy, Index classes)
{
    if (accuracy.images.empty()) { return {}; }
    INFERNO_REQUIRE(
        accuracy.running.size() == accuracy.images.size() &&
            (accuracy.recent.empty() || accuracy.recent.size() == accuracy.images.size()),
        "accuracy: " << accuracy.images.size() << " positions, " << accuracy.running.size()
                     << " running and " << accuracy.recent.size() << " recent values");
    double const images = std::max(accuracy.images.back(), 1.0);
    svg::Chart chart(520, 236, {0, images, "images"}, {0, 1, html::escaped(accuracy.title), true});
    std::string keys = key("running", "all so far, " + html::percent(accuracy.running.back()));
    if (classes > 1) {
        double const chance = 1 / static_cast<double>(classes);
        chart.line({0, images}, {chance, chance}, "chance");
    }
    std::vector<double> const positions = thinned(accuracy.images);
    if (!accuracy.recent.empty()) {
        chart.line(positions, thinned(accuracy.recent), "recent");
        keys += key("recent",
                    "last " + html::grouped(accuracy.recent_images) + ", " +
                        html::percent(accuracy.recent.back()));
    }
    chart.line(positions, thinned(accuracy.running), "running");
    if (classes > 1) { keys += key("chance", "chance"); }
    return html::figure(
        html::escaped(accuracy.title),
        chart.svg("accuracy over images") + "<div class=\"keys\">" + keys + "</div>",
        html::escaped(accuracy.caption));
}

}  // namespace inferno
