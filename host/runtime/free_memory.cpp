#include "free_memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace inferno::host {
namespace {

//! The number that a file holds; none where there is no file, or the word "max".
std::optional<std::size_t> number_in(char const* path)
{
    std::ifstream file(path);
    std::size_t number = 0;
    return file >> number ? std::optional(number) : std::nullopt;
}

//! Of Linux, in bytes.
std::optional<std::size_t> available_to_system()
{
    std::ifstream file("/proc/meminfo");
    std::string name, unit;
    std::size_t kibibytes = 0;
    while (file >> name >> kibibytes) {
        std::getline(file, unit);
        if (name == "MemAvailable:") { return kibibytes * 1024; }
    }
    return std::nullopt;
}

//! Of a control group (version 2).
std::optional<std::size_t> left_to_group()
{
    auto const limit = number_in("/sys/fs/cgroup/memory.max");
    auto const used  = number_in("/sys/fs/cgroup/memory.current");
    if (!limit || !used) { return std::nullopt; }
    return *limit - std::min(*limit, *used);
}

}  // namespace

std::size_t free_memory()
{
    constexpr std::size_t unknown = std::numeric_limits<std::size_t>::max();
    return std::min(available_to_system().value_or(unknown), left_to_group().value_or(unknown));
}

}  // namespace inferno::host
