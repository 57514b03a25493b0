//! Sparse networks on CUDA without an end of the kernel between windows. A block serves a partition
//! and keeps its ring in shared memory; synapses, states and lists stay where they are. Rings and
//! clocks go back to memory at the end, so that any other way of running can go on from there.
//!
//! As of phases, there is a kernel for each group of models, with the registers that they need.
#pragma once

#include "cuda/stage/kinds.cuh"
#include "cuda/stage/launch.cuh"
#include "cuda/stage/mailbox.cuh"

namespace inferno::cuda {

template <class Body>
concept Delivers = requires(Body const& stage)
{
    synapses_of(stage);
};

template <class Body>
inline constexpr bool learns = false;
template <class Rule>
inline constexpr bool learns<DeliverPlastic<Rule>> = true;

//! Who fired in the last window, from the mail or, before there is any, from the lists.
struct Mail {
    ExchangeView const& exchange;
    std::uint32_t parity;
    Fired const* inbox;       //!< [partitions][spikes_of_slot]; null: there are lists only
    std::uint32_t own_count;  //!< of the partition that this thread looks after

    __device__ std::uint32_t count(Index) const { return own_count; }
    __device__ Fired const* list(Index partition, std::uint32_t count) const
    {
        bool const mailed = inbox != nullptr && count <= spikes_of_slot;
        return mailed ? inbox + partition * spikes_of_slot : exchange.list(parity, partition);
    }
};

//! Gets the mail of the window before this one; thread p that of partition p. For all threads of
//! the block. In the first window of a launch the lists are complete.
__device__ inline Mail collect(Mailbox const& mailbox,
                               ExchangeView const& exchange,
                               WindowClock const& last,
                               std::uint32_t window,
                               Fired* inbox)
{
    __syncthreads();  // this block's own mail has been posted
    bool const mailed = window > 0 && mailbox.neuron_bits > 0;
    Mail mail{exchange, last.parity, mailed ? inbox : nullptr, 0};
    Index const partition = thread_of_block();
    if (partition >= exchange.partitions) { return mail; }
    std::uint32_t count = in_list;
    if (window > 0) {
        count = receive(mailbox,
                        slot_of(mailbox, window - 1, partition, exchange.partitions),
                        window - 1,
                        static_cast<std::uint32_t>(last.step),
                        inbox + partition * spikes_of_slot);
        if (count == in_list) { __threadfence(); }
    }
    mail.own_count = count == in_list ? exchange.count(last.parity, partition) : count;
    return mail;
}

//! Calls copy(here, there) for all places of the ring that are in use. For all threads of a block.
template <class Copy>
__device__ void for_each_place(OwnRing const& here, OwnRing const& there, Copy const& copy)
{
    for (std::uint64_t slot = threadIdx.y; slot >> here.slot_bits == 0; slot += block_rows) {
        for (std::uint32_t at = threadIdx.x; at < here.stride; at += tile_elements) {
            copy(here.slot(slot)[at], there.slot(slot)[at]);
        }
    }
}

template <class... Bodies, class Visit>
__device__ void for_each_body(PhaseRecords const& phase, Kinds<Bodies...>, Visit const& visit)
{
    for (int r = 0; r < phase.count; ++r) {
        StageRecord const& record = phase.records[r];
        int kind                  = 0;
        ((record.kind == kind++ ? visit(*reinterpret_cast<Bodies const*>(record.body)) : void()),
         ...);
    }
}

//! Who fires in a window: neurons and generators; nobody in other stages. For all threads of the
//! block.
template <class Body>
__device__ void fire(Body const&, Index, WindowClock const&, OwnRing const&, Fired*)
{
}
template <class Model>
__device__ void fire(PointStage<Model> const& stage,
                     Index partition,
                     WindowClock const& clock,
                     OwnRing const& ring,
                     Fired* list)
{
    step_window(stage, partition, clock, ring, list);
}
__device__ inline void fire(ReleaseSpikes const& stage,
                            Index partition,
                            WindowClock const& clock,
                            OwnRing const&,
                            Fired* list)
{
    release_window(stage, partition, clock, list);
}

template <class... Bodies>
__global__ void __launch_bounds__(block_threads, 1)
    run_windows(__grid_constant__ PhaseRecords const phase,
                Mailbox const mailbox,
                std::uint32_t const windows)
{
    INFERNO_DYNAMIC_SHARED(std::int32_t, shared);
    constexpr Kinds<Bodies...> known{};
    OpenWindow const& open       = *reinterpret_cast<OpenWindow const*>(phase.records[0].body);
    ExchangeView const& exchange = open.exchange;
    Index const partition        = blockIdx.x;
    OwnRing const kept           = ring_of(open.plan.ring, partition);
    auto const places            = static_cast<std::uint32_t>(open.plan.ring.places);
    OwnRing const ring{shared, kept.target_bits, kept.slot_bits, places};
    auto* const inbox = reinterpret_cast<Fired*>(shared + (Index{places} << ring.slot_bits));
    for_each_place(ring, kept, [](std::int32_t& here, std::int32_t& there) { here = there; });

    WindowClock clock = exchange.clocks[partition];
    for (std::uint32_t window = 0; window < windows; ++window) {
        Mail const mail = collect(mailbox, exchange, clock, window, inbox);
        for_each_spike(mail, exchange.partitions, [&](Fired spike, bool there) {
            for_each_body(phase, known, [&](auto const& body) {
                if constexpr (Delivers<std::remove_cvref_t<decltype(body)>>) {
                    deliver(body, partition, ring, spike, there);
                }
            });
        });
        open.advance(clock);
        if (thread_of_block() == 0) {
            shared_notes().count       = 0;
            exchange.clocks[partition] = clock;  // for synapses that learn
        }
        __syncthreads();
        for_each_body(phase, known, [&](auto const& body) {
            if constexpr (learns<std::remove_cvref_t<decltype(body)>>) {
                learn_window(body, partition, mail, ring);
                __syncthreads();
            }
        });
        Fired* const list = exchange.list(clock.parity, partition);
        for_each_body(
            phase, known, [&](auto const& body) { fire(body, partition, clock, ring, list); });
        __syncthreads();
        std::uint32_t const count = shared_notes().count;
        if (thread_of_block() == 0) { exchange.count(clock.parity, partition) = count; }
        post(mailbox,
             slot_of(mailbox, window, partition, exchange.partitions),
             window,
             static_cast<std::uint32_t>(clock.step));
        for_each_body(phase, known, [&](auto const& body) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(body)>, LogSpikes>) {
                append_to_log(body, partition, list, count);
            }
        });
    }
    for_each_place(ring, kept, [](std::int32_t& here, std::int32_t& there) { there = here; });
}

