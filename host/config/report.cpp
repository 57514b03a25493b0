#include "config/report.hpp"

#include "config/html.hpp"
#include "config/output_file.hpp"
#include "config/report_parts.hpp"

namespace inferno {

namespace {

std::string facts_html(ReportHead const& head)
{
    if (head.facts.empty()) { return {}; }
    std::string facts = "<dl class=\"facts\">\n";
    for (auto const& [name, value] : head.facts) {
        facts += "<div><dt>" + html::escaped(name) + "</dt><dd>" + html::escaped(value) +
                 "</dd></div>\n";
    }
    return facts + "</dl>\n";
}

}  // namespace

void write_page(std::filesystem::path const& path, ReportHead const& head, std::string const& body)
{
    std::string const title = html::escaped(head.title);
    std::string const page =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        title + "</title>\n<style>" + report_style +
        "</style>\n</head>\n<body>\n<main>\n<header><h1>" + title + "</h1><p>" +
        html::escaped(head.subtitle) + "</p></header>\n" + facts_html(head) + body +
        "</main>\n</body>\n</html>\n";
    write_atomically(path, page);
}

void write_report(std::filesystem::path const& path, Report const& report)
{
    std::string const body =
        "<div class=\"pair\">\n" + fields_html(report.fields) + "<div class=\"stack\">\n" +
        accuracy_html(report.accuracy, static_cast<Index>(report.confusion.names.size())) +
        timings_html(report.timings_s) + "</div>\n</div>\n" + curves_html(report.curves) +
        raster_html(report.raster) + confusion_html(report.confusion);
    write_page(path, report, body);
}

}  // namespace inferno
