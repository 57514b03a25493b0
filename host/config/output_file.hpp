//! Files that programs and people read while or after we write them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "inferno/core/types.hpp"

namespace inferno {

//! A file open for writing. FileError where it cannot be made, WriteError where it cannot be
//! written, with the file's name and the reason.
class OutputFile {
  public:
    explicit OutputFile(std::filesystem::path path);  //!< creates it, or empties it
    ~OutputFile();
    OutputFile(OutputFile const&)            = delete;
    OutputFile& operator=(OutputFile const&) = delete;

    void write(Index offset, std::span<std::byte const> bytes);
    void shorten(Index bytes);
    void settle();  //!< waits until the disk holds what was written
    void close();   //!< reports what the destructor cannot
    Index bytes() const;
    std::filesystem::path const& path() const { return path_; }

  private:
    [[noreturn]] void fail(char const* what) const;

    std::filesystem::path path_;
    int descriptor_;
};

//! Writes a whole file: a temporary neighbour first, renamed when complete, so that no reader sees
//! half. An error leaves what was there before.
void write_atomically(std::filesystem::path const& path, std::string_view content);

//! The same from several parts. The disk holds them before the old file goes, so that a machine
//! that loses power keeps one of the two.
void write_durably(std::filesystem::path const& path, std::span<std::string_view const> parts);

}  // namespace inferno
