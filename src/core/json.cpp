#include "core/json.hpp"

#include <cmath>

#include <fmt/format.h>

namespace marque::core {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Bytes of the well-formed UTF-8 sequence at `position` (Unicode 15, table 3-7), or 0 if it is ill-formed.
std::size_t sequence_length(std::string_view text, std::size_t position) {
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

void append_escape(std::string& out, unsigned char character) {
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", character);
  }
}

bool needs_escape(unsigned char character) {
  return character < 0x20 || character == '"' || character == '\\' || character == 0x7F;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.reserve(out.size() + text.size() + 2);
  out += '"';
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t length = sequence_length(text, position);
    if (length == 0) {
      out += replacement_character;
      ++position;
    } else if (length == 1 && needs_escape(static_cast<unsigned char>(text[position]))) {
      append_escape(out, static_cast<unsigned char>(text[position++]));
    } else {
      out.append(text, position, length);
      position += length;
    }
  }
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

JsonObject& JsonObject::add(std::string_view key, std::string_view value) {
  return add_raw(key, json_string(value));
}

JsonObject& JsonObject::add(std::string_view key, double value) {
  return add_raw(key, std::isfinite(value) ? fmt::format("{:g}", value) : "null");
}

JsonObject& JsonObject::add_raw(std::string_view key, std::string_view json) {
  if (text_.size() > 1) text_ += ',';
  append_json_string(text_, key);
  text_ += ':';
  text_ += json;
  return *this;
}

}  // namespace marque::core
