// marque/json.hpp: JSON values (RFC 8259): what is sent as rows and arguments, what comes back. Numbers keep
// the digits that they came with, so that nothing of a `numeric` or `bigint` gets lost on the way.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "marque/error.hpp"

namespace marque {

class Json;
struct JsonField;

/// How `Type` becomes JSON and is made of JSON. Specialise it for types of your own, with
/// `static Json encode(const Type&)` and `static Expected<void> decode(const Json&, Type&)`; codec.hpp does
/// so for the usual ones, row.hpp for structs that name their columns.
template <class Type, class Enable = void>
struct JsonCodec;

template <class Type>
concept JsonEncodable = !std::same_as<Type, Json> && requires(const Type& value) {
  { JsonCodec<Type>::encode(value) } -> std::same_as<Json>;
};
template <class Type>
concept JsonDecodable = std::same_as<Type, Json> || requires(const Json& json, Type& value) {
  { JsonCodec<Type>::decode(json, value) } -> std::same_as<Expected<void>>;
};

/// One JSON value.
class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Json() = default;
  /// From everything that has a codec: nullptr, bool, numbers, texts, optional, vector, structs of columns.
  template <class Type>
    requires JsonEncodable<std::decay_t<const Type&>>
  // NOLINTNEXTLINE(google-explicit-constructor): a literal inside an object is the point
  Json(const Type& value) : Json(JsonCodec<std::decay_t<const Type&>>::encode(value)) {}

  static Json boolean(bool value);
  /// `digits` must be a JSON number; it is kept as it is.
  static Json number(std::string digits);
  static Json string(std::string text);
  static Json array(std::vector<Json> items);
  static Json object(std::initializer_list<JsonField> fields);
  static Json object(std::vector<JsonField> fields);

  /// Reads a JSON text. Errors: marque.bad_json with the position; also beyond `maximum_depth`.
  static Expected<Json> parse(std::string_view text);
  static constexpr int maximum_depth = 512;

  Kind kind() const { return static_cast<Kind>(value_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_object() const { return kind() == Kind::object; }

  /// The value as `Type`. Error: marque.bad_value, which says what is expected and what is there.
  template <class Type>
    requires JsonDecodable<Type>
  Expected<Type> as() const;
  /// The same, with `fallback` for what is missing, null or of another type.
  template <class Type>
    requires JsonDecodable<Type>
  Type value_or(Type fallback) const;

  /// A field of an object; null where this is no object or has no such field.
  const Json& operator[](std::string_view name) const;
  /// An item of an array; null where this is no array or is shorter.
  const Json& at(std::size_t index) const;
  /// Nothing where there is no such field.
  const Json* find(std::string_view name) const;
  /// Sets a field; what is no object becomes one.
  Json& set(std::string_view name, Json value);
  /// Adds an item; what is no array becomes one.
  Json& add(Json item);

  const std::vector<Json>& items() const;        ///< of an array; else none
  const std::vector<JsonField>& fields() const;  ///< of an object, in their order; else none
  bool boolean_value() const;                    ///< false where it is none
  std::string_view digits() const;               ///< of a number, as it came; else empty
  std::string_view string_value() const;         ///< of a string; else empty

  /// Compact JSON text. Bytes of strings that are not UTF-8 become U+FFFD.
  std::string text() const;

  bool operator==(const Json& other) const;

 private:
  struct Number {
    std::string digits;
    bool operator==(const Number&) const = default;
  };
  std::variant<std::monostate, bool, Number, std::string, std::vector<Json>, std::vector<JsonField>> value_;
};

/// A name and its value inside an object.
struct JsonField {
  std::string name;
  Json value;
  bool operator==(const JsonField&) const = default;
};

/// JSON that is sent as it is: the library neither reads nor copies it into a value.
class RawJson {
 public:
  template <std::convertible_to<std::string_view> Text>
  explicit RawJson(const Text& text) : text_(std::string_view(text)) {}
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// For codecs: "expected an integer, found a string".
std::unexpected<ApiError> unfit(const Json& json, std::string_view expected);

template <class Type>
  requires JsonDecodable<Type>
Expected<Type> Json::as() const {
  if constexpr (std::same_as<Type, Json>) {
    return *this;
  } else {
    Type value{};
    auto decoded = JsonCodec<Type>::decode(*this, value);
    if (!decoded) return std::unexpected(std::move(decoded.error()));
    return value;
  }
}

template <class Type>
  requires JsonDecodable<Type>
Type Json::value_or(Type fallback) const {
  if (is_null()) return fallback;
  auto value = as<Type>();
  return value ? *std::move(value) : std::move(fallback);
}

}  // namespace marque

#include "marque/codec.hpp"  // the codecs of the usual types belong to it
