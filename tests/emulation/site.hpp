//! Where in the source a device function was called.
#pragma once

namespace inferno::emulation {

struct Site {
    char const* file;
    int line;
    char const* function;
};

//! As a default argument: where the caller was called from.
constexpr Site here(char const* file     = __builtin_FILE(),
                    int line             = __builtin_LINE(),
                    char const* function = __builtin_FUNCTION())
{
    return {file, line, function};
}

}  // namespace inferno::emulation
