//! What is thrown where a disk does not take what is written.
#pragma once

#include "inferno/core/error.hpp"

namespace inferno {

//! A file was there to be written, but the disk is full, or failed. A file that cannot be made at
//! all is a plain FileError.
class WriteError : public FileError {
  public:
    using FileError::FileError;
};

}  // namespace inferno
