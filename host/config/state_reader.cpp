#include <charconv>
#include <cstring>
#include <fstream>
#include <utility>

#include "inferno/config/state_file.hpp"

#include "config/state_format.hpp"

namespace inferno {
namespace {

std::vector<std::byte> read_whole(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    INFERNO_CHECK(FileError,
                  file && std::filesystem::is_regular_file(path),
                  path.string() << ": cannot be read: no such file, or not allowed");
    std::vector<std::byte> bytes(static_cast<std::size_t>(std::filesystem::file_size(path)));
    file.read(reinterpret_cast<char*>(bytes.data()), std::ssize(bytes));
    INFERNO_CHECK(FileError,
                  file.gcount() == std::ssize(bytes),
                  path.string() << ": cannot be read beyond byte " << file.gcount());
    return bytes;
}

//! The header's text; checks that it is there as a whole.
std::string_view header_of(std::span<std::byte const> file, std::string const& name)
{
    INFERNO_CHECK(FileError,
                  std::ssize(file) >= header_length_bytes,
                  name << ": truncated: holds " << file.size() << " bytes, expected at least "
                       << header_length_bytes);
    std::uint64_t length = 0;
    std::memcpy(&length, file.data(), sizeof(length));
    INFERNO_CHECK(FileError,
                  length >= 2 && length <= static_cast<std::uint64_t>(longest_header),
                  name << ": not a safetensors file: its first 8 bytes say that the header has "
                       << length << " bytes, expected 2 to " << longest_header);
    INFERNO_CHECK(FileError,
                  length <= file.size() - header_length_bytes,
                  name << ": truncated: holds " << file.size() << " bytes, its header ends at byte "
                       << header_length_bytes + static_cast<Index>(length));
    return {reinterpret_cast<char const*>(file.data()) + header_length_bytes,
            static_cast<std::size_t>(length)};
}

void require_intact(std::span<std::byte const> file,
                    std::string_view header,
                    std::string const& name)
{
    StateOpening const opening = read_state_opening(header, name);
    Index const data_bytes     = std::ssize(file) - header_length_bytes - std::ssize(header);
    INFERNO_CHECK(FileError,
                  data_bytes == opening.data_bytes,
                  name << ": " << (data_bytes < opening.data_bytes ? "truncated" : "damaged")
                       << ": holds " << data_bytes << " bytes of arrays, expected "
                       << opening.data_bytes);
    std::string const found = state_checksum(file);
    INFERNO_CHECK(FileError,
                  found == opening.checksum,
                  name << ": damaged: its bytes have the checksum " << found << ", expected "
                       << opening.checksum);
}

}  // namespace

StateReader::StateReader(std::filesystem::path path, StateOrigin origin)
    : path_(std::move(path)), bytes_(read_whole(path_))
{
    std::string const name        = path_.string();
    std::string_view const header = header_of(bytes_, name);
    if (origin == StateOrigin::inferno) { require_intact(bytes_, header, name); }
    auto const data =
        std::span<std::byte const>(bytes_).subspan(header_length_bytes + header.size());
    StateHeader const found = read_state_header(std::string(header), std::ssize(data), name);
    for (auto const& [key, array] : found.arrays) {
        arrays_.emplace(
            key,
            StateArray{array.type,
                       array.shape,
                       data.subspan(static_cast<std::size_t>(array.begin),
                                    static_cast<std::size_t>(array.end - array.begin))});
    }
    take_metadata(found.metadata, origin);
}

void StateReader::take_metadata(std::map<std::string, std::string> metadata, StateOrigin origin)
{
    auto const format = metadata.find("format");
    if (origin == StateOrigin::any &&
        (format == metadata.end() || format->second != "inferno-state")) {
        texts_ = std::move(metadata);
        return;
    }
    for (char const* used : {"format", "format_version", "data_bytes", "checksum"}) {
        metadata.erase(used);
    }
    library_version_       = std::exchange(metadata["library_version"], {});
    std::string const step = std::exchange(metadata["step"], {});
    metadata.erase("library_version");
    metadata.erase("step");
    auto const end  = step.data() + step.size();
    auto const read = std::from_chars(step.data(), end, step_);
    INFERNO_CHECK(FileError,
                  read.ec == std::errc() && read.ptr == end && step_ >= 0,
                  path_.string() << ": header: step is \"" << step << "\", expected a number");
    texts_ = std::move(metadata);
}

std::vector<std::string> StateReader::names() const
{
    std::vector<std::string> names;
    for (auto const& [name, array] : arrays_) {
        names.push_back(name);
    }
    return names;
}

StateArray const& StateReader::at(std::string const& name) const
{
    auto const found = arrays_.find(name);
    if (found != arrays_.end()) { return found->second; }
    std::vector<std::string_view> known;
    for (auto const& [other, array] : arrays_) {
        known.push_back(other);
    }
    throw FileError(path_.string() + ": holds no array \"" + name + "\"" + suggestion(name, known));
}

StateArray const& StateReader::at(std::string const& name, StateType type, Shape const& shape) const
{
    StateArray const& array = at(name);
    INFERNO_CHECK(FileError,
                  array.type == type && array.shape == shape,
                  path_.string() << ": array \"" << name << "\" is " << name_of(array.type) << " "
                                 << to_string(array.shape) << ", expected " << name_of(type) << " "
                                 << to_string(shape));
    return array;
}

}  // namespace inferno
