//! How a state file begins, and how its bytes are summed.
//!
//! The first entries of the header have a fixed order and width, so that a file can be recognised,
//! measured and checked before anything in it is believed.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inferno/config/state_file.hpp"
#include "inferno/core/hash.hpp"

namespace inferno {

inline constexpr int state_format_version       = 1;
inline constexpr std::string_view metadata_key  = "__metadata__";
inline constexpr Index longest_header           = 100'000'000;  //!< as in other implementations
inline constexpr Index header_length_bytes      = 8;
inline constexpr std::size_t data_bytes_digits  = 20;
inline constexpr std::size_t checksum_digits    = 16;
inline constexpr std::string_view state_opening = R"({"__metadata__":{"format":"inferno-state",)"
                                                  R"("format_version":")";
inline constexpr std::string_view before_data_bytes = R"(","data_bytes":")";
inline constexpr std::string_view before_checksum   = R"(","checksum":")";

//! Hash of a sequence of bytes, taken as 32-bit words, and of their number.
class ByteSum {
  public:
    void add(std::span<std::byte const> bytes);
    std::string hex();  //!< ends it

  private:
    Hash hash_;
    std::uint64_t bytes_ = 0;
    std::uint32_t word_  = 0;  //!< of the bytes that do not fill one yet
};

//! Where the checksum's digits begin in a file of ours with a format version of one digit.
inline constexpr std::size_t checksum_offset = header_length_bytes + state_opening.size() + 1 +
                                               before_data_bytes.size() + data_bytes_digits +
                                               before_checksum.size();

//! The checksum of a whole file: of all its bytes, with zeros for its own digits.
std::string state_checksum(std::span<std::byte const> file);

//! What the beginning of the header says, before the rest is read.
struct StateOpening {
    Index data_bytes = 0;
    std::string checksum;
};
//! FileError if the header is not ours, or of a newer version.
StateOpening read_state_opening(std::string_view header, std::string const& name);

//! Everything in the header; offsets count from the end of the header.
struct StateHeader {
    struct Array {
        StateType type;
        Shape shape;
        Index begin, end;
    };
    std::map<std::string, Array> arrays;
    std::map<std::string, std::string> metadata;
};
//! FileError unless the arrays fill `data_bytes` without gap or overlap.
StateHeader read_state_header(std::string const& header, Index data_bytes, std::string const& name);

}  // namespace inferno
