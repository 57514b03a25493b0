#include "inferno/core/error.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace inferno {

namespace {

bool same_letter(char a, char b)
{
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
}

//! Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, ignoring
//! case: Damerau-Levenshtein distance, each letter edited at most once.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }

    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last = std::exchange(last, row);
        row[0]      = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            bool const same    = same_letter(a[i - 1], b[j - 1]);
            bool const swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                                 same_letter(a[i - 2], b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (swapped) { row[j] = std::min(row[j], before_last[j - 2] + 1); }
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<std::string_view const> candidates)
{
    std::string_view nearest;
    std::size_t fewest = word.size() + 1;
    for (std::string_view const candidate : candidates) {
        std::size_t const edits   = edit_distance(word, candidate);
        std::size_t const allowed = (std::max(word.size(), candidate.size()) + 1) / 3;
        if (edits <= allowed && edits < fewest) {
            nearest = candidate;
            fewest  = edits;
        }
    }
    return std::string(nearest);
}

std::string suggestion(std::string_view word, std::span<std::string_view const> candidates)
{
    if (candidates.empty()) { return {}; }
    std::string const nearest = nearest_name(word, candidates);
    if (!nearest.empty()) { return " (did you mean \"" + nearest + "\"?)"; }

    std::string known;
    for (std::string_view const candidate : candidates) {
        known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    return " (known: " + known + ")";
}

}  // namespace inferno
