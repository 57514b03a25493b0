//! The words of a command line, one after the other.
#pragma once

#include <charconv>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "inferno/core/error.hpp"

namespace inferno::cli {

class Words {
  public:
    explicit Words(std::span<char const* const> words) : rest_(words) {}

    //! The next word; "--option=value" counts as two.
    std::optional<std::string> next()
    {
        INFERNO_REQUIRE(!joined_, option_ << ": takes no value, given \"" << *joined_ << "\"");
        if (rest_.empty()) { return {}; }
        option_                = rest_.front();
        rest_                  = rest_.subspan(1);
        std::size_t const sign = option_.find('=');
        if (option_.starts_with("--") && sign != std::string::npos) {
            joined_ = option_.substr(sign + 1);
            option_.resize(sign);
        }
        return option_;
    }

    //! The value of the option that next() gave.
    std::string value()
    {
        if (joined_) { return *std::exchange(joined_, {}); }
        INFERNO_REQUIRE(!rest_.empty(), option_ << ": needs a value");
        std::string word = rest_.front();
        rest_            = rest_.subspan(1);
        INFERNO_REQUIRE(!word.starts_with("--"), option_ << ": needs a value, found " << word);
        return word;
    }

    template <class T>
    T whole_number(T lowest)
    {
        auto const [number, good] = read<T>();
        INFERNO_REQUIRE(good && number >= lowest,
                        option_ << ": is \"" << text_ << "\", must be a whole number from "
                                << lowest << " to " << std::numeric_limits<T>::max());
        return number;
    }

    double number()
    {
        auto const [number, good] = read<double>();
        INFERNO_REQUIRE(good && number - number == 0,
                        option_ << ": is \"" << text_ << "\", must be a number");
        return number;
    }

  private:
    template <class T>
    std::pair<T, bool> read()
    {
        text_             = value();
        T number          = 0;
        char const* end   = text_.data() + text_.size();
        auto const result = std::from_chars(text_.data(), end, number);
        return {number, result.ec == std::errc{} && result.ptr == end};
    }

    std::span<char const* const> rest_;
    std::string option_, text_;
    std::optional<std::string> joined_;
};

}  // namespace inferno::cli
