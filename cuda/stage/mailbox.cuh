//! How the blocks of a resident kernel tell each other who fired in a window.
//!
//! Every partition has a slot of four words of 8 bytes, twice. A word holds two spikes and, in its
//! upper 16 bits, the number of the window. A word is written and read whole, so whoever finds the
//! number has the spikes as well: one journey, and no fence. More than eight spikes are read from
//! the partition's list, after a fence on either side.
//!
//! This is also the grid's barrier. A block begins a window when it has the mail of the last one of
//! everybody, so nobody is ahead by more than a window, and a slot is not written a second time
//! before all have read it.
#pragma once

#include "cuda/stage/point.cuh"

namespace inferno::cuda {

inline constexpr unsigned spikes_of_word = 2;
static_assert(spikes_of_word * words_of_slot == spikes_of_slot);
inline constexpr std::uint32_t spike_mask = (std::uint32_t{1} << spike_bits) - 1;
inline constexpr std::uint32_t no_spike   = spike_mask;      //!< nobody fired
inline constexpr std::uint32_t in_list    = spike_mask - 1;  //!< see the list
inline constexpr int window_shift         = spike_bits * spikes_of_word;
inline constexpr unsigned patient_polls   = 200;  //!< before a thread rests between two looks

//! The number of a window in words; never 0, which is what empty slots hold.
__device__ inline std::uint64_t number_of(std::uint32_t window) { return window % 0xFFFFU + 1; }

//! Volatile accesses of 8 bytes are not torn, and are not kept back in a cache of one block.
__device__ inline std::uint64_t read_word(std::uint64_t const* at)
{
    return *static_cast<std::uint64_t const volatile*>(at);
}
__device__ inline void write_word(std::uint64_t* at, std::uint64_t word)
{
    *static_cast<std::uint64_t volatile*>(at) = word;
}

__device__ inline std::uint64_t* slot_of(Mailbox const& mailbox,
                                         std::uint32_t window,
                                         Index partition,
                                         Index partitions)
{
    return mailbox.words + ((window & 1U) * partitions + partition) * words_of_slot;
}

//! Posts what a partition fired in a window that began at `first_step`. For all threads of the
//! block, after a barrier that follows the last spike.
__device__ inline void post(Mailbox const& mailbox,
                            std::uint64_t* slot,
                            std::uint32_t window,
                            std::uint32_t first_step)
{
    unsigned const place = thread_of_block();
    if (place >= words_of_slot) { return; }
    SpikeNotes const& notes = shared_notes();
    bool const listed       = notes.count > spikes_of_slot || mailbox.neuron_bits == 0;
    std::uint64_t word      = number_of(window) << window_shift;
#pragma unroll
    for (unsigned k = 0; k < spikes_of_word; ++k) {
        std::uint32_t const at = place * spikes_of_word + k;
        std::uint32_t spike    = no_spike;
        if (listed) {
            spike = in_list;
        } else if (at < notes.count) {
            Fired const fired = notes.first[at];
            spike             = (fired.step - first_step) << mailbox.neuron_bits | fired.neuron;
        }
        word |= std::uint64_t{spike} << (spike_bits * k);
    }
    if (listed) { __threadfence(); }
    write_word(slot + place, word);
}

//! Waits for the mail of a partition and unpacks it. How many spikes there are, or in_list.
__device__ inline std::uint32_t receive(Mailbox const& mailbox,
                                        std::uint64_t const* slot,
                                        std::uint32_t window,
                                        std::uint32_t first_step,
                                        Fired* spikes)
{
    std::uint64_t words[words_of_slot];
    unsigned polls = 0;
    for (bool complete = false; !complete; ++polls) {
        if (polls > patient_polls) { __nanosleep(20); }
        complete = true;
#pragma unroll
        for (unsigned k = 0; k < words_of_slot; ++k) {
            words[k] = read_word(slot + k);
            complete = complete && words[k] >> window_shift == number_of(window);
        }
    }
    std::uint32_t count = 0;
#pragma unroll
    for (unsigned k = 0; k < spikes_of_slot; ++k) {
        auto const spike = static_cast<std::uint32_t>(words[k / spikes_of_word] >>
                                                      (spike_bits * (k % spikes_of_word))) &
                           spike_mask;
        if (spike == in_list) { return in_list; }
        if (spike == no_spike) { continue; }
        std::uint32_t const neuron = spike & ((std::uint32_t{1} << mailbox.neuron_bits) - 1);
        spikes[k]                  = {neuron, first_step + (spike >> mailbox.neuron_bits)};
        ++count;
    }
    return count;
}

}  // namespace inferno::cuda
