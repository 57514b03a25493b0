//! What "cuda" is in this executable: tests/emulation has a second definition.
#pragma once

namespace inferno::test {

//! "cuda" or "cuda_emulated".
char const* cuda_label();

}  // namespace inferno::test
