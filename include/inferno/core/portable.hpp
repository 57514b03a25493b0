//! What differs between compilers: functions that run on host and device, and vectorised loops.
#pragma once

#ifdef __CUDACC__
#    define INFERNO_HD __host__ __device__ inline
#else
#    define INFERNO_HD inline
#endif