template <class... Bodies>
cudaError_t launch_windows(PhaseRecords const& records,
                           Mailbox mailbox,
                           std::uint32_t windows,
                           unsigned blocks,
                           std::size_t shared_bytes,
                           cudaStream_t stream)
{
    return launch_together(run_windows<Bodies...>,
                           dim3(blocks),
                           dim3(tile_elements, block_rows),
                           shared_bytes,
                           stream,
                           records,
                           mailbox,
                           windows);
}

//! The kernel that knows these kinds.
template <class... Bodies>
ResidentKernel resident_kernel(Kinds<Bodies...>)
{
    return {{{Kind{&stage_type<Bodies>, [](void const*) -> Index { return block_rows; }}...},
             reinterpret_cast<void const*>(run_windows<Bodies...>),
             nullptr},
            launch_windows<Bodies...>};
}

template <class... Window, class... Plastic, class... Points>
constexpr Kinds<Window..., Plastic..., Points...> joined(Kinds<Window...>,
                                                         Kinds<Plastic...>,
                                                         Kinds<Points...>)
{
    return {};
}

//! The kernel of a group of models.
template <class Points>
ResidentKernel resident_kernel_of(Points points)
{
    return resident_kernel(joined(WindowOfSparse{}, PlasticKinds{}, points));
}

}  // namespace inferno::cuda
