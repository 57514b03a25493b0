//! Warp collectives and bit operations of CUDA C++.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "site.hpp"

namespace inferno::emulation {

enum class Collective : std::uint8_t {
    sync,
    shuffle,
    shuffle_up,
    shuffle_down,
    shuffle_xor,
    ballot,
    any,
    all,
    match_any,
    reduce_add,
    reduce_min,
    reduce_max,
    reduce_and,
    reduce_or,
    reduce_xor
};

//! What one lane brings to a warp collective.
struct Request {
    Collective operation;
    unsigned mask;
    std::uint64_t value = 0;
    int argument        = 0;  //!< source lane, distance or lane mask of a shuffle
    int width           = 32;
};

//! Waits for all lanes of the mask; returns what this lane gets.
std::uint64_t warp_collective(Request const& request, Site where);

//! A shuffle of any type of at most 8 bytes.
template <class T>
T shuffle(Collective operation, unsigned mask, T value, int argument, int width, Site where)
{
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(std::uint64_t));
    Request request{operation, mask, 0, argument, width};
    std::memcpy(&request.value, &value, sizeof(T));
    std::uint64_t const result = warp_collective(request, where);
    std::memcpy(&value, &result, sizeof(T));
    return value;
}

}  // namespace inferno::emulation

inline void __syncwarp(unsigned mask                  = 0xFFFFFFFFu,
                       inferno::emulation::Site where = inferno::emulation::here())
{
    using namespace inferno::emulation;
    warp_collective({Collective::sync, mask}, where);
}

template <class T>
T __shfl_sync(unsigned mask,
              T value,
              int lane,
              int width                      = 32,
              inferno::emulation::Site where = inferno::emulation::here())
{
    using namespace inferno::emulation;
    return shuffle(Collective::shuffle, mask, value, lane, width, where);
}

template <class T>
T __shfl_up_sync(unsigned mask,
                 T value,
                 unsigned distance,
                 int width                      = 32,
                 inferno::emulation::Site where = inferno::emulation::here())
{
    using namespace inferno::emulation;
    return shuffle(Collective::shuffle_up, mask, value, static_cast<int>(distance), width, where);
}

template <class T>
T __shfl_down_sync(unsigned mask,
                   T value,
                   unsigned distance,
                   int width                      = 32,
                   inferno::emulation::Site where = inferno::emulation::here())
{
    using namespace inferno::emulation;
    return shuffle(Collective::shuffle_down, mask, value, static_cast<int>(distance), width, where);
}

template <class T>
T __shfl_xor_sync(unsigned mask,
                  T value,
                  int lane_mask,
                  int width                      = 32,
                  inferno::emulation::Site where = inferno::emulation::here())
{
    using namespace inferno::emulation;
    return shuffle(Collective::shuffle_xor, mask, value, lane_mask, width, where);
}

// Collectives of one word per lane.
#define INFERNO_WARP_COLLECTIVE(Result, name, Value, operation)                                  \
    inline Result name(                                                                          \
        unsigned mask, Value value, inferno::emulation::Site where = inferno::emulation::here()) \
    {                                                                                            \
        using namespace inferno::emulation;                                                      \
        return static_cast<Result>(warp_collective(                                              \
            {Collective::operation, mask, static_cast<unsigned>(value), 0, 32}, where));         \
    }
INFERNO_WARP_COLLECTIVE(unsigned, __ballot_sync, int, ballot)
INFERNO_WARP_COLLECTIVE(int, __any_sync, int, any)
INFERNO_WARP_COLLECTIVE(int, __all_sync, int, all)
INFERNO_WARP_COLLECTIVE(unsigned, __match_any_sync, unsigned, match_any)
INFERNO_WARP_COLLECTIVE(unsigned, __reduce_add_sync, unsigned, reduce_add)
INFERNO_WARP_COLLECTIVE(unsigned, __reduce_min_sync, unsigned, reduce_min)
INFERNO_WARP_COLLECTIVE(unsigned, __reduce_max_sync, unsigned, reduce_max)
INFERNO_WARP_COLLECTIVE(unsigned, __reduce_and_sync, unsigned, reduce_and)
INFERNO_WARP_COLLECTIVE(unsigned, __reduce_or_sync, unsigned, reduce_or)
INFERNO_WARP_COLLECTIVE(unsigned, __reduce_xor_sync, unsigned, reduce_xor)
#undef INFERNO_WARP_COLLECTIVE

inline int __popc(unsigned word) { return std::popcount(word); }
inline int __popcll(unsigned long long word) { return std::popcount(word); }
inline int __ffs(int word) { return __builtin_ffs(word); }
inline int __ffsll(long long word) { return __builtin_ffsll(word); }
inline int __clz(int word) { return std::countl_zero(static_cast<unsigned>(word)); }
