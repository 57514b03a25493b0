#include "support/cuda_label.hpp"

namespace inferno::test {

char const* cuda_label() { return "cuda_emulated"; }

}  // namespace inferno::test
