#include "config/json_file.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "inferno/core/error.hpp"
#include "inferno/core/types.hpp"

namespace inferno {

namespace {

using nlohmann::json;

//! " 3:14: " for byte 40, counted from 1.
std::string line_and_column(std::string const& text, std::size_t byte)
{
    auto const end        = text.begin() + static_cast<Index>(std::min(byte, text.size()));
    auto const last       = byte > 0 && end != text.begin() ? end - 1 : text.begin();
    auto const line       = std::count(text.begin(), last, '\n') + 1;
    auto const line_start = std::find(std::reverse_iterator(last), text.rend(), '\n').base();
    return std::to_string(line) + ":" + std::to_string(last - line_start + 1);
}

//! What the parser says, without its own name and position.
std::string reason(json::exception const& error)
{
    std::string const text    = error.what();
    std::string_view position = "column ";
    std::size_t const column  = text.find(position);
    std::size_t const start =
        column == std::string::npos ? text.find("] ") + 2 : text.find(": ", column) + 2;
    return text.substr(start);
}

//! Notices keys that are given twice; the parser itself would keep the last.
class DuplicateCheck {
  public:
    explicit DuplicateCheck(std::string const& name) : name_(name) {}

    bool operator()(int /*depth*/, json::parse_event_t event, json& parsed)
    {
        if (event == json::parse_event_t::object_start) { open_.emplace_back(); }
        if (event == json::parse_event_t::object_end) { open_.pop_back(); }
        if (event == json::parse_event_t::key) {
            auto const& key = parsed.get_ref<std::string const&>();
            INFERNO_CHECK(ConfigError,
                          open_.back().insert(key).second,
                          name_ << ": key \"" << key << "\" is given twice");
        }
        return true;
    }

  private:
    std::string const& name_;
    std::vector<std::set<std::string>> open_;
};

}  // namespace

json parse_json(std::string const& text, std::string const& name)
{
    try {
        DuplicateCheck duplicates(name);
        return json::parse(text, std::ref(duplicates));
    } catch (json::parse_error const& error) {
        throw ConfigError(name + ":" + line_and_column(text, error.byte) + ": " + reason(error));
    } catch (json::exception const& error) {
        throw ConfigError(name + ": " + reason(error));
    }
}

json read_json(std::filesystem::path const& file)
{
    std::ifstream stream(file, std::ios::binary);
    INFERNO_CHECK(FileError,
                  stream && std::filesystem::is_regular_file(file),
                  file.string() << ": cannot be read: no such file, or not allowed");
    return parse_json({std::istreambuf_iterator<char>(stream), {}}, file.string());
}

}  // namespace inferno
