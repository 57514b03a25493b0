//! Which inputs a target adds up. Targets that add up the same inputs share a position: all targets
//! of a dense connection, or the filters of a convolution at one place.
#pragma once

#include "inferno/core/portable.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

//! The windows of a two-dimensional convolution over [channels][height][width], or one window that
//! is the whole input. Tap t of a window at a position is one input, or lies in the padding.
struct Windows {
    std::int32_t whole    = 1;  //!< one window, tap t is input t
    std::int32_t channels = 1, height = 1, width = 1;
    std::int32_t kernel_height = 1, kernel_width = 1;
    std::int32_t stride_y = 1, stride_x = 1;
    std::int32_t padding_y = 0, padding_x = 0;
    std::int32_t dilation_y = 1, dilation_x = 1;
    std::int32_t out_height = 1, out_width = 1;

    INFERNO_HD Index inputs() const { return Index{channels} * height * width; }
    INFERNO_HD Index positions() const { return Index{out_height} * out_width; }
    INFERNO_HD Index taps() const
    {
        return whole != 0 ? inputs() : Index{channels} * kernel_height * kernel_width;
    }
    //! The input of tap t at a position; -1 in the padding.
    INFERNO_HD Index input(Index position, Index tap) const
    {
        if (whole != 0) { return tap; }
        auto const t               = static_cast<std::int32_t>(tap);
        auto const p               = static_cast<std::int32_t>(position);
        std::int32_t const row     = t / kernel_width;
        std::int32_t const channel = row / kernel_height;
        std::int32_t const y =
            p / out_width * stride_y - padding_y + row % kernel_height * dilation_y;
        std::int32_t const x = p % out_width * stride_x - padding_x + t % kernel_width * dilation_x;
        bool const outside   = y < 0 || y >= height || x < 0 || x >= width;
        return outside ? Index{-1} : (Index{channel} * height + y) * width + x;
    }
};

//! The window that is the whole input.
inline Windows whole_input(Index inputs)
{
    Windows windows;
    windows.width = static_cast<std::int32_t>(inputs);
    return windows;
}

//! Weights of a mapping by windows, and where its sums go. y[b][f][p] = sum over taps t of
//! current[b][input(p, t)] * weight[t][f], + bias[f]; the sum has the order of core/sum.hpp.
//!
//! A stage of such a mapping splits its work over positions and, within one, words of 32 filters.
struct WindowWeights {
    Windows windows;
    Index filters      = 0;
    Real const* weight = nullptr;  //!< [taps][filters]
    Real const* bias   = nullptr;  //!< [filters] or null
    Real* output       = nullptr;  //!< [batch][filters][positions]

    INFERNO_HD Index filter_words() const { return words_for(filters); }
    //! The extent of a stage: every filter of every position or, in a convolution, whole words.
    Index extent() const
    {
        return windows.whole != 0 ? filters : windows.positions() * filter_words() * word_bits;
    }
    INFERNO_HD Index output_at(Index sample, Index filter, Index position) const
    {
        return (sample * filters + filter) * windows.positions() + position;
    }
};

}  // namespace inferno
