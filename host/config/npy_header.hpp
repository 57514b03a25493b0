//! The header of a .npy file: a Python dictionary after the magic string and its length.
#pragma once

#include <string>
#include <string_view>

#include "inferno/core/types.hpp"

namespace inferno {

struct NpyHeader {
    std::string type;  //!< letter and bytes per element
    bool big_endian    = false;
    bool fortran_order = false;
    Shape shape;
};

//! Bytes per element of a type; 0 where we do not know the type.
Index npy_element_bytes(std::string_view type);

//! Magic string, version 1, length and dictionary, padded with room for a longer first axis.
std::string npy_header_text(std::string const& type, Shape const& shape);

//! Reads the dictionary; `file` names it in errors.
NpyHeader parse_npy_header(std::string_view dictionary, std::string const& file);

}  // namespace inferno
