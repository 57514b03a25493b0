#include "config/png.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "inferno/core/error.hpp"

namespace inferno {

namespace {

std::string big_endian(std::uint32_t word)
{
    return {static_cast<char>(word >> 24),
            static_cast<char>(word >> 16),
            static_cast<char>(word >> 8),
            static_cast<char>(word)};
}

std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t crc = 0xFFFFFFFFu;
    for (char const byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
        }
    }
    return ~crc;
}

std::uint32_t adler32(std::string_view bytes)
{
    std::uint32_t a = 1, b = 0;
    for (char const byte : bytes) {
        a = (a + static_cast<unsigned char>(byte)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

std::string chunk(std::string const& name, std::string const& content)
{
    std::string const named = name + content;
    return big_endian(static_cast<std::uint32_t>(content.size())) + named +
           big_endian(crc32(named));
}

//! A zlib stream of stored blocks.
std::string stored(std::string_view bytes)
{
    constexpr std::size_t longest_block = 65535;
    std::string stream                  = "\x78\x01";
    for (std::size_t start = 0; start < bytes.size(); start += longest_block) {
        std::string_view const block = bytes.substr(start, longest_block);
        std::size_t const size       = block.size();
        stream += start + size == bytes.size() ? '\1' : '\0';
        for (std::size_t const length : {size, ~size}) {
            stream += static_cast<char>(length & 0xFF);
            stream += static_cast<char>(length >> 8 & 0xFF);
        }
        stream += block;
    }
    return stream + big_endian(adler32(bytes));
}

}  // namespace

//! Between anchors of Matplotlib's colour map "inferno" (N. Smith, S. van der Walt; CC0).
Palette const& heat_palette()
{
    static Palette const palette = [] {
        constexpr std::array<std::array<double, 3>, 10> anchors{{{0, 0, 4},
                                                                 {27, 12, 66},
                                                                 {75, 12, 107},
                                                                 {120, 28, 109},
                                                                 {165, 44, 96},
                                                                 {207, 68, 70},
                                                                 {237, 105, 37},
                                                                 {251, 154, 6},
                                                                 {247, 208, 60},
                                                                 {252, 255, 164}}};
        Palette colours{};
        for (std::size_t i = 0; i < 255; ++i) {
            double const position   = 9 * static_cast<double>(i) / 254;
            std::size_t const below = std::min<std::size_t>(8, static_cast<std::size_t>(position));
            double const part       = position - static_cast<double>(below);
            auto const mixed        = [&](std::size_t channel) {
                return static_cast<std::uint8_t>(std::lround(anchors[below][channel] * (1 - part) +
                                                             anchors[below + 1][channel] * part));
            };
            colours[i] = {mixed(0), mixed(1), mixed(2)};
        }
        colours[255] = {0, 0, 0, 0};
        return colours;
    }();
    return palette;
}

std::string encode_png(Bitmap const& picture, Palette const& palette)
{
    INFERNO_REQUIRE(picture.height > 0 && picture.width > 0 &&
                        static_cast<Index>(picture.pixels.size()) == picture.height * picture.width,
                    "a picture of " << picture.height << " x " << picture.width
                                    << " pixels cannot have " << picture.pixels.size());
    std::string colours, alphas, rows;
    for (Colour const& colour : palette) {
        colours += {static_cast<char>(colour.red),
                    static_cast<char>(colour.green),
                    static_cast<char>(colour.blue)};
        alphas += static_cast<char>(colour.alpha);
    }
    for (Index row = 0; row < picture.height; ++row) {
        rows += '\0';  // no filter
        rows.append(reinterpret_cast<char const*>(picture.pixels.data()) + row * picture.width,
                    static_cast<std::size_t>(picture.width));
    }
    std::string const header = big_endian(static_cast<std::uint32_t>(picture.width)) +
                               big_endian(static_cast<std::uint32_t>(picture.height)) +
                               std::string("\x08\x03\0\0\0", 5);  // 8 bits, palette
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("PLTE", colours) +
           chunk("tRNS", alphas) + chunk("IDAT", stored(rows)) + chunk("IEND", "");
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::string_view const group = bytes.substr(i, 3);
        std::uint32_t word           = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            word = word << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= group.size() ? digits[word >> (18 - 6 * k) & 63] : '=';
        }
    }
    return text;
}

}  // namespace inferno
