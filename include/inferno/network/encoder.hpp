//! Encoders: numbers in [0, 1] become spikes, at a rate in proportion to them.
//!
//! Ahead of time, encode() draws the spikes of all steps; online, each step draws its own. The same
//! seed gives the same spikes both ways, and on every backend.
#pragma once

#include <optional>
#include <span>

#include "inferno/encode/renewal.hpp"
#include "inferno/network/spike_source.hpp"

namespace inferno {

//! Any encoder. One of a program's own derives from this and says in submit() which stage draws.
class Encoder : public SpikeSource {
  public:
    struct Form {
        Index batch    = 1;
        Index elements = 1;
        Index steps    = 250;    //!< of one raster
        Index frames   = 1;      //!< inputs change from step to step: as many as there are steps
        bool online    = false;  //!< draw in the step instead of ahead of time
    };
    Encoder(BackendPointer const& backend, Form const& form, std::uint64_t seed);

    //! Begins a new raster for inputs in [0, 1], [batch][elements] (with frames before these), at
    //! its step 0. ArgumentError if one is outside; then nothing changes.
    void encode(std::span<Real const> intensity);
    SpikeView now() const override;
    //! Ahead of time, after the last step comes the first; online the trains go on.
    void advance() override;
    //! Back to step 0 of this raster: the same spikes again.
    void rewind() override;
    //! Input, spikes, rasters begun and the step of the present one; form and seed must be the
    //! same. An encoder with a memory of its own shows that too.
    void visit_state(StateVisitor& state) override;

    bool online() const { return form_.online; }
    Index steps() const { return form_.steps; }
    //! Ahead of time, all spikes of the raster. StateError online.
    Raster& raster();
    //! Rasters begun since the encoder was made.
    Index rasters_drawn() const { return rasters_.download().front(); }

  protected:
    BackendPointer const& backend() const { return rasters_.backend(); }
    //! Submits the stage that draws what the task says.
    virtual void submit(EncodeTask const& task) = 0;

  private:
    void draw();

    Form form_;
    std::uint64_t seed_;
    std::optional<Raster> raster_;  //!< ahead of time
    SpikeBuffer step_;              //!< online
    Buffer<Real> intensity_;
    Buffer<Index> rasters_, clock_;
};

//! What most encoders are made of.
struct EncoderConfig {
    Index steps         = 250;  //!< of one raster
    double step_time_ms = 1;
    double frequency_hz = 100;  //!< rate of an input of 1; 0 or more
    bool online         = false;
};

//! What trains with drawn intervals remember from step to step, online.
struct RenewalMemory {
    Buffer<Real> next;
    Buffer<std::uint32_t> taken;

    void visit_state(StateVisitor& state);
};

//! Poisson trains with a refractory period: exponential intervals.
class HomogeneousPoissonEncoder final : public Encoder {
  public:
    struct Config {
        Index steps                         = 250;  //!< of one raster
        double step_time_ms                 = 1;
        double frequency_hz                 = 100;  //!< rate of an input of 1; 0 or more
        std::optional<double> refractory_ms = {};   //!< at least one step, which is the default
        bool compensate = true;  //!< keep the mean rate in spite of the refractory period
        bool online     = false;
    };
    //! ArgumentError for rates that the refractory period cannot carry.
    HomogeneousPoissonEncoder(BackendPointer const& backend,
                              Index batch,
                              Shape const& shape,
                              Config const& config,
                              std::uint64_t seed);
    void visit_state(StateVisitor& state) override;

  protected:
    void submit(EncodeTask const& task) override;

  private:
    PoissonParams params_;
    RenewalMemory memory_;
};

//! A spike in each step with the probability rate x dt, at most 1.
class HomogeneousPoissonApproxEncoder final : public Encoder {
  public:
    HomogeneousPoissonApproxEncoder(BackendPointer const& backend,
                                    Index batch,
                                    Shape const& shape,
                                    EncoderConfig const& config,
                                    std::uint64_t seed);
    void visit_state(StateVisitor& state) override;

  protected:
    void submit(EncodeTask const& task) override;

  private:
    GeometricIntervals intervals_;
    RenewalMemory memory_;
};

//! Whole intervals, Poisson-distributed around 1 / rate; an interval of 0 counts as 1 step.
class PoissonIntervalEncoder final : public Encoder {
  public:
    PoissonIntervalEncoder(BackendPointer const& backend,
                           Index batch,
                           Shape const& shape,
                           EncoderConfig const& config,
                           std::uint64_t seed);
    void visit_state(StateVisitor& state) override;

  protected:
    void submit(EncodeTask const& task) override;

  private:
    PoissonIntervals intervals_;
    RenewalMemory memory_;
};

//! As HomogeneousPoissonApproxEncoder, with inputs of their own for each step: encode() takes
//! [steps][batch][elements].
class InhomogeneousBernoulliEncoder final : public Encoder {
  public:
    InhomogeneousBernoulliEncoder(BackendPointer const& backend,
                                  Index batch,
                                  Shape const& shape,
                                  EncoderConfig const& config,
                                  std::uint64_t seed);
    void visit_state(StateVisitor& state) override;

  protected:
    void submit(EncodeTask const& task) override;

  private:
    BernoulliParams params_;
};

}  // namespace inferno
