#include "config/gzip.hpp"

#include <algorithm>
#include <memory>

#ifdef INFERNO_HAS_ZLIB
#    include <zlib.h>
#endif

#include "inferno/core/error.hpp"

namespace inferno {

#ifdef INFERNO_HAS_ZLIB

std::vector<std::uint8_t> read_gzip(std::filesystem::path const& path, Index most_bytes)
{
    std::unique_ptr<gzFile_s, int (*)(gzFile)> const file(::gzopen(path.c_str(), "rb"),
                                                          ::gzclose_r);
    INFERNO_CHECK(FileError, file, path.string() << ": cannot be read");

    constexpr Index piece_bytes = Index{1} << 20;
    std::vector<std::uint8_t> bytes;
    Index filled = 0;
    while (filled < most_bytes) {
        Index const wanted = std::min(piece_bytes, most_bytes - filled);
        bytes.resize(static_cast<std::size_t>(filled + wanted));
        int const got = ::gzread(file.get(), bytes.data() + filled, static_cast<unsigned>(wanted));
        filled += std::max(got, 0);
        int status            = Z_OK;
        char const* const why = ::gzerror(file.get(), &status);
        INFERNO_CHECK(FileError,
                      got >= 0 && status == Z_OK,
                      path.string() << ": damaged or truncated after " << filled
                                    << " unpacked bytes: " << why);
        if (got < wanted) { break; }
    }
    bytes.resize(static_cast<std::size_t>(filled));
    return bytes;
}

#else

std::vector<std::uint8_t> read_gzip(std::filesystem::path const& path, Index)
{
    throw FileError(path.string() +
                    ": cannot be unpacked: built without zlib; install the package "
                    "zlib1g-dev and build again, or unpack the file with gunzip");
}

#endif

}  // namespace inferno
