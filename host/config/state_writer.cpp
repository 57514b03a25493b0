#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstring>

#include <nlohmann/json.hpp>

#include "inferno/config/state_file.hpp"

#include "config/output_file.hpp"
#include "config/state_format.hpp"

namespace inferno {
namespace {

constexpr std::array reserved = {
    "format", "format_version", "data_bytes", "checksum", "library_version", "step"};

std::string eight_bytes(std::size_t number)
{
    std::string text(sizeof(std::uint64_t), '\0');
    std::uint64_t const wide = number;
    std::memcpy(text.data(), &wide, sizeof(wide));
    return text;
}

std::string_view as_text(std::vector<std::byte> const& bytes)
{
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace

void StateWriter::add(std::string const& name,
                      StateType type,
                      Shape const& shape,
                      std::vector<std::byte> bytes)
{
    INFERNO_REQUIRE(!name.empty() && name != metadata_key,
                    "state: an array cannot be called \"" << name << "\"");
    INFERNO_REQUIRE(std::ranges::none_of(shape, [](Index extent) { return extent < 0; }) &&
                        std::ssize(bytes) == count(shape) * bytes_per_element(type),
                    "state \"" << name << "\": shape " << to_string(shape) << " of "
                               << name_of(type) << " needs "
                               << count(shape) * bytes_per_element(type) << " bytes, given "
                               << bytes.size());
    INFERNO_REQUIRE(names_.insert(name).second, "state: two arrays are called \"" << name << "\"");
    arrays_.push_back({name, type, shape, std::move(bytes)});
}

void StateWriter::add_text(std::string const& name, std::string const& text)
{
    bool const taken =
        std::ranges::find(reserved, name) != reserved.end() ||
        std::ranges::any_of(texts_, [&](auto const& known) { return known.first == name; });
    INFERNO_REQUIRE(!taken, "state: the text \"" << name << "\" is there already");
    texts_.emplace_back(name, text);
}

void StateWriter::set_step(Index step)
{
    INFERNO_REQUIRE(step >= 0, "step: is " << step << ", must be 0 or more");
    step_ = step;
}

std::string StateWriter::header(std::vector<Array const*> const& in_order) const
{
    Index data_bytes              = 0;
    nlohmann::ordered_json arrays = nlohmann::ordered_json::object();
    for (Array const* array : in_order) {
        Index const begin = data_bytes;
        data_bytes += std::ssize(array->bytes);
        arrays[array->name] = {{"dtype", name_of(array->type)},
                               {"shape", array->shape},
                               {"data_offsets", {begin, data_bytes}}};
    }
    std::string const digits = std::to_string(data_bytes);
    nlohmann::ordered_json metadata{
        {"format", "inferno-state"},
        {"format_version", std::to_string(state_format_version)},
        {"data_bytes", std::string(data_bytes_digits - digits.size(), '0') + digits},
        {"checksum", std::string(checksum_digits, '0')},
        {"library_version", INFERNO_VERSION},
        {"step", std::to_string(step_)}};
    for (auto const& [name, text] : texts_) {
        metadata[name] = text;
    }
    nlohmann::ordered_json root{{std::string(metadata_key), std::move(metadata)}};
    root.update(arrays);
    try {
        return root.dump();
    } catch (nlohmann::json::type_error const&) {
        throw ArgumentError("state: a name or text is not valid UTF-8");
    }
}

void StateWriter::write(std::filesystem::path const& path) const
{
    std::vector<Array const*> in_order;
    for (Array const& array : arrays_) {
        in_order.push_back(&array);
    }
    // the widest numbers first: then each array begins at a multiple of its width
    std::ranges::stable_sort(in_order, std::ranges::greater{}, [](Array const* array) {
        return bytes_per_element(array->type);
    });
    std::string begin = header(in_order);
    begin.append((8 - begin.size() % 8) % 8, ' ');
    INFERNO_REQUIRE(std::ssize(begin) <= longest_header,
                    "state: its names and texts need " << begin.size() << " bytes, at most "
                                                       << longest_header << " fit");
    begin.insert(0, eight_bytes(begin.size()));

    std::vector<std::string_view> parts{begin};
    ByteSum sum;
    sum.add(std::as_bytes(std::span(begin)));
    for (Array const* array : in_order) {
        parts.push_back(as_text(array->bytes));
        sum.add(array->bytes);
    }
    begin.replace(checksum_offset, checksum_digits, sum.hex());
    parts.front() = begin;
    write_durably(path, parts);
}

}  // namespace inferno
