//! What a phase looks like to its kernel: a list of records, passed by value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <cuda_runtime.h>

#include "inferno/runtime/backend.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno::cuda {

inline constexpr int tile_elements = 32;  //!< elements of a tile: one word of spikes, one warp wide
inline constexpr int block_rows    = 16;  //!< warps of a block

//! One stage of a phase.
struct StageRecord {
    std::uint16_t kind;  //!< its place in the kernel's list of kinds
    std::uint16_t rows;  //!< rows of a block that share a tile: a power of two, block_rows at most
    std::uint32_t first_block;  //!< the block that has tile 0
    std::uint32_t tiles;
    std::uint32_t shares;  //!< blocks that share a tile; above 1 only with rows == block_rows
    alignas(16) std::byte body[Stage::capacity];
};

//! Stages that one kernel runs in order. Twelve fit into the 4 KiB of parameters that every driver
//! takes; a longer phase takes several kernels.
struct PhaseRecords {
    static constexpr int capacity = 12;
    alignas(16) int count         = 0;
    StageRecord records[capacity];
};
static_assert(sizeof(PhaseRecords) <= 4096);

//! A kind of stage that a kernel knows.
struct Kind {
    StageType const* type;
    Index (*rows_wanted)(void const* body);  //!< warps that can share one of its tiles
};

//! A phase kernel: the kinds compiled into it and how it is launched.
struct PhaseKernel {
    std::vector<Kind> kinds;
    void const* entry;  //!< for questions about the kernel
    cudaError_t (*launch)(PhaseRecords const& records, unsigned blocks, cudaStream_t stream);
};

//! What the blocks of a resident kernel write to each other, see mailbox.cuh.
struct Mailbox {
    std::uint64_t* words;  //!< [2][partitions][words_of_slot]
    int neuron_bits;       //!< of a neuron's number in a word; 0: numbers are too long for words
};
inline constexpr unsigned words_of_slot = 4;
inline constexpr int spike_bits         = 24;  //!< of the neuron and the step in a word

//! A kernel that stays for many windows of a sparse network, one block for each partition, with the
//! rings in shared memory.
struct ResidentKernel {
    static constexpr Index most_partitions = tile_elements * block_rows;
    PhaseKernel phase;  //!< its kinds and its entry; it is launched only as follows
    cudaError_t (*launch)(PhaseRecords const& records,
                          Mailbox mailbox,
                          std::uint32_t windows,
                          unsigned blocks,
                          std::size_t shared_bytes,
                          cudaStream_t stream);
};

//! Those of the library, one for each group of models.
ResidentKernel resident_current_kernel();
ResidentKernel resident_jump_kernel();
ResidentKernel resident_traub_kernel();
ResidentKernel resident_adex_kernel();

//! Registers a program's own phase kernel; nothing happens on other backends.
void add_kernel(Backend& backend, PhaseKernel kernel);

//! The kernels of all kinds that come with the library: mapping by windows, encoders and sources,
//! rules of learning for any kind of connection, those that look through delays, reductions that
//! are not common, sparse networks, what learns in them, and all others.
PhaseKernel window_kernel();
PhaseKernel encode_kernel();
PhaseKernel learn_kernel();
PhaseKernel delayed_kernel();
PhaseKernel anew_kernel();
PhaseKernel sparse_current_kernel();
PhaseKernel sparse_jump_kernel();
PhaseKernel sparse_traub_kernel();
PhaseKernel sparse_drawn_kernel();
PhaseKernel sparse_adex_kernel();
PhaseKernel plastic_kernel();
PhaseKernel builtin_kernel();

//! The lowest compute capability this build has code for, as in 80 or 90.
int lowest_architecture();

}  // namespace inferno::cuda
