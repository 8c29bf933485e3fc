#include "rest/configuration_syntax.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "rest/text_escapes.hpp"

namespace marque::rest {
namespace {

constexpr std::size_t deepest_nesting = 32;  // of groups and lists; they are read by recursion

bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         static_cast<unsigned char>(character) >=
             0x80;  // the first byte of a letter beyond ASCII, or a later one
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_word_character(char character) {
  return is_letter(character) || is_digit(character) || character == '_' || character == '-';
}

bool is_blank(char character) { return character == ' ' || character == '\t'; }

bool is_space(char character) { return character == ' ' || (character >= '\t' && character <= '\r'); }

/// Reads from front to end; each part leaves `left_` behind what it took.
class ConfigurationParser {
 public:
  ConfigurationParser(std::string_view text, std::string_view path) : text_(text), path_(path), left_(text) {}

  Result<std::vector<ConfigurationDirective>> file() {
    auto directives = block();
    if (directives && !left_.empty()) return wrong("a key");
    return directives;
  }

 private:
  bool at(std::string_view word) const { return left_.starts_with(word); }

  bool take(std::string_view word) {
    if (!at(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }

  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    const auto end = std::ranges::find_if_not(left_, predicate);
    const auto taken = left_.substr(0, static_cast<std::size_t>(end - left_.begin()));
    left_.remove_prefix(taken.size());
    return taken;
  }

  void skip_comment() {
    take_while([](char character) { return character != '\n' && character != '\r'; });
  }

  /// Spaces, line ends and comments; "#;" is none, it comments a whole directive.
  void skip_lines() {
    for (;;) {
      take_while(is_space);
      if (!at("#") || at("#;")) return;
      skip_comment();
    }
  }

  void skip_rest_of_line() {
    take_while(is_blank);
    if (at("#")) skip_comment();
  }

  std::unexpected<Error> wrong(std::string_view expected) const {
    const std::string_view before = text_.substr(0, text_.size() - left_.size());
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto line_start = before.rfind('\n');
    const std::size_t column = before.size() - (line_start == before.npos ? 0 : line_start + 1) + 1;
    return fail("rest.bad_configuration",
                fmt::format("Error in config {}:{}:{}: expected {}", path_, line, column, expected));
  }

  /// Directives, each on a line of its own, up to what cannot begin one.
  Result<std::vector<ConfigurationDirective>> block() {
    std::vector<ConfigurationDirective> directives;
    skip_lines();
    while (!left_.empty() && (is_letter(left_.front()) || at("#;"))) {
      const bool commented = take("#;");
      if (commented) skip_rest_of_line();
      auto read = directive();
      if (!read) return fail(read.error());
      if (!commented) directives.push_back(std::move(*read));
      skip_rest_of_line();
      if (!at("\n") && !at("\r\n")) break;
      skip_lines();
    }
    skip_lines();
    return directives;
  }

  Result<ConfigurationDirective> directive() {
    ConfigurationDirective directive;
    directive.name = key();
    if (directive.name.empty()) return wrong("a key");
    skip_lines();
    if (directive.name == "import") return import(std::move(directive));
    if (at("{")) return group(std::move(directive));
    if (!take("=")) return wrong("'=' or '{'");
    skip_lines();
    auto bound = value(0);
    if (!bound) return fail(bound.error());
    directive.value = std::move(*bound);
    return directive;
  }

  Result<ConfigurationDirective> import(ConfigurationDirective directive) {
    auto path = quoted();
    if (!path) return fail(path.error());
    directive.kind = ConfigurationDirective::Kind::import;
    directive.name = std::move(*path);
    return directive;
  }

  Result<ConfigurationDirective> group(ConfigurationDirective directive) {
    take("{");
    if (++depth_ > deepest_nesting) return wrong("fewer groups within each other");
    auto directives = block();
    if (!directives) return fail(directives.error());
    --depth_;
    if (!take("}")) return wrong("a key or '}'");
    directive.kind = ConfigurationDirective::Kind::group;
    directive.directives = std::move(*directives);
    return directive;
  }

  /// Words between points, each beginning with a letter; empty where there is none.
  std::string key() {
    const std::string_view start = left_;
    do {
      if (left_.empty() || !is_letter(left_.front())) return {};
      take_while(is_word_character);
    } while (take("."));
    return std::string(start.substr(0, start.size() - left_.size()));
  }

  Result<ConfigurationValue> value(std::size_t depth) {
    ConfigurationValue value;
    if (const auto boolean = truth()) {
      value.boolean = *boolean;
      return value;
    }
    if (at("[")) return list(depth);
    if (at("\"")) {
      auto text = quoted();
      if (!text) return fail(text.error());
      value.kind = ConfigurationValue::Kind::text;
      value.text = std::move(*text);
      return value;
    }
    value.kind = ConfigurationValue::Kind::number;
    value.text = number();
    if (value.text.empty()) return wrong("a boolean, a number, a list or a text in quotes");
    return value;
  }

  std::optional<bool> truth() {
    if (take("on") || take("true")) return true;
    if (take("off") || take("false")) return false;
    return std::nullopt;
  }

  /// Digits, and behind them a fraction and an exponent; empty where there are none.
  std::string number() {
    std::string digits(take_while(is_digit));
    if (digits.empty()) return digits;
    if (at(".") && left_.size() > 1 && is_digit(left_[1])) {
      take(".");
      digits += '.';
      digits += take_while(is_digit);
    }
    const std::size_t sign = left_.size() > 1 && (left_[1] == '-' || left_[1] == '+') ? 1 : 0;
    if ((at("e") || at("E")) && left_.size() > 1 + sign && is_digit(left_[1 + sign])) {
      digits += left_.substr(0, 1 + sign);
      left_.remove_prefix(1 + sign);
      digits += take_while(is_digit);
    }
    return digits;
  }

  Result<ConfigurationValue> list(std::size_t depth) {
    ConfigurationValue list;
    list.kind = ConfigurationValue::Kind::list;
    take("[");
    if (depth >= deepest_nesting) return wrong("fewer lists within each other");
    skip_lines();
    while (!take("]")) {
      if (!list.items.empty() && !take(",")) return wrong("',' or ']'");
      skip_lines();
      auto item = value(depth + 1);
      if (!item) return item;
      list.items.push_back(std::move(*item));
      skip_lines();
    }
    return list;
  }

  /// A text in quotes, which may go over several lines.
  Result<std::string> quoted() {
    if (!take("\"")) return wrong("a text in quotes");
    std::string text;
    while (!take("\"")) {
      if (left_.empty()) return wrong("'\"'");
      text += take_while([](char character) { return character != '"' && character != '\\'; });
      if (!take("\\")) continue;
      const auto character = read_escape(left_);
      if (!character) return wrong("one of n, t, r, u and four digits, \\, \" after \\");
      text += *character;
    }
    return text;
  }

  std::string_view text_;
  std::string_view path_;
  std::string_view left_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<std::vector<ConfigurationDirective>> parse_configuration(std::string_view text,
                                                                std::string_view path) {
  return ConfigurationParser(text, path).file();
}

}  // namespace marque::rest
