#include "config/npy_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "inferno/core/error.hpp"

namespace inferno {

namespace {

constexpr std::array<std::string_view, 11> known_types{
    "b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"};

//! Reads the few Python literals that a header holds.
class Literals {
  public:
    Literals(std::string_view text, std::string const& file) : rest_(text), file_(file) {}

    bool accept(std::string_view token)
    {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n\r"), rest_.size()));
        if (!rest_.starts_with(token)) { return false; }
        rest_.remove_prefix(token.size());
        return true;
    }
    void expect(std::string_view token)
    {
        if (!accept(token)) { fail(std::string(token)); }
    }
    std::string text()
    {
        if (accept("[")) {
            throw FileError(file_ + ": holds records, expected an array of numbers");
        }
        std::string_view const quote = accept("'") ? "'" : "\"";
        if (quote == "\"") { expect(quote); }
        std::size_t const length = rest_.find(quote);
        if (length == std::string_view::npos) { fail("a quoted word"); }
        std::string word(rest_.substr(0, length));
        rest_.remove_prefix(length + 1);
        return word;
    }
    bool boolean()
    {
        if (accept("True")) { return true; }
        expect("False");
        return false;
    }
    Shape shape()
    {
        Shape extents;
        expect("(");
        while (!accept(")")) {
            if (!extents.empty()) {
                expect(",");
                if (accept(")")) { break; }
            }
            Index extent = -1;
            auto const [end, _] =
                std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
            if (extent < 0) { fail("a size"); }
            rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
            extents.push_back(extent);
        }
        return extents;
    }

  private:
    [[noreturn]] void fail(std::string const& expected) const
    {
        throw FileError(file_ + ": wrong .npy header: expected " + expected + " before \"" +
                        std::string(rest_.substr(0, 20)) + "\"");
    }

    std::string_view rest_;
    std::string const& file_;
};

}  // namespace

Index npy_element_bytes(std::string_view type)
{
    bool const known = std::find(known_types.begin(), known_types.end(), type) != known_types.end();
    return known ? type[1] - '0' : 0;
}

std::string npy_header_text(std::string const& type, Shape const& shape)
{
    std::string extents;
    for (Index const extent : shape) {
        extents += std::to_string(extent) + ", ";
    }
    if (shape.size() > 1) { extents.resize(extents.size() - 2); }
    if (shape.size() == 1) { extents.pop_back(); }

    char const order       = npy_element_bytes(type) == 1 ? '|' : '<';
    std::string dictionary = std::string("{'descr': '") + order + type +
                             "', 'fortran_order': False, 'shape': (" + extents + "), }";

    constexpr std::size_t preamble = 10, longest_count = 20, alignment = 64;
    std::size_t const digits = shape.empty() ? 0 : std::to_string(shape[0]).size();
    std::size_t const room   = dictionary.size() + (longest_count - digits) + 1;
    std::size_t const padded = (preamble + room + alignment - 1) / alignment * alignment - preamble;
    dictionary.resize(padded - 1, ' ');
    dictionary += '\n';

    std::string text = "\x93NUMPY\x01";
    text += '\0';
    text += static_cast<char>(padded & 0xFF);
    text += static_cast<char>(padded >> 8);
    return text + dictionary;
}

NpyHeader parse_npy_header(std::string_view dictionary, std::string const& file)
{
    NpyHeader header;
    bool has_order = false, has_shape = false;
    Literals literals(dictionary, file);
    literals.expect("{");
    while (!literals.accept("}")) {
        std::string const key = literals.text();
        literals.expect(":");
        if (key == "descr") {
            std::string const descr = literals.text();
            header.big_endian       = descr.starts_with('>');
            header.type             = descr.substr(std::min<std::size_t>(1, descr.size()));
            INFERNO_CHECK(FileError,
                          npy_element_bytes(header.type) > 0,
                          file << ": holds elements of type " << descr
                               << ", expected b1, i1 to i8, u1 to u8, f4 or f8");
        } else if (key == "fortran_order") {
            header.fortran_order = literals.boolean();
            has_order            = true;
        } else if (key == "shape") {
            header.shape = literals.shape();
            has_shape    = true;
        } else {
            throw FileError(file + ": wrong .npy header: unknown key \"" + key + "\"");
        }
        if (!literals.accept(",")) {
            literals.expect("}");
            break;
        }
    }
    INFERNO_CHECK(FileError,
                  !header.type.empty() && has_order && has_shape,
                  file << ": wrong .npy header: expected descr, fortran_order and shape");
    return header;
}

}  // namespace inferno
