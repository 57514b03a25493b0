//! Image sets in the IDX format of MNIST and Fashion-MNIST, plain or gzip-compressed.
//! Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno {

inline constexpr Index all_images = std::numeric_limits<Index>::max();

//! Grey images and the class of each.
struct ImageSet {
    Index images = 0, rows = 0, columns = 0;
    std::vector<std::uint8_t> pixels;  //!< [images][rows][columns], 255 is full intensity
    std::vector<std::uint8_t> labels;  //!< [images]
};

//! Reads the first `limit` images of `split` ("train" or "t10k") from the folder's files
//! <split>-images-idx3-ubyte[.gz] and <split>-labels-idx1-ubyte[.gz] (or .idx3-ubyte, .idx1-ubyte).
ImageSet read_image_set(std::filesystem::path const& folder,
                        std::string const& split,
                        Index limit = all_images);

}  // namespace inferno
