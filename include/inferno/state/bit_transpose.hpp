//! Bits that change sides: spikes come as words of inputs and are kept as words of samples.
#pragma once

#include <cstdint>

namespace inferno::host {

//! Bit (r, c) of an 8 x 8 matrix, row r in byte r, goes to (c, r). Hacker's Delight (Warren), 7-3.
inline std::uint64_t transposed(std::uint64_t x)
{
    std::uint64_t t = (x ^ (x >> 7)) & 0x00AA00AA00AA00AAU;
    x ^= t ^ (t << 7);
    t = (x ^ (x >> 14)) & 0x0000CCCC0000CCCCU;
    x ^= t ^ (t << 14);
    t = (x ^ (x >> 28)) & 0x00000000F0F0F0F0U;
    return x ^ t ^ (t << 28);
}

}  // namespace inferno::host
