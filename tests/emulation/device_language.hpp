//! The words of CUDA C++ inside kernels: qualifiers, indices, shared memory, barriers.
#pragma once

#include <memory>  // before __noinline__ is defined: the standard library uses it as a name

#include "runtime_types.hpp"
#include "site.hpp"

#define __global__
#define __device__
#define __host__
#define __grid_constant__
#define __launch_bounds__(...)
#define __shared__ static thread_local  // one OS thread runs one block at a time
#define __noinline__ __attribute__((noinline))
#define __forceinline__ inline __attribute__((always_inline))

//! Names dynamic shared memory; .cu files that nvcc reads spell it `extern __shared__`.
#define INFERNO_DYNAMIC_SHARED(Type, name) \
    Type* const name = static_cast<Type*>(::inferno::emulation::dynamic_shared_memory())

extern constinit thread_local uint3 threadIdx;
extern constinit thread_local uint3 blockIdx;
extern constinit thread_local dim3 blockDim;
extern constinit thread_local dim3 gridDim;
inline constexpr int warpSize = 32;

namespace inferno::emulation {

void block_barrier(Site where);
void grid_barrier(Site where);
void* dynamic_shared_memory();
void fence();
void rest();

}  // namespace inferno::emulation

inline void __syncthreads(inferno::emulation::Site where = inferno::emulation::here())
{
    inferno::emulation::block_barrier(where);
}

//! Lets other blocks run.
inline void __nanosleep(unsigned) { inferno::emulation::rest(); }
inline void __threadfence() { inferno::emulation::fence(); }
inline void __threadfence_block() { inferno::emulation::fence(); }
