//! Reads an experiment file strictly: every value checked, every unknown key refused.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "inferno/core/types.hpp"

namespace inferno {

//! A number (shape ()), a list of numbers, lists of lists, or the content of a .npy file.
struct Numbers {
    Shape shape;
    std::vector<double> values;
};

//! A JSON value and its path. What is wrong is a ConfigError: path, value, what is allowed.
//! A key with a fallback may be absent; without one it must be there.
class JsonReader {
  public:
    using Names = std::vector<std::string_view>;

    //! `overrides`: assignments such as "training.images=1000".
    static JsonReader from_file(std::filesystem::path const& file,
                                std::span<std::string const> overrides = {});
    static JsonReader from_text(std::string const& text, std::filesystem::path const& folder = {});

    std::string const& path() const { return path_; }
    [[noreturn]] void fail(std::string const& what) const;  //!< ConfigError "path: what"

    bool has(std::string_view key) const;
    std::vector<std::string> keys() const;
    Index size() const;  //!< of a list
    bool is_object() const;
    bool is_null() const;
    bool is_text() const;
    JsonReader operator[](std::string_view key) const;
    JsonReader at(Index i) const;
    JsonReader object(std::string_view key) const;
    JsonReader list(std::string_view key) const;

    double number(std::string_view key, std::optional<double> fallback = {}) const;
    double positive(std::string_view key, std::optional<double> fallback = {}) const;
    double non_negative(std::string_view key, std::optional<double> fallback = {}) const;
    double between(std::string_view key,
                   double lowest,
                   double highest,
                   std::optional<double> fallback = {}) const;
    Index integer(std::string_view key,
                  Index lowest,
                  Index highest,
                  std::optional<Index> fallback = {}) const;
    bool boolean(std::string_view key, std::optional<bool> fallback = {}) const;
    std::string text(std::string_view key, std::optional<std::string> const& fallback = {}) const;
    std::string choice(std::string_view key,
                       Names const& allowed,
                       std::optional<std::string> const& fallback = {}) const;
    //! {"npy": "file"} is sought beside the experiment file.
    Numbers numbers(std::string_view key) const;

    double as_number() const;
    Index as_integer(Index lowest, Index highest) const;
    bool as_boolean() const;
    std::string as_text() const;
    std::string as_choice(Names const& allowed) const;
    Numbers as_numbers() const;

    //! Refuses keys that nobody asked for, in this value and all below it.
    void finish() const;

  private:
    struct Document;

    JsonReader(std::shared_ptr<Document> document, nlohmann::json const& value, std::string path);
    nlohmann::json const& require_object() const;
    nlohmann::json const& require_list() const;
    Shape first_shape() const;
    void append_numbers(Numbers& numbers, std::size_t depth) const;
    void require(bool allowed, std::string const& what) const;  //!< else "path: is VALUE, what"
    std::string shown() const;
    std::filesystem::path const& folder() const;

    std::shared_ptr<Document> document_;
    nlohmann::json const* value_;
    std::string path_;
};

}  // namespace inferno
