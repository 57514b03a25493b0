#include "inferno/network/raster.hpp"

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

void Raster::visit_state(StateVisitor& state)
{
    state.constant("batch", batch());
    state.spikes("frames", frames_);
    state.position("position", position_, steps());
}

}  // namespace inferno
