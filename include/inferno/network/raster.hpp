//! Spikes over many steps: played back into a network, or recorded from it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "inferno/encode/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! A ring of spike frames with a position that moves by one frame per step.
class Raster {
  public:
    Raster(BackendPointer const& backend, Index steps, Index batch, Index elements);

    Index steps() const { return frames_.slots(); }
    Index batch() const { return frames_.batch(); }
    Index elements() const { return frames_.elements(); }
    //! The frame at the position.
    SpikeView now() const { return frames_.view(position_.data()); }
    //! Submits the stage that moves on by one frame; after the last comes the first.
    void advance();
    //! Submits the stage that writes these spikes into the frame at the position.
    void write(SpikeView spikes);
    //! Back to the first frame, now.
    void rewind() { position_.clear(); }
    //! All frames, [steps][batch][elements], one byte per spike.
    void upload(std::span<std::uint8_t const> fired) { frames_.upload(fired); }
    std::vector<std::uint8_t> download() const { return frames_.download(); }
    std::vector<SpikeWord> download_words() const { return frames_.buffer().download(); }
    SpikeWord* words() { return frames_.words(); }

  private:
    SpikeBuffer frames_;
    Buffer<Index> position_;
};

//! Turns numbers into spikes: homogeneous Poisson trains with a refractory period, a raster at a
//! time.
class HomogeneousPoissonEncoder {
  public:
    struct Config {
        Index steps                         = 250;  //!< of one raster
        double step_time_ms                 = 1;
        double frequency_hz                 = 100;  //!< rate of an input of 1; 0 or more
        std::optional<double> refractory_ms = {};   //!< at least one step, which is the default
        bool compensate = true;  //!< keep the mean rate in spite of the refractory period
    };

    //! ArgumentError for rates that the refractory period cannot carry.
    HomogeneousPoissonEncoder(BackendPointer const& backend,
                              Index batch,
                              Shape const& shape,
                              Config const& config,
                              std::uint64_t seed);

    //! Draws a new raster for inputs in [0, 1], [batch][elements], and rewinds. ArgumentError if
    //! one is outside.
    void encode(std::span<Real const> intensity);
    //! Spikes of the present step; advance() moves on to the next.
    SpikeView now() const { return raster_.now(); }
    void advance() { raster_.advance(); }
    Raster& raster() { return raster_; }
    //! Rasters drawn since the encoder was made.
    Index rasters_drawn() const { return rasters_.download().front(); }

  private:
    PoissonParams params_;
    std::uint64_t seed_;
    Raster raster_;
    Buffer<Real> intensity_;
    Buffer<Index> rasters_;
};

}  // namespace inferno
