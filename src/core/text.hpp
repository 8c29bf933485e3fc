// core/text.hpp: small, allocation-light operations on ASCII text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace marque::core {

/// ASCII letters only; every other byte stays.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

/// Without blanks, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

/// The parts between separators; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

/// A decimal number with an optional minus sign and nothing else, within 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Insertions, deletions and replacements that turn one text into the other (Levenshtein).
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace marque::core
