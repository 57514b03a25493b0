#include "config/report.hpp"

#include <fstream>
#include <iterator>
#include <limits>

#include <gtest/gtest.h>
#include <unistd.h>

#include "inferno/core/error.hpp"

#include "config/html.hpp"
#include "config/png.hpp"
#include "config/svg.hpp"

namespace inferno {
namespace {

std::string page(Report const& report)
{
    auto const path = std::filesystem::path(testing::TempDir()) /
                      ("report_test_" + std::to_string(::getpid()) + ".html");
    write_report(path, report);
    std::ifstream file(path);
    std::string text(std::istreambuf_iterator<char>(file), {});
    std::filesystem::remove(path);
    return text;
}

bool holds(std::string const& text, std::string const& part)
{
    return text.find(part) != text.npos;
}

Index occurrences(std::string const& text, std::string const& part)
{
    Index found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

Report small_report()
{
    Report report;
    report.title     = "A & B";
    report.facts     = {{"seed", "<7>"}};
    report.fields    = {1, 2, 1, 2, {0, 1, 2, std::numeric_limits<float>::quiet_NaN()}};
    report.raster    = {10, 4, 0.5, {{0, 0}, {9, 3}}};
    report.accuracy  = {{100, 200}, {0.5, 0.6}, {0.5, 0.75}, 100};
    report.confusion = {{"cat", "dog"}, {3, 1, 0, 0}};
    report.timings_s = {{"encode", 1.0}, {"neuron", 3.0}};
    return report;
}

TEST(Report, IsOnePageThatLoadsNothing)
{
    std::string const text = page(small_report());
    EXPECT_FALSE(holds(text, "http") || holds(text, "<script") || holds(text, "<link"));
    EXPECT_TRUE(holds(text, "src=\"data:image/png;base64,iVBORw0KGgo"));
    EXPECT_TRUE(text.ends_with("</html>\n"));
}

TEST(Report, EscapesWhatTheUserWrote)
{
    std::string const text = page(small_report());
    EXPECT_TRUE(holds(text, "<h1>A &amp; B</h1>"));
    EXPECT_TRUE(holds(text, "&lt;7&gt;"));
}

TEST(Report, ShowsRecallRateAndShares)
{
    std::string const text = page(small_report());
    EXPECT_TRUE(holds(text, "75.0\u202f%</td></tr>"));  // of cat
    EXPECT_TRUE(holds(text, "–</td></tr>"));            // no dog was shown
    EXPECT_TRUE(holds(text, "2 spikes of 4 neurons in 5 ms: 100 Hz"));
    EXPECT_TRUE(holds(text, "share of 4 s in all"));
}

TEST(Report, SaysWhatTheTilesAre)
{
    Report report = small_report();
    EXPECT_TRUE(holds(page(report), "Each tile is one of 2 neurons: weight from 2 inputs, all"));
    report.fields = {1, 4, 2, 1, std::vector<float>(8), 2, "weight", "filter", "Filters"};
    EXPECT_TRUE(holds(page(report), "Side by side are the channels of 2 filters: weight from 2"));
    report.fields = {1, 1, 1, 3, {1, 2, 3}, 1, "delay in ms", "neuron", "Delays"};
    EXPECT_TRUE(holds(page(report), "The delay in ms of the neuron from 3 inputs."));
}

TEST(Report, NamesTheScaleAndWhoseWeightsItIs)
{
    Report report          = small_report();
    report.fields.of       = "a<b";
    std::string const text = page(report);
    EXPECT_TRUE(holds(text, "<h2>Receptive fields of a&lt;b</h2>"));
    EXPECT_TRUE(holds(text, "<b>weight</b><span>0</span>"));
}

TEST(Report, PutsNeuronsAndTicksOfARasterAtWholeNumbers)
{
    Report report;
    report.raster          = {100, 2, 1, {{0, 0}}};
    std::string const text = page(report);
    EXPECT_TRUE(holds(text, ">0</text>") && holds(text, ">1</text>"));
    EXPECT_FALSE(holds(text, ">0.2</text>") || holds(text, ">0.5</text>"));
    report.raster = {100, 1, 1, {{0, 0}}};
    EXPECT_FALSE(holds(page(report), ">0.5</text>"));
}

TEST(Report, ShowsRecordsOfFewNumbersAsCurves)
{
    Report report = small_report();
    EXPECT_FALSE(holds(page(report), "Recordings"));
    std::vector<PanelLine> const lines{
        {"0, 0", {0.2, 0.3, 0.4}}, {"0, 1", {100, 100.1, 100.2}}, {"1, 0", {0.5, 0.5, 0.5}}};
    report.curves          = {{"weight of <c>", "weight", "batches", 1, lines}};
    std::string const text = page(report);
    EXPECT_TRUE(holds(text, "weight of &lt;c&gt;</text>"));
    EXPECT_TRUE(holds(text, ">0, 1</text>") && holds(text, ">batches</text>"));
    EXPECT_EQ(occurrences(text, "<polyline class=\"c0\""), 2) << "two plots: one is far away";
    EXPECT_EQ(occurrences(text, "<polyline class=\"c1\""), 1);
    EXPECT_EQ(occurrences(text, ">batches</text>"), 1);
    report.curves[0].lines[1].values = {100, 100, 100};
    EXPECT_TRUE(holds(page(report), "weight of &lt;c&gt;; [0, 1] is 100 throughout</text>"));
    EXPECT_EQ(occurrences(page(report), "<polyline class=\"c0\""), 1);
}

TEST(Report, SaysWhatIsAbsent)
{
    Report empty;
    std::string const text = page(empty);
    EXPECT_TRUE(holds(text, "No weights were recorded in this run."));
    EXPECT_TRUE(holds(text, "No spikes were recorded in this run."));
    EXPECT_FALSE(holds(text, "Accuracy") || holds(text, "Confusion"));
    EXPECT_TRUE(holds(text, "No timings were taken in this run."));
    empty.raster = {100, 10, 1, {}};
    EXPECT_TRUE(holds(page(empty), "no neuron fired"));
}

TEST(Report, RefusesPartsThatDoNotFitTogether)
{
    Report report      = small_report();
    report.fields.rows = 3;
    EXPECT_THROW(page(report), ArgumentError);
    report = small_report();
    report.raster.spikes.push_back({10, 0});
    EXPECT_THROW(page(report), ArgumentError);
    report = small_report();
    report.accuracy.running.pop_back();
    EXPECT_THROW(page(report), ArgumentError);
    report = small_report();
    report.confusion.counts.pop_back();
    EXPECT_THROW(page(report), ArgumentError);
}

TEST(Report, KeepsTheRasterSmallWhateverTheNumberOfSpikes)
{
    Report report;
    report.raster = {2000, 1000, 1, {}};
    for (Index step = 0; step < 2000; ++step) {
        for (Index neuron = step % 2; neuron < 1000; neuron += 2) {
            report.raster.spikes.push_back({step, neuron});
        }
    }
    EXPECT_LT(page(report).size(), 2000000);
}

TEST(Html, WritesNumbersForPeople)
{
    EXPECT_EQ(html::grouped(1234567), "1\u202f234\u202f567");
    EXPECT_EQ(html::grouped(-123), "-123");
    EXPECT_EQ(html::number(1234.4), "1234");
    EXPECT_EQ(html::number(0.012345), "0.0123");
    EXPECT_EQ(html::bytes(1360000000), "1.36 GB");
    EXPECT_EQ(html::bytes(71100000), "71.1 MB");
    EXPECT_EQ(html::percent(0.873), "87.3\u202f%");
}

TEST(Svg, PutsTicksOnRoundNumbers)
{
    EXPECT_EQ(svg::ticks(0, 1, 5).size(), 6);
    EXPECT_EQ(svg::ticks(0, 350, 6), (std::vector<double>{0, 50, 100, 150, 200, 250, 300, 350}));
    EXPECT_EQ(svg::ticks(3, 3, 5), std::vector<double>{3});
}

TEST(Png, EncodesBase64AsTheStandardSays)
{
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Png, EndsItsFileWithTheKnownChecksum)
{
    std::string const file = encode_png({1, 2, {0, 255}}, heat_palette());
    EXPECT_TRUE(file.starts_with("\x89PNG\r\n\x1a\n"));
    EXPECT_TRUE(file.ends_with("IEND\xae\x42\x60\x82"));
    EXPECT_THROW(encode_png({1, 2, {0}}, heat_palette()), ArgumentError);
}

}  // namespace
}  // namespace inferno
