//! The forms in which synapses are stored.
#pragma once

#include <bit>
#include <cstdint>

#include "network/sparse_rows.hpp"

namespace inferno::host {

//! A weight as a whole number of steps, and log2 of the units of the ring in a step.
struct WholeWeight {
    std::int32_t steps;
    int shift;
    float drawn;  //!< before it was rounded

    std::int32_t units() const
    {
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(steps) << shift);
    }
};

//! How a form of synapse is written: make() gives a key that sorts by place, then by weight, and
//! synapse() what is stored.
struct UniformForm {
    using Key     = std::uint16_t;
    using Synapse = std::uint16_t;
    Key make(std::uint32_t place, std::uint32_t, WholeWeight) const
    {
        return static_cast<std::uint16_t>(place);
    }
    Synapse synapse(Key key) const { return key; }
};

struct PackedForm {
    using Key     = std::uint32_t;
    using Synapse = std::uint32_t;
    PlaceBits bits;
    int weight_bits;
    Key make(std::uint32_t place, std::uint32_t delay, WholeWeight weight) const
    {
        std::uint32_t const synapse =
            static_cast<std::uint32_t>(weight.steps) << bits.both() | delay << bits.target | place;
        return std::rotl(synapse, weight_bits);
    }
    Synapse synapse(Key key) const { return std::rotr(key, weight_bits); }
};

struct WideForm {
    using Key     = std::uint64_t;
    using Synapse = WideSynapse;
    PlaceBits bits;
    Key make(std::uint32_t place, std::uint32_t delay, WholeWeight weight) const
    {
        return std::uint64_t{delay << bits.target | place} << 32 |
               static_cast<std::uint32_t>(weight.units());
    }
    Synapse synapse(Key key) const
    {
        return {static_cast<std::uint32_t>(key >> 32), static_cast<std::int32_t>(key)};
    }
};

//! Weights that learn are not rounded.
struct PlasticForm {
    using Key     = std::uint64_t;
    using Synapse = PlasticSynapse;
    PlaceBits bits;
    Key make(std::uint32_t place, std::uint32_t delay, WholeWeight weight) const
    {
        return std::uint64_t{delay << bits.target | place} << 32 |
               std::bit_cast<std::uint32_t>(weight.drawn);
    }
    Synapse synapse(Key key) const
    {
        return {static_cast<std::uint32_t>(key >> 32),
                std::bit_cast<float>(static_cast<std::uint32_t>(key))};
    }
};

}  // namespace inferno::host
