//! Recordings that go to a .npy file while the backend goes on.
#pragma once

#include <filesystem>
#include <memory>

#include "inferno/config/npy.hpp"
#include "inferno/network/recording.hpp"

namespace inferno {

//! How spikes are written.
enum class SpikeRows {
    events,  //!< a row (step, sample of the batch, element) of int64 per spike
    words,   //!< a row [batch][words] of uint32 per step; bit k of word w is element 32 w + k
    bytes    //!< a row [batch][shape...] of uint8 per step
};

//! A recording whose sink writes rows to a file: of numbers a row per step, shaped as users see
//! them. The file is readable at any time, and holds whole steps. WriteError, from the call that
//! fills a block or from flush(), where the disk is full: it keeps the rows that fit.
class NpyRecording {
  public:
    NpyRecording(Watched seen,
                 std::filesystem::path const& path,
                 SpikeRows spikes              = SpikeRows::events,
                 RecordingConfig const& config = {});

    void observe() { recording_.observe(); }
    //! The file holds all that was observed so far.
    void flush() { recording_.flush(); }
    void close();
    Index steps() const { return recording_.steps(); }

  private:
    std::shared_ptr<NpyWriter> writer_;  //!< of the recording's thread, but for close()
    Recording recording_;
};

}  // namespace inferno
