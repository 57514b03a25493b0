#include "config/state_format.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace inferno {
namespace {

//! Takes `expected` off the front, or says that the header is damaged there.
void skip(std::string_view& text,
          std::string_view header,
          std::string_view expected,
          std::string const& name)
{
    INFERNO_CHECK(FileError,
                  text.starts_with(expected),
                  name << ": damaged at byte "
                       << header_length_bytes + (text.data() - header.data()) << ": expected "
                       << expected);
    text.remove_prefix(expected.size());
}

}  // namespace

void ByteSum::add(std::span<std::byte const> bytes)
{
    std::size_t n = 0;
    for (; n < bytes.size() && bytes_ % 4 != 0; ++n, ++bytes_) {
        word_ |= std::to_integer<std::uint32_t>(bytes[n]) << 8 * (bytes_ % 4);
        if (bytes_ % 4 == 3) { hash_.add(std::exchange(word_, 0)); }
    }
    for (; n + 4 <= bytes.size(); n += 4, bytes_ += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data() + n, sizeof(word));
        hash_.add(word);
    }
    for (; n < bytes.size(); ++n, ++bytes_) {
        word_ |= std::to_integer<std::uint32_t>(bytes[n]) << 8 * (bytes_ % 4);
    }
}

std::string ByteSum::hex()
{
    if (bytes_ % 4 != 0) { hash_.add(word_); }
    hash_.add(static_cast<std::uint32_t>(bytes_));
    hash_.add(static_cast<std::uint32_t>(bytes_ >> 32));
    return hash_.hex();
}

std::string state_checksum(std::span<std::byte const> file)
{
    static std::string const zeros(checksum_digits, '0');
    ByteSum sum;
    sum.add(file.first(checksum_offset));
    sum.add(std::as_bytes(std::span(zeros)));
    sum.add(file.subspan(checksum_offset + checksum_digits));
    return sum.hex();
}

StateOpening read_state_opening(std::string_view header, std::string const& name)
{
    INFERNO_CHECK(FileError,
                  header.starts_with(state_opening),
                  name << ": not a state file of this library: expected a header that begins with "
                       << state_opening);
    std::string_view text = header.substr(state_opening.size());
    int version           = 0;
    auto const digits     = std::from_chars(text.data(), text.data() + text.size(), version);
    INFERNO_CHECK(FileError,
                  digits.ec == std::errc() && version > 0,
                  name << ": damaged at byte " << header_length_bytes + state_opening.size()
                       << ": expected a format version");
    INFERNO_CHECK(FileError,
                  version <= state_format_version,
                  name << ": has format version " << version << ", this library ("
                       << INFERNO_VERSION << ") reads up to " << state_format_version
                       << ": a newer one wrote it");
    text.remove_prefix(static_cast<std::size_t>(digits.ptr - text.data()));
    skip(text, header, before_data_bytes, name);
    StateOpening opening;
    auto const number = text.substr(0, data_bytes_digits);
    auto const read =
        std::from_chars(number.data(), number.data() + number.size(), opening.data_bytes);
    INFERNO_CHECK(FileError,
                  read.ec == std::errc() && read.ptr == number.data() + number.size() &&
                      opening.data_bytes >= 0,
                  name << ": damaged: data_bytes is \"" << number << "\", expected a number");
    text.remove_prefix(number.size());
    skip(text, header, before_checksum, name);
    opening.checksum = text.substr(0, checksum_digits);
    text.remove_prefix(opening.checksum.size());
    skip(text, header, "\",", name);
    return opening;
}

}  // namespace inferno
