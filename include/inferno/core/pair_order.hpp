//! The numbers below n in a drawn order, without a table.
#pragma once

#include <cstdint>

#include "inferno/core/random.hpp"

namespace inferno {

//! A permutation of [0, n): a Feistel network over the smallest even number of bits that holds n,
//! walked until the result is below n. Black and Rogaway, "Ciphers with arbitrary finite domains",
//! CT-RSA 2002, section 4.
class PairOrder {
  public:
    INFERNO_HD PairOrder(std::uint64_t seed, std::uint64_t key, std::uint64_t n)
        : seed_(seed), key_(key), n_(n), half_bits_(1)
    {
        while (((n - 1) >> half_bits_ >> half_bits_) != 0) {
            ++half_bits_;
        }
    }

    INFERNO_HD std::uint64_t at(std::uint64_t k) const
    {
        do {
            k = once(k);
        } while (k >= n_);
        return k;
    }

  private:
    static constexpr std::uint64_t rounds = 4;

    INFERNO_HD std::uint64_t once(std::uint64_t k) const
    {
        std::uint64_t const mask = (std::uint64_t{1} << half_bits_) - 1;
        std::uint64_t left       = k >> half_bits_;
        std::uint64_t right      = k & mask;
        for (std::uint64_t round = 0; round < rounds; ++round) {
            Philox4 const mixed      = draw(seed_, Purpose::order, (round << 40) | right, key_);
            std::uint64_t const next = left ^ (mixed.word[0] & mask);
            left                     = right;
            right                    = next;
        }
        return (left << half_bits_) | right;
    }

    std::uint64_t seed_, key_, n_;
    int half_bits_;
};

}  // namespace inferno
