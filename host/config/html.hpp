//! Text and numbers as HTML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "inferno/core/types.hpp"

namespace inferno::html {

std::string escaped(std::string_view text);

//! Three digits at the most: 0.0123, 1.5, 120.
std::string number(double value);

//! 12 345 678, with narrow spaces.
std::string grouped(Index value);

//! 1 spike, 12 spikes: the word is in the singular.
std::string counted(Index value, std::string const& word);

//! 1.36 GB
std::string bytes(std::size_t size);

//! 87.3 %
std::string percent(double fraction);

//! A titled picture and what it shows.
std::string figure(std::string_view title, std::string const& picture, std::string const& caption);

//! A titled box that says why there is no picture.
std::string empty_figure(std::string_view title, std::string_view why);

}  // namespace inferno::html
