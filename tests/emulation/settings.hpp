//! The emulated device as tests may set it, and what is fixed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace inferno::emulation {

struct Settings {
    std::uint64_t order      = 0;            //!< 0: ascending; else the seed of every order
    int os_threads           = 2;            //!< that run blocks
    std::uint32_t fill       = 0xFFFFFFFFu;  //!< new memory holds this word throughout
    int multiprocessors      = 4;
    int compute_capability   = 90;
    bool memory_pools        = true;
    std::size_t memory_bytes = std::size_t{1} << 30;
};

//! The defaults, as changed by INFERNO_EMULATION_ORDER and INFERNO_EMULATION_THREADS.
Settings settings_from_environment();

inline constexpr int devices                   = 2;
inline constexpr unsigned warp_size            = 32;
inline constexpr unsigned max_threads_of_block = 1024;
inline constexpr unsigned threads_of_processor = 1024;
inline constexpr unsigned max_grid_width       = 0x7FFFFFFFu;
inline constexpr unsigned max_grid_height      = 65535;
inline constexpr std::size_t max_shared_bytes  = 48 << 10;

}  // namespace inferno::emulation
