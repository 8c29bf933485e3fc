#include "identity/haskell_text.hpp"

#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace marque::identity {
namespace {

constexpr std::array<std::string_view, 32> control_names{
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a",   "b",   "t",   "n",
    "v",   "f",   "r",   "SO",  "SI",  "DLE", "DC1", "DC2", "DC3", "DC4", "NAK",
    "SYN", "ETB", "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US"};

constexpr std::uint32_t replacement = 0xFFFD;

/// Takes the next character off `text`.
std::uint32_t next_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || text.size() < more) return replacement;
  std::uint32_t character = first & (0x3FU >> more);
  for (std::size_t index = 0; index < more; ++index) {
    const auto byte = static_cast<unsigned char>(text[index]);
    if ((byte & 0xC0U) != 0x80U) return replacement;
    character = (character << 6U) | (byte & 0x3FU);
  }
  text.remove_prefix(more);
  return character;
}

/// `rest` tells whether an escape must be ended by \&: a number before a digit, \SO before an H.
std::string escaped(std::uint32_t character, std::string_view rest) {
  if (character == '"') return "\\\"";
  if (character == '\\') return "\\\\";
  if (character == 0x7F) return "\\DEL";
  if (character >= 0x20 && character < 0x7F) return {static_cast<char>(character)};
  if (character < 0x20)
    return fmt::format("\\{}{}", control_names[character],
                       character == 0x0E && rest.starts_with('H') ? "\\&" : "");
  const bool before_digit = !rest.empty() && rest.front() >= '0' && rest.front() <= '9';
  return fmt::format("\\{}{}", character, before_digit ? "\\&" : "");
}

}  // namespace

std::string haskell_text(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::uint32_t character = next_character(text);
    out += escaped(character, text);
  }
  return out + '"';
}

}  // namespace marque::identity
