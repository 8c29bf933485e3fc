#include "core/json.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace marque::core {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

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
    const std::size_t length = utf8_sequence_length(text, position);
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
