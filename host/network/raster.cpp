#include "inferno/network/raster.hpp"

#include <algorithm>
#include <cmath>

#include "inferno/state/stage.hpp"

namespace inferno {

Raster::Raster(BackendPointer const& backend, Index steps, Index batch, Index elements)
    : frames_(backend, batch, elements, steps), position_(backend, 1)
{
}

void Raster::advance()
{
    position_.backend()->submit(Stage(AdvanceRing{position_.data(), steps()}));
}

void Raster::write(SpikeView spikes)
{
    INFERNO_REQUIRE(spikes.batch == batch() && spikes.elements == elements(),
                    "raster of " << batch() << " x " << elements() << " cannot hold "
                                 << spikes.batch << " x " << spikes.elements << " spikes");
    position_.backend()->submit(
        Stage(PushSpikes{spikes, frames_.words(), steps(), position_.data()}));
}

namespace {

PoissonParams make_params(HomogeneousPoissonEncoder::Config const& c)
{
    INFERNO_REQUIRE(c.steps > 0, "steps: is " << c.steps << ", must be greater than 0");
    INFERNO_REQUIRE(std::isfinite(c.step_time_ms) && c.step_time_ms > 0,
                    "step_time_ms: is " << c.step_time_ms << ", must be greater than 0");
    INFERNO_REQUIRE(std::isfinite(c.frequency_hz) && c.frequency_hz >= 0,
                    "frequency_hz: is " << c.frequency_hz << ", must be 0 or more");
    double const refractory_ms = c.refractory_ms.value_or(c.step_time_ms);
    INFERNO_REQUIRE(std::isfinite(refractory_ms) && refractory_ms >= c.step_time_ms,
                    "refractory_ms: is " << refractory_ms << ", must be at least one step ("
                                         << c.step_time_ms << " ms)");
    INFERNO_REQUIRE(!c.compensate || c.frequency_hz * refractory_ms < 1000,
                    "frequency_hz: is " << c.frequency_hz << ", must be less than "
                                        << 1000 / refractory_ms << " for a refractory period of "
                                        << refractory_ms << " ms");
    return {static_cast<Real>(c.frequency_hz),
            static_cast<Real>(c.step_time_ms),
            static_cast<Real>(refractory_ms / c.step_time_ms),
            c.compensate};
}

}  // namespace

HomogeneousPoissonEncoder::HomogeneousPoissonEncoder(BackendPointer const& backend,
                                                     Index batch,
                                                     Shape const& shape,
                                                     Config const& config,
                                                     std::uint64_t seed)
    : params_(make_params(config)),
      seed_(seed),
      raster_(backend, config.steps, batch, count(shape)),
      intensity_(backend, batch * count(shape)),
      rasters_(backend, 1)
{
}

void HomogeneousPoissonEncoder::encode(std::span<Real const> intensity)
{
    for (std::size_t i = 0; i < intensity.size(); ++i) {
        INFERNO_REQUIRE(intensity[i] >= 0 && intensity[i] <= 1,
                        "intensity[" << i << "]: is " << intensity[i] << ", must be from 0 to 1");
    }
    intensity_.upload(intensity);
    raster_.rewind();
    EncodePoisson stage;
    stage.params    = params_;
    stage.intensity = {intensity_.data(), raster_.elements(), raster_.batch()};
    stage.raster    = raster_.words();
    stage.steps     = raster_.steps();
    stage.seed      = seed_;
    stage.rasters   = rasters_.data();
    rasters_.backend()->submit(Stage(stage));
    rasters_.backend()->submit(Stage(AdvanceCounter{rasters_.data()}));
}

}  // namespace inferno
