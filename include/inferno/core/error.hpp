//! What the library throws. It never prints and never exits.
#pragma once

#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace inferno {

//! Root of everything the library throws.
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

//! A value, shape or name handed in by the caller is not acceptable; nothing was changed.
class ArgumentError : public Error {
  public:
    using Error::Error;
};

//! A call came at a time when the object cannot serve it.
class StateError : public Error {
  public:
    using Error::Error;
};

//! A file cannot be read or written, or does not hold what it should.
class FileError : public Error {
  public:
    using Error::Error;
};

//! An experiment file is wrong; the message starts with the JSON path.
class ConfigError : public Error {
  public:
    using Error::Error;
};

//! A backend is unknown, absent or has failed.
class BackendError : public Error {
  public:
    using Error::Error;
};

//! The candidate closest to `word` by edit distance; empty where none is similar.
std::string nearest_name(std::string_view word, std::span<std::string_view const> candidates);

//! " (did you mean \"x\"?)" or, where nothing is similar, " (known: a, b, c)".
std::string suggestion(std::string_view word, std::span<std::string_view const> candidates);

}  // namespace inferno

//! Throws `Kind` with a streamed message unless `condition` holds; always on.
#define INFERNO_CHECK(Kind, condition, message) \
    do {                                        \
        if (!(condition)) {                     \
            std::ostringstream inferno_stream;  \
            inferno_stream << message;          \
            throw Kind(inferno_stream.str());   \
        }                                       \
    } while (false)

//! Checks what the caller handed in.
#define INFERNO_REQUIRE(condition, message) \
    INFERNO_CHECK(::inferno::ArgumentError, condition, message)
