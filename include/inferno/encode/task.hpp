//! What every encoder's stage is given.
#pragma once

#include "inferno/core/random.hpp"
#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Where a stage of an encoder reads and writes. With a clock it draws the step that the clock
//! shows, online; without one, all steps of a raster at once. Both draw the same spikes.
struct EncodeTask {
    RealView intensity;              //!< in [0, 1], [frames][batch][inputs]
    Index frames         = 1;        //!< step t reads frame t mod frames
    SpikeWord* spikes    = nullptr;  //!< [steps][batch][words]; online: one step
    Index steps          = 1;        //!< of a raster
    std::uint64_t seed   = 0;
    Index const* rasters = nullptr;  //!< drawn before this one; online: with this one
    Index const* clock   = nullptr;  //!< steps since this raster began; null: not online

    INFERNO_HD bool online() const { return clock != nullptr; }
    //! Steps that one run of the stage draws, and the first of them.
    INFERNO_HD Index steps_drawn() const { return online() ? 1 : steps; }
    INFERNO_HD Index first_step() const { return online() ? *clock : 0; }
    //! Number of this raster's first draw: rasters of up to 2^32 draws never share one.
    INFERNO_HD std::uint64_t first_draw() const
    {
        return static_cast<std::uint64_t>(online() ? *rasters - 1 : *rasters) << 32;
    }

    void uses(Uses& list) const
    {
        list.reads_own(intensity.values).writes_own(spikes).reads_any(rasters).reads_any(clock);
    }
};

}  // namespace inferno
