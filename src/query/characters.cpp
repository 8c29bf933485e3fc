#include "query/characters.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace marque::query {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool continues(std::string_view text, std::size_t position) {
  return position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0U) == 0x80U;
}

/// What the second byte must be at least and at most, after this first one (Unicode, table 3-7).
std::pair<unsigned char, unsigned char> second_byte_bounds(unsigned char first) {
  switch (first) {
    case 0xE0: return {0xA0, 0xBF};
    case 0xED: return {0x80, 0x9F};
    case 0xF0: return {0x90, 0xBF};
    case 0xF4: return {0x80, 0x8F};
    default: return {0x80, 0xBF};
  }
}

std::size_t length_by_first_byte(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

/// How many bytes from `position` on belong together, and whether they are a whole character.
std::pair<std::size_t, bool> sequence_at(std::string_view text, std::size_t position) {
  const auto first = static_cast<unsigned char>(text[position]);
  const std::size_t wanted = length_by_first_byte(first);
  if (wanted <= 1) return {1, wanted == 1};
  if (position + 1 >= text.size()) return {1, false};
  const auto [lowest, highest] = second_byte_bounds(first);
  const auto second = static_cast<unsigned char>(text[position + 1]);
  if (second < lowest || second > highest) return {1, false};
  std::size_t size = 2;
  while (size < wanted && continues(text, position + size)) ++size;
  return {size, size == wanted};
}

/// The name of a control character, or nothing.
std::string_view control_name(char32_t code) {
  static constexpr std::array<std::string_view, 32> names{
      "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a",   "b",   "t",   "n",
      "v",   "f",   "r",   "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
      "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US"};
  if (code < names.size()) return names[code];
  return code == 0x7F ? "DEL" : "";
}

std::string escaped(Character character, char quote) {
  if (const auto name = control_name(character.code); !name.empty()) return fmt::format("\\{}", name);
  if (character.code > 0x7F) return fmt::format("\\{}", static_cast<std::uint32_t>(character.code));
  const char letter = static_cast<char>(character.code);
  return letter == quote || letter == '\\' ? std::string{'\\', letter} : std::string{letter};
}

}  // namespace

bool is_blank(char32_t code) {
  return code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool is_identifier_character(char32_t code) {
  return is_letter(code) || (code >= '0' && code <= '9') || code == '_' || code == '$' || code == ' ';
}

Character character_at(std::string_view text, std::size_t position) {
  const std::string_view rest = text.substr(position);
  const std::size_t size = length_by_first_byte(static_cast<unsigned char>(rest.front()));
  if (size == 0 || size > rest.size()) return {0xFFFD, 1};
  if (size == 1) return {static_cast<unsigned char>(rest.front()), 1};
  char32_t code = static_cast<unsigned char>(rest.front()) & (0xFFU >> (size + 1));
  for (const char letter : rest.substr(1, size - 1))
    code = (code << 6U) | (static_cast<unsigned char>(letter) & 0x3FU);
  return {code, size};
}

std::string replace_invalid_utf8(std::string text) {
  std::string repaired;
  std::size_t kept = 0;  // up to here the text is in `repaired`
  for (std::size_t position = 0; position < text.size();) {
    const auto [size, whole] = sequence_at(text, position);
    if (!whole) {
      repaired.append(text, kept, position - kept).append(replacement);
      kept = position + size;
    }
    position += size;
  }
  if (kept == 0) return text;
  return repaired.append(text, kept);
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty()) {
    const auto [code, size] = character_at(text, 0);
    if (!is_blank(code)) break;
    text.remove_prefix(size);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && continues(text, last)) --last;
    if (!is_blank(character_at(text, last).code)) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::string show_text(std::string_view text, std::size_t position) {
  return fmt::format("\"{}\"", escaped(character_at(text, position), '"'));
}

std::string show_character(std::string_view text, std::size_t position) {
  return fmt::format("'{}'", escaped(character_at(text, position), '\''));
}

}  // namespace marque::query
