// query/characters.hpp: the characters of the URL grammar (contracts/rest.md §3): names are made of letters
// of any script, and texts are UTF-8 in which what is no UTF-8 was replaced.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace marque::query {

/// A letter by Unicode's general category: Lu, Ll, Lt, Lm or Lo (Unicode 15.0, as the peer's runtime has it).
bool is_letter(char32_t code);

/// A blank: Unicode's space separators, and tab to carriage return.
bool is_blank(char32_t code);

/// What names are made of without quotes: letters, digits, "_", "$" and the blank.
bool is_identifier_character(char32_t code);

/// One character and how many bytes it takes.
struct Character {
  char32_t code = 0;
  std::size_t size = 0;
};

/// The character at `position`, which is within the text; U+FFFD where there is no UTF-8.
Character character_at(std::string_view text, std::size_t position);

/// `text` with U+FFFD for every run of bytes that is no UTF-8.
std::string replace_invalid_utf8(std::string text);

/// Without blanks of any script at both ends.
std::string_view trim_blanks(std::string_view text);

/// The character at `position` as Haskell shows a text of one: "x", "\"", "\t", "\233".
std::string show_text(std::string_view text, std::size_t position);

/// The same as Haskell shows a character: 'x', '"', '\'', '\233'.
std::string show_character(std::string_view text, std::size_t position);

}  // namespace marque::query
