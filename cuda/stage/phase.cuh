//! A phase as one kernel. It interprets the list of records: for each record a block runs its
//! tiles, then waits for its own threads only. Stages of equal extent have the same tiles in the
//! same blocks, so element i finds what element i of an earlier stage wrote; stages of other
//! extents start at other blocks, side by side.
//!
//! A program's own kinds: in a .cu of its own, write run() and rows_wanted() for the new body, then
//!     cuda::add_kernel(*backend, cuda::phase_kernel(cuda::Kinds<MyStage, ...>{},
//!     cuda::BuiltinKinds{}));
#pragma once

#include "cuda/stage/kinds.cuh"
#include "cuda/stage/launch.cuh"
#include "cuda/stage/records.hpp"

namespace inferno::cuda {

//! All tiles of one record that belong to this block. Rows that a tile does not need take the
//! block's next tiles.
template <class Body>
__device__ void run_record(StageRecord const& record)
{
    Body const& body      = *reinterpret_cast<Body const*>(record.body);
    unsigned const own    = blockIdx.x - record.first_block;
    unsigned const first  = blockIdx.x < record.first_block ? own + gridDim.x : own;
    unsigned const pieces = record.tiles * record.shares;
    unsigned const group  = threadIdx.y / record.rows;
    for (unsigned round = first; round < pieces; round += gridDim.x * (block_rows / record.rows)) {
        unsigned const piece = round + group * gridDim.x;
        unsigned const share = piece % record.shares;
        run(body,
            Tile{piece / record.shares,
                 piece < pieces,
                 static_cast<int>(threadIdx.x),
                 static_cast<int>(share * record.rows + threadIdx.y % record.rows),
                 static_cast<int>(record.shares * record.rows)});
    }
}

//! Blocks per multiprocessor that the compiler leaves registers for, where a kernel asks for
//! several; 64 registers a thread are too few for what it makes of this kernel on Blackwell.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 1000
inline constexpr int most_blocks_per_multiprocessor = 1;
#else
inline constexpr int most_blocks_per_multiprocessor = 2;
#endif

template <int blocks_per_multiprocessor, class... Bodies>
__global__ void __launch_bounds__(tile_elements* block_rows,
                                  blocks_per_multiprocessor < most_blocks_per_multiprocessor
                                      ? blocks_per_multiprocessor
                                      : most_blocks_per_multiprocessor)
    run_phase(__grid_constant__ PhaseRecords const phase)
{
    for (int r = 0; r < phase.count; ++r) {
        if (r > 0) { __syncthreads(); }
        StageRecord const& record = phase.records[r];
        int kind                  = 0;
        ((record.kind == kind++ ? run_record<Bodies>(record) : void()), ...);
    }
}

template <int blocks_per_multiprocessor, class... Bodies>
cudaError_t launch_phase(PhaseRecords const& records, unsigned blocks, cudaStream_t stream)
{
    return launch(run_phase<blocks_per_multiprocessor, Bodies...>,
                  dim3(blocks),
                  dim3(tile_elements, block_rows),
                  0,
                  stream,
                  records);
}

template <class Body>
Index rows_wanted_by(void const* body)
{
    return rows_wanted(*static_cast<Body const*>(body));
}

//! The kernel that knows these kinds. With two blocks per multiprocessor a thread has 64 registers,
//! with one 128.
template <int blocks_per_multiprocessor = 2, class... Bodies, class... More>
PhaseKernel phase_kernel(Kinds<Bodies...>, Kinds<More...>)
{
    return {{Kind{&stage_type<Bodies>, rows_wanted_by<Bodies>}...,
             Kind{&stage_type<More>, rows_wanted_by<More>}...},
            reinterpret_cast<void const*>(run_phase<blocks_per_multiprocessor, Bodies..., More...>),
            launch_phase<blocks_per_multiprocessor, Bodies..., More...>};
}

}  // namespace inferno::cuda
