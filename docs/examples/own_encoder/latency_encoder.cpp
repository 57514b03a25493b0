#include "latency_encoder.hpp"

using namespace inferno;

//! A slice owns whole bytes of packed spikes: eight inputs each.
void EncodeLatency::on_host(EncodeLatency const& stage, Slice slice)
{
    EncodeTask const& task = stage.task;
    Index const inputs = task.intensity.elements, batch = task.intensity.batch;
    for (Index s = 0; s < task.steps_drawn(); ++s) {
        Index const step = task.first_step() + s;
        for (Index b = 0; b < batch; ++b) {
            auto* const bytes =
                reinterpret_cast<unsigned char*>(task.spikes + (s * batch + b) * words_for(inputs));
            for (Index i = slice.begin; i < slice.end; ++i) {
                bool const spikes =
                    spike_step(task.intensity.values[b * inputs + i], task.steps) == step;
                unsigned const bit = 1U << (i % 8);
                unsigned const old = i % 8 == 0 ? 0U : bytes[i / 8];
                bytes[i / 8]       = static_cast<unsigned char>(spikes ? old | bit : old);
            }
        }
    }
}
