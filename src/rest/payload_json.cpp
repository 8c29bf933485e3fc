#include <algorithm>
#include <optional>

#include "rest/json_scanner.hpp"
#include "rest/payload_formats.hpp"

namespace marque::rest {
namespace {

using RawKeys = std::vector<std::string_view>;

/// Sorted, each once, with their escapes resolved.
std::vector<std::string> key_set(const RawKeys& raw_keys) {
  std::vector<std::string> keys;
  keys.reserve(raw_keys.size());
  for (const std::string_view raw : raw_keys) keys.push_back(unescape_json(raw));
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

/// Tells whether all objects of an array have the same keys. Those of the usual client come in the same order
/// every time, so comparing the texts is enough for them.
class KeyComparison {
 public:
  bool agrees(const RawKeys& raw_keys) {
    if (!keys_) {
      first_ = raw_keys;
      keys_ = key_set(raw_keys);
      return true;
    }
    return raw_keys == first_ || key_set(raw_keys) == *keys_;
  }
  std::vector<std::string> take_keys() { return std::move(keys_).value_or(std::vector<std::string>()); }

 private:
  RawKeys first_;
  std::optional<std::vector<std::string>> keys_;
};

/// Steps over an object and notes its keys; false where it is malformed.
bool scan_object(JsonScanner& scanner, RawKeys& raw_keys) {
  raw_keys.clear();
  if (!scanner.take('{')) return false;
  if (scanner.take('}')) return true;
  do {
    std::string_view key;
    if (!scanner.take_string(key) || !scanner.take(':') || !scanner.skip_value()) return false;
    raw_keys.push_back(key);
  } while (scanner.take(','));
  return scanner.take('}');
}

enum class Shape : std::uint8_t { malformed, rows, not_uniform, nothing };

/// An array: objects with the same keys, no elements at all, or something else.
Shape scan_array(JsonScanner& scanner, KeyComparison& comparison) {
  if (!scanner.take('[')) return Shape::malformed;
  if (scanner.take(']')) return Shape::nothing;
  bool is_uniform = true;
  RawKeys raw_keys;
  do {
    const bool is_object = is_uniform && scanner.peek() == '{';
    if (!(is_object ? scan_object(scanner, raw_keys) : scanner.skip_value())) return Shape::malformed;
    is_uniform = is_object && comparison.agrees(raw_keys);
  } while (scanner.take(','));
  if (!scanner.take(']')) return Shape::malformed;
  return is_uniform ? Shape::rows : Shape::not_uniform;
}

Shape scan(std::string_view text, KeyComparison& comparison) {
  JsonScanner scanner(text);
  Shape shape = Shape::nothing;
  switch (scanner.peek()) {
    case '[': shape = scan_array(scanner, comparison); break;
    case '{': {
      RawKeys raw_keys;
      shape = scan_object(scanner, raw_keys) && comparison.agrees(raw_keys) ? Shape::rows : Shape::malformed;
      break;
    }
    default: shape = scanner.skip_value() ? Shape::nothing : Shape::malformed;
  }
  return scanner.at_end() ? shape : Shape::malformed;
}

}  // namespace

Result<query::Payload> read_json_payload(std::string body) {
  KeyComparison comparison;
  switch (scan(body, comparison)) {
    case Shape::malformed: return fail("PGRST102", "Empty or invalid json");
    case Shape::not_uniform: return fail("PGRST102", "All object keys must match");
    case Shape::nothing: return query::Payload{.json = "[]", .keys = {}};
    case Shape::rows: break;
  }
  return query::Payload{.json = std::move(body), .keys = comparison.take_keys()};
}

}  // namespace marque::rest
