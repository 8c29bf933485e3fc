// core/json.hpp: writes JSON text (RFC 8259) by appending; reading is Boost.JSON's.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace marque::core {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, so that the
/// result is always valid JSON whatever came in.
void append_json_string(std::string& out, std::string_view text);

/// `text` as a JSON string with its quotes.
std::string json_string(std::string_view text);

/// Builds one flat or nested JSON object: `JsonObject().add("a", 1).add("b", "x").text()`.
class JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view value);
  JsonObject& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  JsonObject& add(std::string_view key, const std::string& value) {
    return add(key, std::string_view(value));
  }
  JsonObject& add(std::string_view key, std::integral auto value) {
    if constexpr (std::same_as<decltype(value), bool>) return add_raw(key, value ? "true" : "false");
    return add_raw(key, std::to_string(value));
  }
  /// Six significant digits; a value that JSON cannot hold (NaN, infinity) becomes null.
  JsonObject& add(std::string_view key, double value);
  /// `json` is already JSON text: an object, an array, null.
  JsonObject& add_raw(std::string_view key, std::string_view json);

  std::string text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

}  // namespace marque::core
