//! Shows how a run gets on: one moving line on a terminal, now and then a plain line in a log.
#pragma once

#include <functional>
#include <optional>

#include "cli/progress_line.hpp"

namespace inferno::cli {

//! Seconds since any fixed moment.
using Clock = std::function<double()>;
double steady_seconds();

class Progress {
  public:
    //! `descriptor`: where to write, for example STDERR_FILENO. `unit`: what is counted.
    Progress(int descriptor,
             std::string what,
             Index all_images,
             Clock clock      = steady_seconds,
             std::string unit = "images");
    ~Progress();  //!< leaves the cursor on a fresh line
    Progress(Progress const&)            = delete;
    Progress& operator=(Progress const&) = delete;

    //! Images and steps so far; cheap enough to call after every image.
    void update(Index images, Index steps, std::optional<double> accuracy = {});
    void finish();  //!< shows where it stands, once

  private:
    void show();
    void write(std::string const& text) const;

    int descriptor_;
    bool terminal_;
    Clock clock_;
    double started_s_, shown_s_;
    Standing standing_;
    bool changed_ = false;  //!< since it was shown
    bool shown_ = false, finished_ = false;
};

}  // namespace inferno::cli
