#include "query/whole_number.hpp"

#include <charconv>
#include <limits>

#include "query/characters.hpp"

namespace marque::query {
namespace {

using Limits = std::numeric_limits<std::int64_t>;

/// "0x" and "0o" name the base of what follows.
int take_base(std::string_view& digits) {
  if (digits.size() < 2 || digits.front() != '0') return 10;
  const char letter = static_cast<char>(digits[1] | 0x20);
  if (letter != 'x' && letter != 'o') return 10;
  digits.remove_prefix(2);
  return letter == 'x' ? 16 : 8;
}

std::string_view without_parentheses(std::string_view text) {
  text = trim_blanks(text);
  while (text.size() >= 2 && text.front() == '(' && text.back() == ')')
    text = trim_blanks(text.substr(1, text.size() - 2));
  return text;
}

}  // namespace

std::optional<std::int64_t> read_whole_number(std::string_view text) {
  text = without_parentheses(text);
  const bool negative = text.starts_with('-');
  if (negative) text = trim_blanks(text.substr(1));
  if (text.starts_with('-')) return std::nullopt;
  const int base = take_base(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument || text.starts_with('-'))
    return std::nullopt;
  if (error == std::errc::result_out_of_range) return negative ? Limits::min() : Limits::max();
  return negative ? -number : number;
}

}  // namespace marque::query
