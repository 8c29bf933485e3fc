#include "rest/json_scanner.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace marque::rest {
namespace {

bool is_blank(char letter) { return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t'; }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

constexpr std::uint64_t ones = 0x0101010101010101U;
constexpr std::uint64_t highs = 0x8080808080808080U;

/// Marks, in the high bit of each byte, at least the first byte of `word` that is `byte`.
constexpr std::uint64_t matches(std::uint64_t word, unsigned char byte) {
  const std::uint64_t difference = word ^ (ones * byte);
  return (difference - ones) & ~difference & highs;
}

/// Where the first byte stands that a string may not simply contain: a quote, a backslash, a control
/// character or one beyond ASCII. Eight bytes at a time.
std::size_t find_special(std::string_view text, std::size_t position) {
  static_assert(std::endian::native == std::endian::little);
  for (; text.size() - position >= 8; position += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + position, 8);
    const std::uint64_t below_blank = (word - ones * 0x20U) & ~word & highs;
    const std::uint64_t found = matches(word, '"') | matches(word, '\\') | below_blank | (word & highs);
    if (found != 0) return position + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  const auto is_special = [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte >= 0x80 || letter == '"' || letter == '\\';
  };
  const auto rest = text.substr(position);
  return position + static_cast<std::size_t>(std::ranges::find_if(rest, is_special) - rest.begin());
}

int hex_value(char digit) {
  if (is_digit(digit)) return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

/// The number of the four digits at `position`, or -1.
int hex_number(std::string_view text, std::size_t position) {
  if (text.size() - position < 4) return -1;
  int number = 0;
  for (std::size_t offset = 0; offset < 4; ++offset) {
    const int value = hex_value(text[position + offset]);
    if (value < 0) return -1;
    number = number * 16 + value;
  }
  return number;
}

bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// Bytes of the escape at `position` ("\\n", "\\u00e4", a pair of surrogates), or 0 if it is none.
std::size_t escape_length(std::string_view text, std::size_t position) {
  constexpr std::string_view short_escapes = "\"\\/bfnrt";
  if (text.size() - position < 2) return 0;
  const char kind = text[position + 1];
  if (kind != 'u') return short_escapes.find(kind) == short_escapes.npos ? 0 : 2;
  const int unit = hex_number(text, position + 2);
  if (unit < 0 || is_low_surrogate(unit)) return 0;
  if (!is_high_surrogate(unit)) return 6;
  if (text.substr(position + 6, 2) != "\\u") return 0;
  return is_low_surrogate(hex_number(text, position + 8)) ? 12 : 0;
}

/// The code point of an escape that escape_length knows.
std::uint32_t escaped_point(std::string_view escape) {
  switch (escape[1]) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': break;
    default: return static_cast<unsigned char>(escape[1]);
  }
  const auto unit = static_cast<std::uint32_t>(hex_number(escape, 2));
  if (escape.size() == 6) return unit;
  return 0x10000U + ((unit - 0xD800U) << 10U) + (static_cast<std::uint32_t>(hex_number(escape, 8)) - 0xDC00U);
}

void append_point(std::string& out, std::uint32_t point) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0U | (point >> 12U));
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0U | (point >> 18U));
    tail(12), tail(6), tail(0);
  }
}

/// Where the string ends whose content begins at `position`; npos if it is malformed. Control characters are
/// refused up to the first escape or letter beyond ASCII and let pass after it: PostgreSQL refuses those in
/// its own words, and so it is with the peer.
std::size_t find_end_of_string(std::string_view text, std::size_t position) {
  bool is_plain = true;
  for (position = find_special(text, position); position < text.size();
       position = find_special(text, position)) {
    const char letter = text[position];
    std::size_t length = 1;
    if (letter == '"') return position;
    if (letter == '\\')
      length = escape_length(text, position);
    else if (static_cast<unsigned char>(letter) >= 0x80)
      length = core::utf8_sequence_length(text, position);
    else if (is_plain)
      return text.npos;
    if (length == 0) return text.npos;
    is_plain = false;
    position += length;
  }
  return text.npos;
}

}  // namespace

