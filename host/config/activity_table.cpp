#include <cmath>

#include "config/activity_report.hpp"
#include "config/html.hpp"

namespace inferno {
namespace {

std::string cell(std::string const& text, char const* style = "")
{
    return "<td" + (*style == 0 ? std::string() : " class=\"" + std::string(style) + "\"") + ">" +
           text + "</td>";
}

std::string number_or_dash(double value)
{
    return std::isfinite(value) ? html::number(value) : "–";
}

//! A number, marked where there is a band for it.
std::string measured_cell(double value, std::optional<Band> const& band)
{
    char const* const style = !band ? "" : band->holds(value) ? "inside" : "outside";
    return cell(number_or_dash(value), style);
}

std::string band_cell(std::optional<Band> const& band)
{
    return cell(band ? html::number(band->low) + "\u202f–\u202f" + html::number(band->high) : "",
                "soft");
}

std::string row(PopulationResults const& population, bool rate_bands, bool cv_bands)
{
    stats::PopulationActivity const& a = population.activity;
    double const silent = static_cast<double>(a.silent) / static_cast<double>(a.neurons);
    return "<tr><th scope=\"row\">" + html::escaped(population.name) + "</th>" +
           cell(html::escaped(population.model), "word") + cell(html::grouped(a.neurons)) +
           cell(html::grouped(a.spikes)) + measured_cell(a.rate_hz, population.reference.rate_hz) +
           (rate_bands ? band_cell(population.reference.rate_hz) : "") +
           cell(html::number(a.rate_sd_hz)) + cell(html::percent(silent)) +
           measured_cell(a.cv, population.reference.cv) +
           (cv_bands ? band_cell(population.reference.cv) : "") + "</tr>\n";
}

std::string head(char const* name) { return "<th scope=\"col\">" + std::string(name) + "</th>"; }

}  // namespace

std::string rate_table_html(ActivityReport const& report)
{
    bool rate_bands = false, cv_bands = false;
    for (PopulationResults const& population : report.populations) {
        rate_bands = rate_bands || population.reference.rate_hz.has_value();
        cv_bands   = cv_bands || population.reference.cv.has_value();
    }
    std::string rows;
    for (PopulationResults const& population : report.populations) {
        rows += row(population, rate_bands, cv_bands);
    }
    std::string const heads = head("population") + head("model") + head("neurons") +
                              head("spikes") + head("rate (Hz)") +
                              (rate_bands ? head("expected") : "") + head("deviation (Hz)") +
                              head("silent") + head("CV") + (cv_bands ? head("expected") : "");
    return html::figure(
        "Populations",
        "<div class=\"wide\"><table class=\"numbers\"><thead><tr>" + heads +
            "</tr></thead>\n<tbody>" + rows + "</tbody></table></div>",
        "From " + html::number(report.from_ms) + " ms to " + html::number(report.to_ms) +
            " ms. Rate and its standard deviation are over all neurons; CV is that of the "
            "intervals "
            "between spikes, the mean over neurons with two intervals or more." +
            (rate_bands || cv_bands ? " Green is within what is expected, red is not." : ""));
}

}  // namespace inferno
