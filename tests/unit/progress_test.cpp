#include "cli/progress.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace inferno::cli {
namespace {

Standing const half{"train", 500, 1000, 125000, 4, 0.873};

TEST(ProgressLine, ShowsRatesTimeLeftAndAccuracy)
{
    EXPECT_EQ(log_line(half),
              "train   50 %  0:04 left  accuracy 87.3 %  125 images/s  31.2k steps/s  500/1000");
}

TEST(ProgressLine, FillsTheBarAsFarAsTheRunHasCome)
{
    EXPECT_EQ(terminal_line(half, 40), "train [=======>      ]   50 %  0:04 left");
}

TEST(ProgressLine, NeverExceedsTheTerminal)
{
    for (int columns = 1; columns < 200; ++columns) {
        EXPECT_LE(terminal_line(half, columns).size(), static_cast<std::size_t>(columns));
    }
}

TEST(ProgressLine, WritesNumbersAndTimesShort)
{
    EXPECT_EQ(short_number(0), "0");
    EXPECT_EQ(short_number(950), "950");
    EXPECT_EQ(short_number(3.14), "3.1");
    EXPECT_EQ(short_number(999.9), "1.0k");
    EXPECT_EQ(short_number(61300), "61.3k");
    EXPECT_EQ(short_number(1.2e9), "1.2G");
    EXPECT_EQ(clock_text(7), "0:07");
    EXPECT_EQ(clock_text(3723), "1:02:03");
}

//! Both ends of a pipe or of a terminal of 60 columns.
struct Channel {
    int reader = -1, writer = -1;

    static Channel pipe()
    {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        return {ends[0], ends[1]};
    }
    static Channel terminal()
    {
        int const reader = ::posix_openpt(O_RDWR | O_NOCTTY);
        if (reader < 0 || ::grantpt(reader) != 0 || ::unlockpt(reader) != 0) { return {}; }
        int const writer = ::open(::ptsname(reader), O_RDWR | O_NOCTTY);
        winsize const size{24, 60, 0, 0};
        ::ioctl(writer, TIOCSWINSZ, &size);
        return {reader, writer};
    }
    //! What was written since the last call; a mark is sent along so that reading never blocks.
    std::string text() const
    {
        std::string all;
        if (::write(writer, "#", 1) != 1) { return all; }
        std::array<char, 4096> piece{};
        while (!all.ends_with('#')) {
            ssize_t const size = ::read(reader, piece.data(), piece.size());
            if (size <= 0) { break; }
            all.append(piece.data(), static_cast<std::size_t>(size));
        }
        return all.substr(0, all.size() - 1);
    }
    void close() const
    {
        ::close(reader);
        ::close(writer);
    }
};

TEST(Progress, WritesALineEveryTenSecondsToAPipeAndTheFirstAndTheLast)
{
    Channel const channel = Channel::pipe();
    double now_s          = 100;
    Progress progress(channel.writer, "train", 100, [&] { return now_s; });
    for (Index image = 1; image <= 100; ++image) {  // 25 s
        now_s += 0.25;
        progress.update(image, image * 250);
    }
    progress.finish();
    progress.finish();
    std::string const text = channel.text();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
    EXPECT_TRUE(text.ends_with("100 %  0:25 in all  4 images/s  1.0k steps/s  100/100\n")) << text;
    EXPECT_EQ(text.find('\r'), text.npos);
    channel.close();
}

TEST(Progress, RedrawsOneLineOfATerminalTenTimesASecondAtMost)
{
    Channel const channel = Channel::terminal();
    if (channel.writer < 0) { GTEST_SKIP() << "no pseudo-terminals here"; }
    double now_s = 0;
    {
        Progress progress(channel.writer, "train", 1000, [&] { return now_s; });
        for (Index image = 1; image <= 1000; ++image) {  // 1 s
            now_s = static_cast<double>(image) / 1000;
            progress.update(image, image * 250, 0.5);
        }
        std::string const text = channel.text();
        EXPECT_NEAR(static_cast<double>(std::count(text.begin(), text.end(), '\r')), 10, 1);
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 0);
        progress.finish();
        EXPECT_EQ(std::count(text.begin(), text.end(), '['),
                  2 * std::count(text.begin(), text.end(), '\r'));
    }
    EXPECT_TRUE(channel.text().ends_with("\n"));
    channel.close();
}

TEST(Progress, LeavesAFreshLineWhenTheRunStopsEarly)
{
    Channel const channel = Channel::terminal();
    if (channel.writer < 0) { GTEST_SKIP() << "no pseudo-terminals here"; }
    {
        Progress progress(channel.writer, "train", 10);
        progress.update(1, 250);
    }
    EXPECT_TRUE(channel.text().ends_with("\n"));
    channel.close();
}

}  // namespace
}  // namespace inferno::cli
