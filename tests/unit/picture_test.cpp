#include "inferno/config/picture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "inferno/core/error.hpp"

#include "support/experiment_files.hpp"

namespace inferno {
namespace {

namespace fs = std::filesystem;

template <NpyValues R>
NpyArray array(R const& values, Shape const& shape)
{
    test::TemporaryFolder const folder;
    write_npy(folder / "a.npy", values, shape);
    return read_npy(folder / "a.npy");
}

PicturePanel panel(NpyArray given)
{
    PicturePanel made;
    made.array = std::move(given);
    made.name  = "a.npy";
    made.label = "a";
    return made;
}

Picture picture(PicturePanel one)
{
    Picture made;
    made.panels.push_back(std::move(one));
    return made;
}

Index occurrences(std::string const& text, std::string const& part)
{
    Index found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

std::string error(Picture const& wrong)
{
    try {
        picture_svg(wrong);
    } catch (ArgumentError const& said) {
        return said.what();
    }
    return "no error";
}

PicturePanel two_by_two()
{
    return panel(array(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 9}, {2, 2, 2}));
}

TEST(Picture, ShowsALineForEveryElementOfARow)
{
    std::string const svg = picture_svg(picture(two_by_two()));
    EXPECT_EQ(occurrences(svg, "<polyline"), 4);
    EXPECT_EQ(occurrences(svg, ">1, 0</text>"), 1);  // in the legend
    EXPECT_EQ(occurrences(svg, "time (ms)"), 1);
    EXPECT_EQ(svg.rfind("<svg xmlns=", 0), 0U);
    EXPECT_EQ(occurrences(svg, "http"), 1);  // the name space: nothing is loaded
}

TEST(Picture, SixteenLinesTakeDashesAndASecondRowOfNames)
{
    std::string const few = picture_svg(picture(panel(array(std::vector<float>(24, 1), {3, 8}))));
    EXPECT_EQ(occurrences(few, "dashed"), 0);
    std::string const svg = picture_svg(picture(panel(array(std::vector<float>(48, 1), {3, 16}))));
    EXPECT_EQ(occurrences(svg, "<polyline"), 16);
    EXPECT_EQ(occurrences(svg, "<polyline class=\"c3 dashed\""), 1);
    EXPECT_EQ(occurrences(svg, ".dashed {"), 1);
    EXPECT_EQ(occurrences(few, "y=\"30\""), 0);
    EXPECT_GT(occurrences(svg, "y=\"30\""), 0);
}

TEST(Picture, SelectsByIndexAndRange)
{
    PicturePanel some = two_by_two();
    some.select       = {"1", ":"};
    EXPECT_EQ(occurrences(picture_svg(picture(some)), "<polyline"), 2);
    some.select = {"0:1", "1"};
    EXPECT_EQ(occurrences(picture_svg(picture(some)), "<polyline"), 1);
    some.legend = {"the <one>"};
    EXPECT_EQ(occurrences(picture_svg(picture(some)), "the &lt;one&gt;"), 1);
}

TEST(Picture, RefusesWhatTheArrayDoesNotHave)
{
    PicturePanel wrong = two_by_two();
    wrong.select       = {"2", "0"};
    EXPECT_EQ(error(picture(wrong)), "a.npy: selection \"2\" of axis 1 must lie within 0:2");
    wrong.select = {"0"};
    EXPECT_EQ(error(picture(wrong)),
              "a.npy: the selection has 1 entries, but a row has shape (2, 2), which needs 2");
    wrong.select = {"x", "0"};
    EXPECT_EQ(error(picture(wrong)),
              "a.npy: selection \"x\" must be an index, a range FIRST:LAST or \":\"");
    wrong.select = {"1:0", "0"};
    EXPECT_EQ(error(picture(wrong)), "a.npy: selection \"1:0\" of axis 1 must lie within 0:2");
    wrong        = two_by_two();
    wrong.legend = {"only one"};
    EXPECT_EQ(error(picture(wrong)), "a.npy: 1 names for 4 lines");
    EXPECT_EQ(error(picture(panel(array(std::vector<float>(51, 1), {3, 17})))),
              "a.npy: has 17 lines in rows of shape (17), a panel can show 16; choose some with "
              "--select");
    EXPECT_EQ(error(picture(panel(array(std::vector<float>{}, {0, 3})))),
              "a.npy: has shape (0, 3), there is nothing to draw");
    EXPECT_EQ(error(Picture{}), "a picture needs at least one recording");
}

TEST(Picture, RefusesTimesWithNothingToShow)
{
    Picture wrong      = picture(two_by_two());
    wrong.step_time_ms = 0;
    EXPECT_EQ(error(wrong), "the step time is 0 ms, must be > 0");
    wrong.step_time_ms = 0.5;
    wrong.from_ms      = 1;
    EXPECT_NE(error(wrong).find("below the 1 ms that were recorded"), std::string::npos);
    wrong.from_ms = 0.5;
    wrong.to_ms   = 0.5;
    EXPECT_NE(error(wrong).find("shows 0.5 ms to 0.5 ms"), std::string::npos);
}

TEST(Picture, SpikesAreARasterOfOneSample)
{
    std::vector<std::int64_t> const spikes{0, 0, 2, 3, 0, 4, 5, 1, 0, 9, 0, 0};
    PicturePanel raster   = panel(array(spikes, {4, 3}));
    std::string const svg = picture_svg(picture(raster));
    EXPECT_EQ(occurrences(svg, "<polyline"), 0);
    EXPECT_EQ(occurrences(svg, "v8.4"), 3);  // dashes of 0.7 of a row
    raster.select = {"1"};
    EXPECT_EQ(occurrences(picture_svg(picture(raster)), "v8.4"), 1);
    raster.select = {"0", "0:3"};
    EXPECT_EQ(occurrences(picture_svg(picture(raster)), " d=\"M"), 1);
    raster.select = {"2"};
    EXPECT_EQ(error(picture(raster)), "a.npy: selection \"2\" of axis 1 must lie within 0:2");
    raster.select = {"0:2"};
    EXPECT_EQ(error(picture(raster)), "a.npy: selects 2 samples, must be one");
    raster.select = {};
    raster.stairs = true;
    EXPECT_EQ(error(picture(raster)), "a.npy: holds spikes, which have neither names nor stairs");
}

TEST(Picture, ARasterMayBeEmpty)
{
    PicturePanel const silent = panel(array(std::vector<std::int64_t>{}, {0, 3}));
    EXPECT_EQ(occurrences(picture_svg(picture(silent)), "class=\"spikes\""), 1);
}

TEST(Picture, LinesAreCutWhereValuesAreNotFinite)
{
    float const nan = std::numeric_limits<float>::quiet_NaN();
    std::string const svg =
        picture_svg(picture(panel(array(std::vector<float>{1, 2, nan, 2, 1}, {5}))));
    EXPECT_EQ(occurrences(svg, "<polyline"), 2);
    EXPECT_EQ(occurrences(svg, "nan"), 0);
}

TEST(Picture, KeepsNoPointThatNobodySees)
{
    std::vector<float> straight, peak;
    for (int k = 0; k < 100'000; ++k) {
        straight.push_back(static_cast<float>(k));
        peak.push_back(k == 54'321 ? 1.0F : 0.0F);
    }
    EXPECT_LT(picture_svg(picture(panel(array(straight, {100'000})))).size(), 4000U);
    std::string const svg = picture_svg(picture(panel(array(peak, {100'000}))));
    EXPECT_LT(svg.size(), 4000U);
    std::size_t const begin = svg.find("points=\"");
    EXPECT_EQ(occurrences(svg.substr(begin, svg.find('"', begin + 8) - begin), ","), 5);
}

TEST(Picture, StairsHoldAValueForAStep)
{
    PicturePanel steps    = panel(array(std::vector<float>{0, 0, 1, 1}, {4}));
    steps.stairs          = true;
    std::string const svg = picture_svg(picture(steps));
    std::size_t begin     = svg.find("points=\"");
    std::string const at  = svg.substr(begin, svg.find('"', begin + 8) - begin);
    EXPECT_EQ(occurrences(at, ","), 4);           // start, foot and head of the stair, end
    EXPECT_EQ(occurrences(at, "395,"), 2) << at;  // half of the time: 58 + (760 - 58 - 28) / 2
}

TEST(Picture, LabelsComeFromTheNamesOfFiles)
{
    EXPECT_EQ(picture_label("results/voltage_mv.npy"), "voltage (mV)");
    EXPECT_EQ(picture_label("trace_pre.npy"), "trace pre");
    EXPECT_EQ(picture_label("output_us.npy"), "output (uS)");
}

TEST(Picture, AFileIsWrittenWholeOrNotAtAll)
{
    test::TemporaryFolder const folder;
    Picture const good = picture(two_by_two());
    write_picture(folder / "a.svg", good);
    EXPECT_EQ(test::read_text(folder / "a.svg"), picture_svg(good));
    Picture bad          = good;
    bad.panels[0].select = {"7", "7"};
    EXPECT_THROW(write_picture(folder / "a.svg", bad), ArgumentError);
    EXPECT_EQ(test::read_text(folder / "a.svg"), picture_svg(good));
    EXPECT_THROW(write_picture(folder / "a.jpg", good), ArgumentError);
    EXPECT_THROW(write_picture(folder / "none/a.svg", good), FileError);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace inferno
