#include "http/url.hpp"

#include <fmt/format.h>

namespace marque::http {
namespace {

int hexadecimal_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

/// The byte that the escape at `at` stands for, or -1 if it is malformed.
int escape_at(std::string_view text, std::size_t at) {
  if (text.size() - at < 3) return -1;
  const int high = hexadecimal_value(text[at + 1]);
  const int low = hexadecimal_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool unreserved(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' || letter == '~';
}

}  // namespace

std::optional<std::size_t> find_malformed_escape(std::string_view text) {
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 3))
    if (escape_at(text, at) < 0) return at;
  return std::nullopt;
}

Result<std::string> percent_decode(std::string_view text, Plus plus) {
  if (const auto position = find_malformed_escape(text))
    return fail(Error("http.bad_escape", "A '%' in the URL is not followed by two hexadecimal digits.")
                    .with_detail(fmt::format("at character {} of \"{}\"", *position, text))
                    .with_hint("Write a literal '%' as \"%25\"."));
  return percent_decode_lenient(text, plus);
}

std::string percent_decode_lenient(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int byte = text[at] == '%' ? escape_at(text, at) : -1;
    if (byte >= 0) {
      decoded += static_cast<char>(byte);
      at += 2;
    } else {
      decoded += text[at] == '+' && plus == Plus::blank ? ' ' : text[at];
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text, bool keep_slashes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char letter : text) {
    if (unreserved(letter) || (keep_slashes && letter == '/')) {
      encoded += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    encoded += '%';
    encoded += digits[byte >> 4U];
    encoded += digits[byte & 15U];
  }
  return encoded;
}

std::vector<QueryParameter> split_query(std::string_view query) {
  std::vector<QueryParameter> parameters;
  for (std::size_t start = 0; start < query.size();) {
    std::size_t end = query.find('&', start);
    if (end == query.npos) end = query.size();
    const std::string_view pair = query.substr(start, end - start);
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos)
      parameters.push_back({pair.substr(0, equals), pair.substr(equals + 1), start, true});
    else if (!pair.empty())
      parameters.push_back({pair, {}, start, false});
    start = end + 1;
  }
  return parameters;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  for (const QueryParameter& parameter : split_query(query))
    if (percent_decode_lenient(parameter.name, Plus::blank) == name)
      return percent_decode_lenient(parameter.value, Plus::blank);
  return std::nullopt;
}

}  // namespace marque::http
