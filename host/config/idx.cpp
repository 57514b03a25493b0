#include "inferno/config/idx.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "inferno/core/error.hpp"

#include "config/gzip.hpp"

namespace inferno {

namespace {

namespace fs = std::filesystem;

//! One IDX file of bytes: its path and the extents in its header.
struct IdxFile {
    fs::path path;
    Shape shape;

    Index header_bytes() const { return 4 + 4 * static_cast<Index>(shape.size()); }
};

std::vector<std::uint8_t> read_plain(fs::path const& path, Index most_bytes)
{
    std::ifstream file(path, std::ios::binary);
    INFERNO_CHECK(FileError, file, path.string() << ": cannot be read");
    auto const there = static_cast<Index>(fs::file_size(path));
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(there, most_bytes)));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    INFERNO_CHECK(FileError, file, path.string() << ": cannot be read");
    return bytes;
}

std::vector<std::uint8_t> read_first(fs::path const& path, Index most_bytes)
{
    return path.extension() == ".gz" ? read_gzip(path, most_bytes) : read_plain(path, most_bytes);
}

//! The file of one kind ("images", "labels") under any of its four names.
fs::path find_file(fs::path const& folder, std::string const& stem, int axes)
{
    std::string const ending = "idx" + std::to_string(axes) + "-ubyte";
    std::string tried;
    for (char const* joint : {"-", "."}) {
        for (char const* packing : {"", ".gz"}) {
            std::string const name = stem + joint + ending + packing;
            if (fs::is_regular_file(folder / name)) { return folder / name; }
            tried += (tried.empty() ? "" : ", ") + name;
        }
    }
    throw FileError(folder.string() + ": holds none of " + tried);
}

//! Magic number 0x000008NN: unsigned bytes, NN axes; then a big-endian extent per axis.
IdxFile open_idx(fs::path const& path, std::size_t axes)
{
    IdxFile file{path, Shape(axes)};
    auto const header = read_first(path, file.header_bytes());
    auto const word   = [&](std::size_t k) {
        return Index{header[4 * k]} << 24 | Index{header[4 * k + 1]} << 16 |
               Index{header[4 * k + 2]} << 8 | Index{header[4 * k + 3]};
    };
    INFERNO_CHECK(FileError,
                  static_cast<Index>(header.size()) == file.header_bytes(),
                  path.string() << ": truncated: its header ends after " << header.size()
                                << " bytes, expected " << file.header_bytes());
    INFERNO_CHECK(FileError,
                  word(0) == static_cast<Index>(0x800 + axes),
                  path.string() << ": not an IDX file of bytes with " << axes
                                << " axes: starts with " << word(0) << ", expected "
                                << 0x800 + axes);
    for (std::size_t axis = 0; axis < axes; ++axis) {
        file.shape[axis] = word(axis + 1);
    }
    return file;
}

//! The bytes of the first `items` items. A file read to its end must end where its header says.
std::vector<std::uint8_t> read_items(IdxFile const& file, Index items)
{
    Index item_bytes = 1;
    for (std::size_t axis = 1; axis < file.shape.size(); ++axis) {
        INFERNO_CHECK(FileError,
                      file.shape[axis] > 0 && file.shape[axis] <= 1 << 16,
                      file.path.string() << ": impossible shape " << to_string(file.shape));
        item_bytes *= file.shape[axis];
    }
    Index const expected = file.header_bytes() + items * item_bytes;
    auto bytes           = read_first(file.path, expected + (items == file.shape[0] ? 1 : 0));
    auto const there     = static_cast<Index>(bytes.size());
    INFERNO_CHECK(FileError,
                  there >= expected,
                  file.path.string() << ": truncated: holds " << there << " bytes, expected "
                                     << expected << " for shape " << to_string(file.shape));
    INFERNO_CHECK(FileError,
                  there == expected,
                  file.path.string() << ": holds more than the " << expected
                                     << " bytes expected for shape " << to_string(file.shape));
    bytes.erase(bytes.begin(), bytes.begin() + file.header_bytes());
    return bytes;
}

}  // namespace

ImageSet read_image_set(fs::path const& folder, std::string const& split, Index limit)
{
    constexpr std::array<std::string_view, 2> splits{"train", "t10k"};
    INFERNO_REQUIRE(std::find(splits.begin(), splits.end(), split) != splits.end(),
                    "unknown image set \"" << split << "\"" << suggestion(split, splits));
    INFERNO_REQUIRE(limit >= 0, "limit is " << limit << " images, must be at least 0");
    INFERNO_CHECK(FileError, fs::is_directory(folder), folder.string() << ": no such folder");

    IdxFile const images = open_idx(find_file(folder, split + "-images", 3), 3);
    IdxFile const labels = open_idx(find_file(folder, split + "-labels", 1), 1);
    INFERNO_CHECK(FileError,
                  images.shape[0] == labels.shape[0],
                  labels.path.string()
                      << ": holds " << labels.shape[0] << " labels, expected " << images.shape[0]
                      << " as in " << images.path.filename().string());

    Index const taken = std::min(limit, images.shape[0]);
    return {taken,
            images.shape[1],
            images.shape[2],
            read_items(images, taken),
            read_items(labels, taken)};
}

}  // namespace inferno