char JsonScanner::peek() {
  while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
  return position_ < text_.size() ? text_[position_] : '\0';
}

bool JsonScanner::take(char mark) {
  if (peek() != mark || position_ >= text_.size()) return false;
  ++position_;
  return true;
}

bool JsonScanner::at_end() {
  (void)peek();
  return position_ >= text_.size();
}

bool JsonScanner::take_string(std::string_view& raw) {
  if (!take('"')) return false;
  const std::size_t end = find_end_of_string(text_, position_);
  if (end == text_.npos) return false;
  raw = text_.substr(position_, end - position_);
  position_ = end + 1;
  return true;
}

bool JsonScanner::skip_literal(std::string_view literal) {
  if (!text_.substr(position_).starts_with(literal)) return false;
  position_ += literal.size();
  return true;
}

bool JsonScanner::skip_digits() {
  const std::size_t first = position_;
  while (position_ < text_.size() && is_digit(text_[position_])) ++position_;
  return position_ > first;
}

bool JsonScanner::skip_number() {
  const auto next_is = [this](std::string_view marks) {
    return position_ < text_.size() && marks.find(text_[position_]) != marks.npos;
  };
  if (next_is("-")) ++position_;
  if (next_is("0")) {
    ++position_;
    if (next_is("0123456789")) return false;
  } else if (!skip_digits()) {
    return false;
  }
  if (next_is(".") && (++position_, !skip_digits())) return false;
  if (!next_is("eE")) return true;
  ++position_;
  if (next_is("+-")) ++position_;
  return skip_digits();
}

bool JsonScanner::skip_scalar(char first) {
  std::string_view raw;
  switch (first) {
    case '"': return take_string(raw);
    case 'n': return skip_literal("null");
    case 't': return skip_literal("true");
    case 'f': return skip_literal("false");
    default: return skip_number();
  }
}

bool JsonScanner::skip_key() {
  std::string_view raw;
  return take_string(raw) && take(':');
}

/// Steps into an object or array, up to its first value unless it has none.
bool JsonScanner::enter(char bracket, bool& is_empty) {
  ++position_;
  const bool is_object = bracket == '{';
  is_empty = take(is_object ? '}' : ']');
  if (is_empty) return true;
  in_object_.push_back(is_object);
  return !is_object || skip_key();
}

/// After a value: steps out of what ends here, and to the next value unless all has ended.
bool JsonScanner::leave_or_continue(bool& is_done) {
  while (!in_object_.empty()) {
    const bool is_object = in_object_.back();
    if (take(',')) return !is_object || skip_key();
    if (!take(is_object ? '}' : ']')) return false;
    in_object_.pop_back();
  }
  is_done = true;
  return true;
}

bool JsonScanner::skip_value() {
  in_object_.clear();
  for (bool is_done = false; !is_done;) {
    const char first = peek();
    if (first == '{' || first == '[') {
      bool is_empty = false;
      if (!enter(first, is_empty)) return false;
      if (!is_empty) continue;
    } else if (!skip_scalar(first)) {
      return false;
    }
    if (!leave_or_continue(is_done)) return false;
  }
  return true;
}

std::string unescape_json(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t position = 0; position < raw.size();) {
    const std::size_t escape = std::min(raw.find('\\', position), raw.size());
    text.append(raw, position, escape - position);
    position = escape;
    if (position == raw.size()) break;
    const std::size_t length = escape_length(raw, position);
    if (length == 0) break;  // not from take_string
    append_point(text, escaped_point(raw.substr(position, length)));
    position += length;
  }
  return text;
}

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t special = find_special(text, position);
    out.append(text, position, special - position);
    position = special;
    if (position == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[position]);
    const std::size_t length = core::utf8_sequence_length(text, position);
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (byte < 0x20)
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        else if (length == 0)
          out += "\xEF\xBF\xBD";
        else
          out.append(text, position, length);
    }
    position += std::max<std::size_t>(length, 1);
  }
  out += '"';
}

}  // namespace marque::rest
