#include "core/utf8.hpp"

namespace marque::core {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::size_t utf8_sequence_length(std::string_view text, std::size_t position) {
  const auto at = [&](std::size_t offset) { return static_cast<unsigned char>(text[position + offset]); };
  const std::size_t left = text.size() - position;
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return left >= 2 && is_continuation(text[position + 1]) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (left < 3 || !is_continuation(text[position + 1]) || !is_continuation(text[position + 2])) return 0;
    if (first == 0xE0 && at(1) < 0xA0) return 0;  // overlong
    if (first == 0xED && at(1) > 0x9F) return 0;  // surrogate
    return 3;
  }
  if (first < 0xF0 || first > 0xF4 || left < 4) return 0;
  for (std::size_t offset = 1; offset < 4; ++offset)
    if (!is_continuation(text[position + offset])) return 0;
  if (first == 0xF0 && at(1) < 0x90) return 0;  // overlong
  if (first == 0xF4 && at(1) > 0x8F) return 0;  // beyond U+10FFFF
  return 4;
}

bool is_utf8(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t length = utf8_sequence_length(text, position);
    if (length == 0) return false;
    position += length;
  }
  return true;
}

std::string latin1_to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char letter : bytes) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x80) text += static_cast<char>(0xC0U | (byte >> 6U));
    text += byte < 0x80 ? letter : static_cast<char>(0x80U | (byte & 0x3FU));
  }
  return text;
}

}  // namespace marque::core
