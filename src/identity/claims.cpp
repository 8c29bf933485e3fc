#include "identity/claims.hpp"

#include <utility>

#include <fmt/format.h>

#include "identity/decimal.hpp"

namespace marque::identity {
namespace {

/// Unlike core/json.hpp's: no short escapes but these five, and DEL stays.
void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char character : text) {
    switch (character) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(character) >= 0x20)
          out += character;
        else
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(character));
    }
  }
  out += '"';
}

void append_json(std::string& out, const ClaimValue& value);

void append_array(std::string& out, const ClaimValue& array) {
  out += '[';
  for (const ClaimValue& item : array.items) {
    if (&item != &array.items.front()) out += ',';
    append_json(out, item);
  }
  out += ']';
}

void append_object(std::string& out, const ClaimValue& object) {
  out += '{';
  bool first = true;
  for (const auto& [name, member] : object.members) {
    if (!std::exchange(first, false)) out += ',';
    append_text(out, name);
    out += ':';
    append_json(out, member);
  }
  out += '}';
}

/// Goes as deep as read_claims lets values nest.
void append_json(std::string& out, const ClaimValue& value) {
  switch (value.kind) {
    case ClaimValue::Kind::null: out += "null"; return;
    case ClaimValue::Kind::boolean: out += value.boolean ? "true" : "false"; return;
    case ClaimValue::Kind::number: out += to_text(read_decimal(value.text)); return;
    case ClaimValue::Kind::text: append_text(out, value.text); return;
    case ClaimValue::Kind::array: append_array(out, value); return;
    case ClaimValue::Kind::object: append_object(out, value); return;
  }
}

}  // namespace

const ClaimValue* ClaimValue::member(std::string_view name) const {
  const auto found = members.find(name);
  return found == members.end() ? nullptr : &found->second;
}

ClaimValue text_claim(std::string text) {
  ClaimValue value;
  value.kind = ClaimValue::Kind::text;
  value.text = std::move(text);
  return value;
}

std::string to_json(const ClaimValue& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace marque::identity
