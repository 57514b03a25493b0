//! An encoder that the library does not have: one spike per input, the earlier the stronger it is.
#pragma once

#include <inferno/network/encoder.hpp>

//! The step in which an input spikes: 1 in the first, values near 0 in the last; 0 never.
INFERNO_HD inferno::Index spike_step(inferno::Real intensity, inferno::Index steps)
{
    if (!(intensity > 0)) { return -1; }
    inferno::Real const last = static_cast<inferno::Real>(steps - 1);
    return static_cast<inferno::Index>((inferno::Real{1} - intensity) * last);
}

//! Everything that one run on a backend needs. With a clock the task asks for the step that the
//! clock shows, without one for all steps of a raster.
struct EncodeLatency {
    static constexpr std::string_view name = "latency";
    static constexpr inferno::Word word    = inferno::Word::encode;

    inferno::EncodeTask task;

    inferno::Index extent() const { return task.intensity.elements; }
    inferno::Index operations() const
    {
        return task.intensity.elements * task.intensity.batch * task.steps_drawn();
    }
    void uses(inferno::Uses& list) const { task.uses(list); }
    static void on_host(EncodeLatency const& stage, inferno::Slice slice);
};

class LatencyEncoder final : public inferno::Encoder {
  public:
    LatencyEncoder(inferno::BackendPointer const& backend, Form const& form)
        : Encoder(backend, form, 0)  // nothing is random
    {
    }

  protected:
    void submit(inferno::EncodeTask const& task) override
    {
        backend()->submit(inferno::Stage(EncodeLatency{task}));
    }
};

//! Tells a CUDA backend of the stage; in latency_encoder.cu.
void add_latency_kernel(inferno::Backend& backend);
