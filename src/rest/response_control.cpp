#include "rest/response_control.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "rest/json_scanner.hpp"

namespace marque::rest {
namespace {

using Pair = std::pair<std::string, std::string>;

std::unexpected<Error> bad_headers() {
  return fail("PGRST111",
              "response.headers guc must be a JSON array composed of objects with a single key and a string "
              "value");
}

/// One object of a single key; a key may stand in it again, when its first value counts.
bool read_header(JsonScanner& scanner, std::vector<Pair>& headers) {
  std::string_view name;
  std::string_view value;
  if (!scanner.take('{') || !scanner.take_string(name) || !scanner.take(':') || !scanner.take_string(value))
    return false;
  headers.emplace_back(unescape_json(name), unescape_json(value));
  while (scanner.take(',')) {
    if (!scanner.take_string(name) || !scanner.take(':') || !scanner.skip_value()) return false;
    if (unescape_json(name) != headers.back().first) return false;
  }
  return scanner.take('}');
}

bool read_headers(std::string_view text, std::vector<Pair>& headers) {
  JsonScanner scanner(text);
  if (!scanner.take('[')) return false;
  if (!scanner.take(']')) {
    do {
      if (!read_header(scanner, headers)) return false;
    } while (scanner.take(','));
    if (!scanner.take(']')) return false;
  }
  return scanner.at_end();
}

}  // namespace

Result<void> apply_response_headers(std::optional<std::string_view> headers_setting, http::Headers& headers) {
  if (!headers_setting) return {};
  std::vector<Pair> given;
  if (!read_headers(*headers_setting, given)) return bad_headers();
  for (const auto& [name, value] : given) headers.remove(name);
  for (const auto& [name, value] : given) headers.add(name, value);
  return {};
}

Result<int> apply_response_status(std::optional<std::string_view> status_setting, int status) {
  constexpr int beyond_any_status = 100'000;
  if (!status_setting) return status;
  if (status_setting->empty() || status_setting->front() < '0' || status_setting->front() > '9')
    return fail("PGRST112", "response.status guc must be a valid status code");
  int number = 0;
  for (const char letter : *status_setting) {
    if (letter < '0' || letter > '9') break;
    number = std::min(number * 10 + (letter - '0'), beyond_any_status);
  }
  return number;
}

}  // namespace marque::rest
