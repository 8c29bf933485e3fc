// marque/codec.hpp: C++ types as JSON and as text in a filter: numbers, texts, optional, vector, times.
#pragma once

#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "marque/json.hpp"

namespace marque {

/// A `timestamptz`: PostgreSQL keeps microseconds.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;
/// A `date`.
using Date = std::chrono::sys_days;

/// "2026-03-14T15:09:26.535897+00:00".
std::string to_string(Timestamp time);
/// "2026-03-14".
std::string to_string(Date date);
/// Reads ISO 8601 as PostgreSQL writes it, with any offset; one without an offset is UTC. Error:
/// marque.bad_value, also for "infinity", which no Timestamp can hold.
Expected<Timestamp> parse_timestamp(std::string_view text);
Expected<Date> parse_date(std::string_view text);

/// Whole numbers other than bool and the character types.
template <class Type>
concept WholeNumber = std::integral<Type> && !std::same_as<Type, bool> && !std::same_as<Type, char> &&
                      !std::same_as<Type, wchar_t> && !std::same_as<Type, char8_t> &&
                      !std::same_as<Type, char16_t> && !std::same_as<Type, char32_t>;

/// What can be looked at as text: std::string, std::string_view, literals.
template <class Type>
concept TextLike = std::convertible_to<const Type&, std::string_view> && !std::same_as<Type, std::nullptr_t>;

/// The shortest digits that give `number` back; "NaN", "Infinity" and "-Infinity" as PostgreSQL spells them.
std::string number_text(double number);
std::string number_text(float number);

template <>
struct JsonCodec<std::nullptr_t> {
  static Json encode(std::nullptr_t) { return {}; }
};

template <>
struct JsonCodec<bool> {
  static Json encode(bool value) { return Json::boolean(value); }
  static Expected<void> decode(const Json& json, bool& value);
};

template <class Type>
struct JsonCodec<Type, std::enable_if_t<WholeNumber<Type>>> {
  static Json encode(Type value) { return Json::number(std::to_string(value)); }
  static Expected<void> decode(const Json& json, Type& value) {
    const std::string_view digits = json.digits();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!digits.empty() && error == std::errc() && end == digits.data() + digits.size()) return {};
    return unfit(json, sizeof(Type) == 8   ? "a whole number of 64 bits"
                       : sizeof(Type) == 4 ? "a whole number of 32 bits"
                                           : "a smaller whole number");
  }
};

template <class Type>
struct JsonCodec<Type, std::enable_if_t<std::same_as<Type, float> || std::same_as<Type, double>>> {
  static Json encode(Type value) {
    std::string digits = number_text(value);
    // JSON knows no such numbers; PostgreSQL writes and reads them as strings.
    const bool finite = digits.find_first_of("Ny") == digits.npos;
    return finite ? Json::number(std::move(digits)) : Json::string(std::move(digits));
  }
  static Expected<void> decode(const Json& json, Type& value) {
    std::string_view digits = json.is_string() ? json.string_value() : json.digits();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!digits.empty() && error == std::errc() && end == digits.data() + digits.size()) return {};
    return unfit(json, "a number");
  }
};

template <class Type>
struct JsonCodec<Type, std::enable_if_t<TextLike<Type>>> {
  static Json encode(const Type& value) { return Json::string(std::string(std::string_view(value))); }
  static Expected<void> decode(const Json& json, std::string& value)
    requires std::same_as<Type, std::string>
  {
    if (!json.is_string()) return unfit(json, "a string");
    value = json.string_value();
    return {};
  }
};

/// The texts of an enum's values, in their order from 0 on: `static constexpr std::array<std::string_view, …>
/// texts`. Specialise it for enums that the database has; generated headers do so.
template <class Enum>
struct EnumTexts;

template <class Type>
concept TextEnum = std::is_enum_v<Type> && requires { EnumTexts<Type>::texts.size(); };

template <class Enum>
struct JsonCodec<Enum, std::enable_if_t<TextEnum<Enum>>> {
  static Json encode(Enum value) {
    return Json::string(std::string(EnumTexts<Enum>::texts.at(static_cast<std::size_t>(value))));
  }
  static Expected<void> decode(const Json& json, Enum& value) {
    for (std::size_t index = 0; index < EnumTexts<Enum>::texts.size(); ++index) {
      if (!json.is_string() || EnumTexts<Enum>::texts[index] != json.string_value()) continue;
      value = static_cast<Enum>(index);
      return {};
    }
    return unfit(json, "a value of an enum");
  }
};

template <class Duration>
struct JsonCodec<std::chrono::sys_time<Duration>> {
  using Time = std::chrono::sys_time<Duration>;
  static Json encode(Time value) {
    if constexpr (std::same_as<Time, Date>) {
      return Json::string(to_string(value));
    } else {
      return Json::string(to_string(std::chrono::floor<std::chrono::microseconds>(value)));
    }
  }
  static Expected<void> decode(const Json& json, Time& value) {
    if (!json.is_string()) return unfit(json, "a date or time");
    if constexpr (std::same_as<Time, Date>) {
      auto date = parse_date(json.string_value());
      if (!date) return std::unexpected(std::move(date.error()));
      value = *date;
    } else {
      auto time = parse_timestamp(json.string_value());
      if (!time) return std::unexpected(std::move(time.error()));
      value = std::chrono::floor<Duration>(*time);
    }
    return {};
  }
};

template <class Inner>
struct JsonCodec<std::optional<Inner>> {
  static Json encode(const std::optional<Inner>& value) { return value ? Json(*value) : Json(); }
  static Expected<void> decode(const Json& json, std::optional<Inner>& value) {
    value.reset();
    if (json.is_null()) return {};
    auto inner = json.as<Inner>();
    if (!inner) return std::unexpected(std::move(inner.error()));
    value = *std::move(inner);
    return {};
  }
};

template <class Item>
struct JsonCodec<std::vector<Item>> {
  static Json encode(const std::vector<Item>& values) {
    std::vector<Json> items;
    items.reserve(values.size());
    for (const auto& value : values) items.emplace_back(value);
    return Json::array(std::move(items));
  }
  static Expected<void> decode(const Json& json, std::vector<Item>& values) {
    if (!json.is_array()) return unfit(json, "an array");
    values.clear();
    values.reserve(json.items().size());
    for (const Json& item : json.items()) {
      auto value = item.as<Item>();
      if (!value) return std::unexpected(std::move(value.error()));
      values.push_back(*std::move(value));
    }
    return {};
  }
};

/// A value as text, the way it stands in a filter: "5", "true", "2026-03-14", "{a,b}" for a vector (an array
/// literal), JSON text for a Json array or object.
class Value {
 public:
  template <TextLike Text>
  // NOLINTNEXTLINE(google-explicit-constructor): eq("name", "Acme")
  Value(const Text& text) : text_(std::string_view(text)) {}
  template <class Type>
    requires(!TextLike<Type> && !std::same_as<Type, std::nullptr_t> && JsonEncodable<Type>)
  // NOLINTNEXTLINE(google-explicit-constructor): eq("priority", 3)
  Value(const Type& value) : text_(value_text(Json(value))) {}
  template <class Item>
  // NOLINTNEXTLINE(google-explicit-constructor)
  Value(const std::vector<Item>& items) : text_(array_text(Json(items))) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Value(const Json& json) : text_(value_text(json)) {}

  const std::string& text() const { return text_; }

 private:
  static std::string value_text(const Json& json);
  static std::string array_text(const Json& json);
  std::string text_;
};

}  // namespace marque
