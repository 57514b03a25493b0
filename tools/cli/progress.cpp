#include "cli/progress.hpp"

#include <chrono>
#include <string_view>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

namespace inferno::cli {

namespace {

constexpr double terminal_pause_s = 0.1, log_pause_s = 10;

int terminal_columns(int descriptor)
{
    winsize size{};
    bool const known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

}  // namespace

double steady_seconds()
{
    using Seconds = std::chrono::duration<double>;
    return Seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Progress::Progress(
    int descriptor, std::string what, Index all_images, Clock clock, std::string unit)
    : descriptor_(descriptor),
      terminal_(::isatty(descriptor) == 1),
      clock_(std::move(clock)),
      started_s_(clock_()),
      shown_s_(started_s_),
      standing_{std::move(what), 0, all_images, 0, 0, {}, std::move(unit)}
{
}

Progress::~Progress()
{
    if (terminal_ && shown_ && !finished_) { write("\n"); }
}

void Progress::update(Index images, Index steps, std::optional<double> accuracy)
{
    standing_.images   = images;
    standing_.steps    = steps;
    standing_.accuracy = accuracy;
    changed_           = true;
    double const pause = terminal_ ? terminal_pause_s : log_pause_s;
    if (!shown_ || clock_() - shown_s_ >= pause) { show(); }
}

void Progress::finish()
{
    if (finished_) { return; }
    if (changed_ || !shown_) { show(); }
    if (terminal_) { write("\n"); }
    finished_ = true;
}

void Progress::show()
{
    shown_s_            = clock_();
    shown_              = true;
    changed_            = false;
    standing_.elapsed_s = shown_s_ - started_s_;
    if (terminal_) {  // one column stays free, so that no terminal wraps the line
        write("\r" + terminal_line(standing_, terminal_columns(descriptor_) - 1) + "\x1b[K");
    } else {
        write(log_line(standing_) + "\n");
    }
}

//! A reader that went away must not stop the run: what cannot be shown is dropped.
void Progress::write(std::string const& text) const
{
    for (std::string_view rest = text; !rest.empty();) {
        ssize_t const written = ::write(descriptor_, rest.data(), rest.size());
        if (written <= 0) { return; }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace inferno::cli
