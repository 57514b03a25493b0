//! Files that programs and people read while or after we write them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "inferno/core/types.hpp"

namespace inferno {

//! A file open for writing; every failure is a FileError with the file's name and the reason.
class OutputFile {
  public:
    explicit OutputFile(std::filesystem::path path);  //!< creates it, or empties it
    ~OutputFile();
    OutputFile(OutputFile const&)            = delete;
    OutputFile& operator=(OutputFile const&) = delete;

    void write(Index offset, std::span<std::byte const> bytes);
    void shorten(Index bytes);
    void close();  //!< reports what the destructor cannot
    Index bytes() const;
    std::filesystem::path const& path() const { return path_; }

  private:
    [[noreturn]] void fail(char const* what) const;

    std::filesystem::path path_;
    int descriptor_;
};

//! Writes a whole file: a temporary neighbour first, renamed when complete, so that no reader sees
//! half.
void write_atomically(std::filesystem::path const& path, std::string_view content);

}  // namespace inferno
