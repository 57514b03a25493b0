#include "config/output_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inferno/config/write_error.hpp"

namespace inferno {

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666))
{
    if (descriptor_ < 0) {
        throw FileError(path_.string() + ": cannot be created: " + std::strerror(errno));
    }
}

OutputFile::~OutputFile()
{
    if (descriptor_ >= 0) { ::close(descriptor_); }
}

void OutputFile::write(Index offset, std::span<std::byte const> bytes)
{
    while (!bytes.empty()) {
        ssize_t const written = ::pwrite(descriptor_, bytes.data(), bytes.size(), offset);
        if (written < 0 && errno == EINTR) { continue; }
        if (written <= 0) { fail("cannot be written"); }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += written;
    }
}

void OutputFile::shorten(Index bytes)
{
    if (::ftruncate(descriptor_, bytes) != 0) { fail("cannot be shortened"); }
}

void OutputFile::settle()
{
    if (::fsync(descriptor_) != 0) { fail("cannot be kept"); }
}

void OutputFile::close()
{
    if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0) {
        fail("cannot be closed");
    }
}

Index OutputFile::bytes() const
{
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) { fail("cannot be measured"); }
    return status.st_size;
}

void OutputFile::fail(char const* what) const
{
    throw WriteError(path_.string() + ": " + what + ": " + std::strerror(errno));
}

namespace {

template <class Fill>
void write_then_rename(std::filesystem::path const& path, Fill const& fill)
{
    std::filesystem::path partial = path;
    partial += ".partial-" + std::to_string(::getpid());
    std::error_code reason;
    try {
        OutputFile file(partial);
        fill(file);
        file.close();
    } catch (FileError const&) {
        std::filesystem::remove(partial, reason);
        throw;
    }
    std::filesystem::rename(partial, path, reason);
    if (reason) {
        std::error_code ignored;
        std::filesystem::remove(partial, ignored);
        throw FileError(path.string() + ": cannot be written: " + reason.message());
    }
}

}  // namespace

void write_atomically(std::filesystem::path const& path, std::string_view content)
{
    write_then_rename(path,
                      [&](OutputFile& file) { file.write(0, std::as_bytes(std::span(content))); });
}

void write_durably(std::filesystem::path const& path, std::span<std::string_view const> parts)
{
    write_then_rename(path, [&](OutputFile& file) {
        Index offset = 0;
        for (std::string_view const part : parts) {
            file.write(offset, std::as_bytes(std::span(part)));
            offset += std::ssize(part);
        }
        file.settle();
    });
}

}  // namespace inferno
