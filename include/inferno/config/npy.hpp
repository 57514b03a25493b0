//! NumPy's .npy files (format versions 1 and 2): read, written whole, or written row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno {

//! An array as the file holds it, in C order and this machine's byte order.
struct NpyArray {
    Shape shape;
    std::string type;  //!< NumPy's letter and bytes per element: b1, i1..i8, u1..u8, f4, f8
    std::vector<std::byte> bytes;

    std::vector<double> as_doubles() const;
    std::vector<Real> as_reals() const;
};

//! Reads any byte order and axis order; FileError says what is wrong with the file.
NpyArray read_npy(std::filesystem::path const& path);

//! What its header says, without reading the numbers.
Shape npy_shape(std::filesystem::path const& path);

//! NumPy's name of a C++ type; null where there is none.
template <class T>
inline constexpr char const* npy_type = nullptr;
template <>
inline constexpr char const* npy_type<bool> = "b1";
template <>
inline constexpr char const* npy_type<std::uint8_t> = "u1";
template <>
inline constexpr char const* npy_type<std::int32_t> = "i4";
template <>
inline constexpr char const* npy_type<std::uint32_t> = "u4";
template <>
inline constexpr char const* npy_type<std::int64_t> = "i8";
template <>
inline constexpr char const* npy_type<float> = "f4";
template <>
inline constexpr char const* npy_type<double> = "f8";

//! A span, vector or array of numbers that a .npy file can hold.
template <class R>
concept NpyValues = std::ranges::contiguous_range<R> &&
    (npy_type<std::ranges::range_value_t<R>> != nullptr);

//! Writes the bytes of an array of the given type; the file appears when it is complete.
void write_npy_bytes(std::filesystem::path const& path,
                     std::string const& type,
                     std::span<std::byte const> bytes,
                     Shape const& shape);

//! Writes an array; the file appears when it is complete.
template <NpyValues R>
void write_npy(std::filesystem::path const& path, R const& values, Shape const& shape)
{
    write_npy_bytes(path,
                    npy_type<std::ranges::range_value_t<R>>,
                    std::as_bytes(std::span(std::ranges::data(values), std::ranges::size(values))),
                    shape);
}

class OutputFile;

//! Appends rows of one shape to a file that others can read after each flush.
class NpyWriter {
  public:
    NpyWriter(std::filesystem::path const& path, std::string type, Shape row_shape);
    ~NpyWriter();  //!< closes, but cannot report a failure: call close()
    NpyWriter(NpyWriter&&) noexcept;

    //! Appends one or more whole rows of the file's type.
    template <NpyValues R>
    void append(R const& rows)
    {
        append_bytes(npy_type<std::ranges::range_value_t<R>>,
                     std::as_bytes(std::span(std::ranges::data(rows), std::ranges::size(rows))));
    }
    //! Puts what was appended into the file; WriteError on a full disk, which keeps the rows that
    //! fit.
    void flush();
    void close();
    Index rows() const { return rows_; }  //!< appended so far

  private:
    void append_bytes(std::string const& type, std::span<std::byte const> rows);
    void write_header(Index rows);

    std::unique_ptr<OutputFile> file_;
    std::string type_;
    Shape row_shape_;
    Index row_bytes_;
    Index rows_         = 0;
    Index header_bytes_ = 0;
    Index file_bytes_   = 0;
    std::vector<std::byte> waiting_;
};

}  // namespace inferno
