#include "inferno/config/npy.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>

#include "inferno/core/error.hpp"

#include "config/npy_header.hpp"
#include "config/output_file.hpp"

namespace inferno {

namespace {

static_assert(std::endian::native == std::endian::little, "bytes are stored as they are in memory");

//! Reads exactly what fits `bytes`, or throws.
template <class T>
void read_exactly(std::ifstream& file,
                  std::span<T> bytes,
                  std::string const& name,
                  char const* what)
{
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    INFERNO_CHECK(FileError,
                  file.gcount() == static_cast<std::streamsize>(bytes.size()),
                  name << ": truncated: " << what << " ends after " << file.gcount()
                       << " bytes, expected " << bytes.size());
}

std::ifstream opened(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    INFERNO_CHECK(FileError,
                  file && std::filesystem::is_regular_file(path),
                  path.string() << ": cannot be read: no such file, or not allowed");
    return file;
}

std::string read_dictionary(std::ifstream& file, std::string const& name)
{
    std::array<char, 8> magic{};
    file.read(magic.data(), magic.size());
    INFERNO_CHECK(FileError,
                  file.gcount() == 8 && std::memcmp(magic.data(), "\x93NUMPY", 6) == 0,
                  name << ": not a .npy file: expected the bytes \\x93NUMPY at its start");
    int const version = static_cast<unsigned char>(magic[6]);
    INFERNO_CHECK(FileError,
                  version == 1 || version == 2,
                  name << ": .npy format version " << version << ", expected 1 or 2");

    std::array<unsigned char, 4> length{};
    read_exactly(file, std::span(length).first(version == 1 ? 2 : 4), name, "the header's length");
    std::size_t const bytes = length[0] + (std::size_t{length[1]} << 8) +
                              (std::size_t{length[2]} << 16) + (std::size_t{length[3]} << 24);
    INFERNO_CHECK(FileError,
                  bytes <= 1 << 20,
                  name << ": wrong .npy header: says that it is " << bytes << " bytes long");
    std::string dictionary(bytes, ' ');
    read_exactly(file, std::span(dictionary), name, "the header");
    return dictionary;
}

//! Elements of the array, checked against what can be in memory at all.
Index checked_count(NpyHeader const& header, std::string const& name)
{
    Index elements   = 1;
    bool const empty = std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end();
    if (empty) { return 0; }
    for (Index const extent : header.shape) {
        INFERNO_CHECK(FileError,
                      elements <= std::numeric_limits<Index>::max() / 16 / extent,
                      name << ": impossible shape " << to_string(header.shape));
        elements *= extent;
    }
    return elements;
}

void swap_byte_order(std::vector<std::byte>& bytes, Index element_bytes)
{
    for (auto first = bytes.begin(); first != bytes.end(); first += element_bytes) {
        std::reverse(first, first + element_bytes);
    }
}

//! First axis fastest -> last axis fastest.
std::vector<std::byte> to_c_order(std::vector<std::byte> const& bytes,
                                  Shape const& shape,
                                  Index element_bytes)
{
    std::vector<std::byte> ordered(bytes.size());
    Shape position(shape.size(), 0);
    for (auto target = ordered.begin(); target != ordered.end(); target += element_bytes) {
        Index source = 0;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            source = source * shape[axis] + position[axis];
        }
        std::copy_n(bytes.begin() + source * element_bytes, element_bytes, target);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            if (++position[axis] < shape[axis]) { break; }
            position[axis] = 0;
        }
    }
    return ordered;
}

template <class Stored, class T>
std::vector<T> converted(std::span<std::byte const> bytes)
{
    std::vector<T> values(bytes.size() / sizeof(Stored));
    for (std::size_t i = 0; i < values.size(); ++i) {
        Stored stored{};
        std::memcpy(&stored, bytes.data() + i * sizeof(Stored), sizeof(Stored));
        values[i] = static_cast<T>(stored);
    }
    return values;
}

template <class T>
std::vector<T> converted(NpyArray const& array)
{
    if (array.type == "f4") { return converted<float, T>(array.bytes); }
    if (array.type == "f8") { return converted<double, T>(array.bytes); }
    if (array.type == "i1") { return converted<std::int8_t, T>(array.bytes); }
    if (array.type == "i2") { return converted<std::int16_t, T>(array.bytes); }
    if (array.type == "i4") { return converted<std::int32_t, T>(array.bytes); }
    if (array.type == "i8") { return converted<std::int64_t, T>(array.bytes); }
    if (array.type == "u2") { return converted<std::uint16_t, T>(array.bytes); }
    if (array.type == "u4") { return converted<std::uint32_t, T>(array.bytes); }
    if (array.type == "u8") { return converted<std::uint64_t, T>(array.bytes); }
    INFERNO_REQUIRE(array.type == "u1" || array.type == "b1", "unknown type " << array.type);
    return converted<std::uint8_t, T>(array.bytes);
}

}  // namespace

Shape npy_shape(std::filesystem::path const& path)
{
    std::ifstream file = opened(path);
    return parse_npy_header(read_dictionary(file, path.string()), path.string()).shape;
}

std::vector<double> NpyArray::as_doubles() const { return converted<double>(*this); }

std::vector<Real> NpyArray::as_reals() const { return converted<Real>(*this); }

NpyArray read_npy(std::filesystem::path const& path)
{
    std::string const name  = path.string();
    std::ifstream file      = opened(path);
    NpyHeader const header  = parse_npy_header(read_dictionary(file, name), name);
    Index const size        = npy_element_bytes(header.type);
    Index const bytes       = checked_count(header, name) * size;
    Index const bytes_there = static_cast<Index>(std::filesystem::file_size(path)) - file.tellg();
    INFERNO_CHECK(FileError,
                  bytes_there >= bytes,
                  name << ": truncated: holds " << bytes_there << " bytes of numbers, expected "
                       << bytes << " for shape " << to_string(header.shape) << " of "
                       << header.type);

    NpyArray array{
        header.shape, header.type, std::vector<std::byte>(static_cast<std::size_t>(bytes))};
    read_exactly(file, std::span(array.bytes), name, "the array");
    if (header.big_endian) { swap_byte_order(array.bytes, size); }
    if (header.fortran_order) { array.bytes = to_c_order(array.bytes, array.shape, size); }
    return array;
}

void write_npy_bytes(std::filesystem::path const& path,
                     std::string const& type,
                     std::span<std::byte const> bytes,
                     Shape const& shape)
{
    INFERNO_REQUIRE(static_cast<Index>(bytes.size()) == count(shape) * npy_element_bytes(type),
                    "shape " << to_string(shape) << " of " << type << " needs "
                             << count(shape) * npy_element_bytes(type) << " bytes, given "
                             << bytes.size());
    std::string content = npy_header_text(type, shape);
    content.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    write_atomically(path, content);
}

}  // namespace inferno
