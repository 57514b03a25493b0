#include "inferno/core/hash.hpp"

namespace inferno {

std::string Hash::hex() const
{
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4) {
        digits += "0123456789abcdef"[state_ >> shift & 15U];
    }
    return digits;
}

}  // namespace inferno
