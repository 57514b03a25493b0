//! Small pictures of 256 colours, encoded so that they can stand inside a page.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno {

struct Colour {
    std::uint8_t red, green, blue, alpha = 255;
};

using Palette = std::array<Colour, 256>;

//! Dark to bright in steps that look equal; entry 255 is transparent.
Palette const& heat_palette();

struct Bitmap {
    Index height, width;
    std::vector<std::uint8_t> pixels;  //!< [height][width], positions in the palette
};

//! A PNG file, stored without compression (ISO/IEC 15948, RFC 1950, RFC 1951).
std::string encode_png(Bitmap const& picture, Palette const& palette);

//! RFC 4648.
std::string base64(std::string_view bytes);

}  // namespace inferno
