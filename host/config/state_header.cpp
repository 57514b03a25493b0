#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "config/json_file.hpp"
#include "config/state_format.hpp"

namespace inferno {
namespace {

using nlohmann::json;

//! Reads one array's entry; every message begins with the file and the array.
class EntryReader {
  public:
    EntryReader(json const& entry, std::string where) : entry_(entry), where_(std::move(where)) {}

    StateHeader::Array read(Index data_bytes) const
    {
        require(entry_.is_object() && entry_.size() == 3 && entry_.contains("dtype") &&
                    entry_.contains("shape") && entry_.contains("data_offsets"),
                "expected dtype, shape and data_offsets, found " + entry_.dump());
        StateType const type = element_type();
        Shape const shape    = indices("shape");
        Shape const offsets  = indices("data_offsets");
        require(offsets.size() == 2 && offsets[0] <= offsets[1] && offsets[1] <= data_bytes,
                "data_offsets " + to_string(offsets) + " must be two, ascending, at most " +
                    std::to_string(data_bytes));
        Index const bytes = bytes_of(shape, type);
        require(offsets[1] - offsets[0] == bytes,
                "data_offsets " + to_string(offsets) + " enclose " +
                    std::to_string(offsets[1] - offsets[0]) + " bytes, shape " + to_string(shape) +
                    " of " + std::string(name_of(type)) + " needs " + std::to_string(bytes));
        return {type, shape, offsets[0], offsets[1]};
    }

  private:
    StateType element_type() const
    {
        json const& named = entry_["dtype"];
        int const last    = static_cast<int>(StateType::f64);
        int type          = static_cast<int>(StateType::boolean);
        while (type <= last && named != name_of(static_cast<StateType>(type))) {
            ++type;
        }
        require(type <= last, "dtype " + named.dump() + " is not known");
        return static_cast<StateType>(type);
    }

    Shape indices(char const* key) const
    {
        json const& list = entry_[key];
        require(list.is_array(), std::string(key) + " is " + list.dump() + ", expected a list");
        Shape numbers;
        for (json const& number : list) {
            require(number.is_number_unsigned() &&
                        number.get<std::uint64_t>() <=
                            static_cast<std::uint64_t>(std::numeric_limits<Index>::max()),
                    std::string(key) + " holds " + number.dump() + ", expected a whole number");
            numbers.push_back(number.get<Index>());
        }
        return numbers;
    }

    Index bytes_of(Shape const& shape, StateType type) const
    {
        if (std::ranges::find(shape, 0) != shape.end()) { return 0; }
        Index bytes = bytes_per_element(type);
        for (Index const extent : shape) {
            require(bytes <= std::numeric_limits<Index>::max() / extent,
                    "shape " + to_string(shape) + " is impossible");
            bytes *= extent;
        }
        return bytes;
    }

    void require(bool right, std::string const& what) const
    {
        INFERNO_CHECK(FileError, right, where_ << what);
    }

    json const& entry_;
    std::string where_;
};

std::map<std::string, std::string> metadata_of(json const& entry, std::string const& name)
{
    INFERNO_CHECK(FileError,
                  entry.is_object(),
                  name << ": header: __metadata__ is " << entry.dump() << ", expected texts");
    std::map<std::string, std::string> texts;
    for (auto const& [key, text] : entry.items()) {
        INFERNO_CHECK(FileError,
                      text.is_string(),
                      name << ": header: __metadata__." << key << " is " << text.dump()
                           << ", expected a text");
        texts[key] = text.get<std::string>();
    }
    return texts;
}

//! Each array begins where the one before it ends, and the last ends with the file.
void require_filled(StateHeader const& header, Index data_bytes, std::string const& name)
{
    using Named = std::pair<std::string const, StateHeader::Array>;
    std::vector<Named const*> in_order;
    for (Named const& named : header.arrays) {
        in_order.push_back(&named);
    }
    std::ranges::stable_sort(in_order, {}, [](Named const* named) {
        return std::pair(named->second.begin, named->second.end);
    });
    Index filled = 0;
    for (Named const* named : in_order) {
        INFERNO_CHECK(FileError,
                      named->second.begin == filled,
                      name << ": array \"" << named->first << "\" begins at byte "
                           << named->second.begin << " of the data, expected " << filled
                           << ", where the one before it ends");
        filled = named->second.end;
    }
    INFERNO_CHECK(FileError,
                  filled == data_bytes,
                  name << ": the arrays end at byte " << filled << " of the data, which has "
                       << data_bytes << " bytes");
}

}  // namespace

StateHeader read_state_header(std::string const& header, Index data_bytes, std::string const& name)
{
    json root;
    try {
        root = parse_json(header, name + ": header");
    } catch (ConfigError const& error) {
        throw FileError(error.what());
    }
    INFERNO_CHECK(FileError, root.is_object(), name << ": header: expected a JSON object");
    StateHeader result;
    for (auto const& [key, entry] : root.items()) {
        if (key == metadata_key) {
            result.metadata = metadata_of(entry, name);
        } else {
            EntryReader const reader(entry, name + ": array \"" + key + "\": ");
            result.arrays.emplace(key, reader.read(data_bytes));
        }
    }
    require_filled(result, data_bytes, name);
    return result;
}

}  // namespace inferno
