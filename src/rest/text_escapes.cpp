#include "rest/text_escapes.hpp"

#include <charconv>
#include <cstdint>

namespace marque::rest {
namespace {

constexpr std::size_t quad_length = 5;  // u and four digits

/// The number of "u12ab" at the front.
std::optional<std::uint32_t> read_quad(std::string_view text) {
  if (text.size() < quad_length || text.front() != 'u') return std::nullopt;
  std::uint32_t number = 0;
  const char* end = text.data() + quad_length;
  const auto [stop, error] = std::from_chars(text.data() + 1, end, number, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::string to_utf8(std::uint32_t character) {
  const auto continuation = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
  };
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800) return {static_cast<char>(0xC0U | (character >> 6U)), continuation(0)};
  if (character < 0x10000)
    return {static_cast<char>(0xE0U | (character >> 12U)), continuation(6), continuation(0)};
  return {static_cast<char>(0xF0U | (character >> 18U)), continuation(12), continuation(6), continuation(0)};
}

std::optional<std::string> read_unicode(std::string_view& left) {
  const auto first = read_quad(left);
  if (!first) return std::nullopt;
  if (*first < 0xD800 || *first > 0xDFFF) {
    left.remove_prefix(quad_length);
    return to_utf8(*first);
  }
  const std::string_view rest = left.substr(quad_length);
  const auto second = rest.starts_with('\\') ? read_quad(rest.substr(1)) : std::nullopt;
  if (!second || *first > 0xDBFF || *second < 0xDC00 || *second > 0xDFFF) return std::nullopt;
  left.remove_prefix(2 * quad_length + 1);
  return to_utf8(0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U));
}

std::optional<char> simple_escape(char character) {
  switch (character) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case '"':
    case '\\': return character;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> read_escape(std::string_view& left) {
  if (left.empty()) return std::nullopt;
  const auto simple = simple_escape(left.front());
  if (!simple) return read_unicode(left);
  left.remove_prefix(1);
  return std::string(1, *simple);
}

}  // namespace marque::rest
