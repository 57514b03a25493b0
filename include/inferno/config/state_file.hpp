//! Files that hold named arrays: the safetensors format, with a checksum over every byte.
//!
//! Eight bytes with the length of the header, the header as JSON, then the numbers as they lie in
//! memory (little-endian, last axis fastest). Python's package `safetensors` opens it.
#pragma once

#include <filesystem>
#include <map>
#include <ranges>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "inferno/state/visitor.hpp"

namespace inferno {

//! Collects arrays and texts, then writes them at once.
class StateWriter {
  public:
    //! ArgumentError if the name is taken, or the shape does not have as many numbers.
    template <std::ranges::contiguous_range R>
    requires StateNumber<std::ranges::range_value_t<R>>
    void add(std::string const& name, R const& values, Shape const& shape)
    {
        auto const bytes =
            std::as_bytes(std::span(std::ranges::data(values), std::ranges::size(values)));
        add(name,
            StateTypeOf<std::ranges::range_value_t<R>>::value,
            shape,
            {bytes.begin(), bytes.end()});
    }
    void add(std::string const& name,
             StateType type,
             Shape const& shape,
             std::vector<std::byte> bytes);
    //! A remark in the header. ArgumentError if the name is taken, or one that the format uses.
    void add_text(std::string const& name, std::string const& text);
    //! Steps that had been run; 0 or more.
    void set_step(Index step);
    //! FileError if it cannot; then what was at `path` before is still there.
    void write(std::filesystem::path const& path) const;

  private:
    struct Array {
        std::string name;
        StateType type;
        Shape shape;
        std::vector<std::byte> bytes;
    };
    std::string header(std::vector<Array const*> const& in_order) const;

    std::vector<Array> arrays_;
    std::set<std::string> names_;
    std::vector<std::pair<std::string, std::string>> texts_;
    Index step_ = 0;
};

//! An array of a file that was read.
struct StateArray {
    StateType type;
    Shape shape;
    std::span<std::byte const> bytes;
};

enum class StateOrigin {
    inferno,  //!< written by StateWriter: versions and checksum must be right
    any       //!< any safetensors file, such as one made in Python: it has no checksum
};

//! Reads a file whole and checks it whole; FileError says what is wrong, where, and what was
//! expected.
class StateReader {
  public:
    explicit StateReader(std::filesystem::path path, StateOrigin origin = StateOrigin::inferno);
    StateReader(StateReader&&) noexcept            = default;
    StateReader& operator=(StateReader&&) noexcept = default;
    StateReader(StateReader const&)                = delete;
    StateReader& operator=(StateReader const&)     = delete;

    std::filesystem::path const& path() const { return path_; }
    Index step() const { return step_; }
    std::string const& library_version() const { return library_version_; }
    std::map<std::string, std::string> const& texts() const { return texts_; }

    bool has(std::string const& name) const { return arrays_.contains(name); }
    std::vector<std::string> names() const;  //!< in alphabetical order
    //! FileError with the nearest name if there is none of this name.
    StateArray const& at(std::string const& name) const;
    //! The same, and FileError unless it has this type and shape.
    StateArray const& at(std::string const& name, StateType type, Shape const& shape) const;
    template <StateNumber T>
    std::vector<T> values(std::string const& name, Shape const& shape) const
    {
        StateArray const& array = at(name, StateTypeOf<T>::value, shape);
        std::vector<T> values(array.bytes.size() / sizeof(T));
        std::ranges::copy(array.bytes, std::as_writable_bytes(std::span(values)).begin());
        return values;
    }

  private:
    void take_metadata(std::map<std::string, std::string> metadata, StateOrigin origin);

    std::filesystem::path path_;
    std::vector<std::byte> bytes_;
    std::map<std::string, StateArray> arrays_;
    std::map<std::string, std::string> texts_;
    std::string library_version_;
    Index step_ = 0;
};

}  // namespace inferno
