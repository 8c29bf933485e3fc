// Json::parse: RFC 8259, strictly, in one pass; recursion is bounded by Json::maximum_depth.
#include <algorithm>
#include <charconv>
#include <optional>

#include "marque/json.hpp"

namespace marque {
namespace {

bool is_blank(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// `code` in UTF-8.
void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

/// Reads one text. The first fault is kept; from then on everything gives nothing.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expected<Json> document() {
    auto json = value(0);
    skip_blanks();
    if (json && position_ != text_.size()) json = fault("something follows the value");
    if (json) return *std::move(json);
    return failure("marque.bad_json", fault_ + " at byte " + std::to_string(position_) + " of a JSON text");
  }

 private:
  std::optional<Json> value(int depth) {
    skip_blanks();
    if (depth > Json::maximum_depth) return fault("nested too deeply");
    if (position_ == text_.size()) return fault("the text ends too early");
    const char first = text_[position_];
    if (first == '{') return object(depth);
    if (first == '[') return array(depth);
    if (first == '"') {
      auto content = string();
      if (!content) return std::nullopt;
      return Json::string(*std::move(content));
    }
    if (first == '-' || is_digit(first)) return number();
    return word();
  }

  std::optional<Json> object(int depth) {
    ++position_;
    std::vector<JsonField> fields;
    if (next_is('}')) return Json::object(std::move(fields));
    do {
      skip_blanks();
      auto name = peek() == '"' ? string() : std::nullopt;
      if (!name) return fault("a name is missing");
      if (!next_is(':')) return fault("a colon is missing");
      auto field = value(depth + 1);
      if (!field) return std::nullopt;
      fields.push_back({*std::move(name), *std::move(field)});
    } while (next_is(','));
    if (!next_is('}')) return fault("a comma or } is missing");
    return Json::object(std::move(fields));
  }

  std::optional<Json> array(int depth) {
    ++position_;
    std::vector<Json> items;
    if (next_is(']')) return Json::array(std::move(items));
    do {
      auto item = value(depth + 1);
      if (!item) return std::nullopt;
      items.push_back(*std::move(item));
    } while (next_is(','));
    if (!next_is(']')) return fault("a comma or ] is missing");
    return Json::array(std::move(items));
  }

  std::optional<Json> number() {
    const std::size_t start = position_;
    if (peek() == '-') ++position_;
    const bool leading_zero = peek() == '0';
    if (skip_digits() == 0 || (leading_zero && position_ - start > (text_[start] == '-' ? 2U : 1U)))
      return fault("this is no number");
    if (peek() == '.' && (++position_, skip_digits() == 0)) return fault("this is no number");
    if (peek() == 'e' || peek() == 'E') {
      ++position_;
      if (peek() == '+' || peek() == '-') ++position_;
      if (skip_digits() == 0) return fault("this is no number");
    }
    return Json::number(std::string(text_.substr(start, position_ - start)));
  }

  std::optional<Json> word() {
    if (skip("null")) return Json();
    if (skip("true")) return Json::boolean(true);
    if (skip("false")) return Json::boolean(false);
    return fault("no value begins like this");
  }

  /// At the opening quote.
  std::optional<std::string> string() {
    std::string out;
    ++position_;
    while (position_ < text_.size()) {
      const std::size_t run = text_.find_first_of("\"\\", position_);
      const std::string_view plain = text_.substr(position_, run - position_);
      if (std::ranges::any_of(plain, [](char byte) { return static_cast<unsigned char>(byte) < 0x20; }))
        return fault("a control character stands in a string");
      out += plain;
      if (run == text_.npos) break;
      position_ = run + 1;
      if (text_[run] == '"') return out;
      if (!escape(out)) return std::nullopt;
    }
    position_ = text_.size();
    return fault("a string does not end");
  }

  /// Behind a backslash.
  bool escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char letter = peek();
    ++position_;
    if (letter == 'u') return unicode_escape(out);
    const std::size_t index = letters.find(letter);
    if (index == letters.npos || letter == '\0') return fault("unknown escape"), false;
    out += meanings[index];
    return true;
  }

  /// A surrogate without its partner becomes U+FFFD.
  bool unicode_escape(std::string& out) {
    auto code = four_hex_digits();
    if (!code) return fault("four hexadecimal digits are missing"), false;
    if (*code >= 0xD800 && *code < 0xDC00 && text_.substr(position_, 2) == "\\u") {
      const std::size_t before = position_;
      position_ += 2;
      const auto low = four_hex_digits();
      if (low && *low >= 0xDC00 && *low < 0xE000) {
        code = 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00);
      } else {
        position_ = before;
      }
    }
    if (*code >= 0xD800 && *code < 0xE000) code = 0xFFFD;
    append_utf8(out, *code);
    return true;
  }

  std::optional<std::uint32_t> four_hex_digits() {
    const std::string_view digits = text_.substr(std::min(position_, text_.size()), 4);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc() || digits.size() != 4 || end != digits.data() + 4) return std::nullopt;
    position_ += 4;
    return code;
  }

  char peek() const { return position_ < text_.size() ? text_[position_] : '\0'; }

  void skip_blanks() {
    while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
  }

  bool next_is(char wanted) {
    skip_blanks();
    const bool found = position_ < text_.size() && text_[position_] == wanted;
    if (found) ++position_;
    return found;
  }

  bool skip(std::string_view word) {
    const bool found = text_.substr(position_).starts_with(word);
    if (found) position_ += word.size();
    return found;
  }

  std::size_t skip_digits() {
    const std::size_t start = position_;
    while (is_digit(peek())) ++position_;
    return position_ - start;
  }

  std::nullopt_t fault(std::string_view what) {
    if (fault_.empty()) fault_ = what;
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::string fault_;
};

}  // namespace

Expected<Json> Json::parse(std::string_view text) { return Parser(text).document(); }

}  // namespace marque
