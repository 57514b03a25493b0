#include <cmath>
#include <numeric>
#include <span>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/report_parts.hpp"

namespace inferno {

namespace {

std::string share(Index part, Index whole)
{
    return whole == 0 ? "–" : html::percent(static_cast<double>(part) / static_cast<double>(whole));
}

//! One true class: shaded by its share of the row.
std::string row_html(std::string const& name, std::span<Index const> counts, std::size_t own)
{
    Index const total = std::accumulate(counts.begin(), counts.end(), Index{0});
    std::string row   = "<tr><th scope=\"row\">" + html::escaped(name) + "</th>";
    for (std::size_t k = 0; k < counts.size(); ++k) {
        double const shade =  // square root: small shares remain visible
            total == 0 ? 0 : std::sqrt(static_cast<double>(counts[k]) / static_cast<double>(total));
        row += std::string("<td class=\"") + (k == own ? "right" : "wrong") +
               (shade > 0.6 ? " full" : "") + "\" style=\"--shade:" + html::number(100 * shade) +
               "%\">" + (counts[k] == 0 ? "·" : html::grouped(counts[k])) + "</td>";
    }
    return row + "<td class=\"recall\">" + share(counts[own], total) + "</td></tr>\n";
}

}  // namespace

std::string confusion_html(Report::Confusion const& confusion)
{
    std::size_t const classes = confusion.names.size();
    INFERNO_REQUIRE(confusion.counts.size() == classes * classes,
                    "confusion: " << confusion.counts.size() << " counts, expected " << classes
                                  << " x " << classes);
    if (classes == 0) { return {}; }
    std::string head = "<tr><th scope=\"col\" class=\"corner\">true \\ predicted</th>";
    for (std::string const& name : confusion.names) {
        head += "<th scope=\"col\">" + html::escaped(name) + "</th>";
    }
    std::string body;
    Index correct = 0;
    for (std::size_t k = 0; k < classes; ++k) {
        auto const counts = std::span(confusion.counts).subspan(k * classes, classes);
        body += row_html(confusion.names[k], counts, k);
        correct += counts[k];
    }
    Index const images =
        std::accumulate(confusion.counts.begin(), confusion.counts.end(), Index{0});
    return html::figure(
        "Confusion",
        "<div class=\"wide\"><table class=\"confusion\"><thead>" + head +
            "<th scope=\"col\" class=\"recall\">recall</th></tr></thead>\n<tbody>" + body +
            "</tbody></table></div>",
        "Images of each true class (row) by predicted class (column); a stronger colour "
        "means a larger share of the row. " +
            html::grouped(correct) + " of " + html::grouped(images) + " correct (" +
            share(correct, images) + ").");
}

}  // namespace inferno
