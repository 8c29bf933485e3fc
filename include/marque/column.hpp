// marque/column.hpp: columns as types, with conditions and values that only compile where they fit. Headers
// that `marque gen types --lang cpp` writes are made of them.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "marque/predicate.hpp"

namespace marque {

/// A name that can be part of a type.
template <std::size_t size>
struct FixedText {
  // NOLINTNEXTLINE(google-explicit-constructor, modernize-avoid-c-arrays): Column<brands, "name", …>
  consteval FixedText(const char (&text)[size]) { std::copy_n(text, size, characters.begin()); }
  constexpr std::string_view view() const { return {characters.data(), size - 1}; }
  std::array<char, size> characters{};
};

/// A name as the grammar of queries has it: in quotes where it is not of letters, digits and "_" alone.
template <FixedText text>
struct QueryName {
  static constexpr std::string_view value() { return {characters.data(), characters.size()}; }

 private:
  static constexpr bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_';
  }
  static constexpr bool is_escaped(char byte) { return byte == '"' || byte == '\\'; }
  static constexpr std::size_t length() {
    if (std::ranges::all_of(text.view(), is_plain)) return text.view().size();
    return text.view().size() + 2 + static_cast<std::size_t>(std::ranges::count_if(text.view(), is_escaped));
  }
  static constexpr auto characters = [] {
    std::array<char, length()> name{};
    const bool quoted = name.size() != text.view().size();
    std::size_t place = 0;
    if (quoted) name[place++] = '"';
    for (const char byte : text.view()) {
      if (quoted && is_escaped(byte)) name[place++] = '\\';
      name[place++] = byte;
    }
    if (quoted) name[place] = '"';
    return name;
  }();
};

template <class Type>
struct WithoutOptional {
  using type = Type;
};
template <class Type>
struct WithoutOptional<std::optional<Type>> {
  using type = Type;
};

template <class Type>
inline constexpr bool is_time = false;
template <class Duration>
inline constexpr bool is_time<std::chrono::sys_time<Duration>> = true;

template <class Type>
inline constexpr bool is_list = false;
template <class Item>
inline constexpr bool is_list<std::vector<Item>> = true;

/// A value that a column of the type `Wanted` can be compared with and set to: text with text, whole numbers
/// with whole numbers, any number with floating point, times with times, JSON with everything that is JSON,
/// and everything with its own type. No text for a number, no number for a boolean.
template <class Given, class Wanted>
concept Fits =
    (std::same_as<Wanted, std::string> && TextLike<Given>) || (WholeNumber<Wanted> && WholeNumber<Given>) ||
    (std::floating_point<Wanted> && (std::floating_point<Given> || WholeNumber<Given>)) ||
    (is_time<Wanted> && is_time<Given>) || std::same_as<Given, Wanted> ||
    (std::same_as<Wanted, Json> && JsonEncodable<Given>);

/// What `insert` has to know of a column.
enum class Filling : std::uint8_t {
  required,   ///< every new row must have it
  optional,   ///< null or a default fills it
  generated,  ///< the database alone fills it
};

/// A condition on rows of `Table`. Those of different tables do not mix.
template <class Table>
struct Condition {
  Predicate predicate;

  friend Condition operator&&(Condition left, Condition right) {
    return {std::move(left.predicate) && std::move(right.predicate)};
  }
  friend Condition operator||(Condition left, Condition right) {
    return {std::move(left.predicate) || std::move(right.predicate)};
  }
  friend Condition operator!(Condition condition) { return {!std::move(condition.predicate)}; }
};

/// A value for a column, as `insert` and `update` take it.
template <class Of>
struct Assignment {
  using Column = Of;
  Json value;
};

/// One column of `Owner`. `Value` is optional where the column may be null.
template <class Owner, FixedText text, class Value, Filling filling = Filling::required>
struct Column {
  using Table = Owner;
  using Type = Value;
  using Plain = typename WithoutOptional<Value>::type;
  static constexpr bool is_nullable = !std::same_as<Value, Plain>;
  static constexpr Filling filled = filling;

  static constexpr std::string_view name() { return text.view(); }
  /// As it stands in a query.
  static constexpr std::string_view query_name() { return QueryName<text>::value(); }

  /// The value that the column is to get. It changes nothing here.
  template <class Given>
    requires(Fits<std::decay_t<const Given&>, Plain> && filling != Filling::generated)
  Assignment<Column> operator=(const Given& value) const {  // NOLINT(misc-unconventional-assign-operator)
    return {Json(value)};
  }
  template <class Given>
    requires(Fits<Given, Plain> && is_nullable && filling != Filling::generated)
  Assignment<Column> operator=(const std::optional<Given>& value) const {  // NOLINT
    return {value ? Json(*value) : Json()};
  }
  /// Null, where the column may be null.
  Assignment<Column> operator=(std::nullptr_t) const  // NOLINT(misc-unconventional-assign-operator)
    requires(is_nullable && filling != Filling::generated)
  {
    return {Json()};
  }

  Condition<Owner> like(std::string_view pattern) const
    requires std::same_as<Plain, std::string>
  {
    return compare(Comparison::like, pattern);
  }
  Condition<Owner> ilike(std::string_view pattern) const
    requires std::same_as<Plain, std::string>
  {
    return compare(Comparison::ilike, pattern);
  }
  /// A POSIX regular expression; `imatch` without regard to case.
  Condition<Owner> match(std::string_view pattern) const
    requires std::same_as<Plain, std::string>
  {
    return compare(Comparison::match, pattern);
  }
  Condition<Owner> imatch(std::string_view pattern) const
    requires std::same_as<Plain, std::string>
  {
    return compare(Comparison::imatch, pattern);
  }
  template <class Given>
    requires Fits<Given, Plain>
  Condition<Owner> in(const std::vector<Given>& values) const {
    Predicate predicate = on(Comparison::in);
    predicate.values.assign(values.begin(), values.end());
    return {std::move(predicate)};
  }
  /// Of arrays: has all of these. Of JSON: has all of that.
  template <class Given>
    requires((is_list<Plain> || std::same_as<Plain, Json>) && Fits<Given, Plain>)
  Condition<Owner> contains(const Given& value) const {
    return compare(Comparison::contains, value);
  }
  template <class Given>
    requires((is_list<Plain> || std::same_as<Plain, Json>) && Fits<Given, Plain>)
  Condition<Owner> contained_by(const Given& value) const {
    return compare(Comparison::contained_by, value);
  }
  /// Of arrays: has any of these.
  Condition<Owner> overlaps(const Plain& value) const
    requires is_list<Plain>
  {
    return compare(Comparison::overlaps, value);
  }
  Condition<Owner> is_null() const
    requires is_nullable
  {
    return {on(Comparison::is_null)};
  }
  Condition<Owner> is_not_null() const
    requires is_nullable
  {
    return !is_null();
  }

  /// Building block of the operators below.
  static Condition<Owner> compare(Comparison comparison, marque::Value value) {
    Predicate predicate = on(comparison);
    predicate.values.push_back(std::move(value));
    return {std::move(predicate)};
  }

 private:
  static Predicate on(Comparison comparison) {
    Predicate predicate;
    predicate.column = query_name();
    predicate.comparison = comparison;
    return predicate;
  }
};

template <class Type>
concept AnyColumn = requires {
  typename Type::Table;
  typename Type::Plain;
  { Type::filled } -> std::convertible_to<Filling>;
};
template <class Type, class Owner>
concept ColumnOf = AnyColumn<Type> && std::same_as<typename Type::Table, Owner>;
template <class Type, class Owner>
concept AssignmentTo = requires { typename Type::Column; } && ColumnOf<typename Type::Column, Owner>;

/// A value and a column that it can be compared with.
template <class Given, class Of>
concept ComparableTo = AnyColumn<Of> && Fits<std::decay_t<const Given&>, typename Of::Plain>;

template <AnyColumn Of, ComparableTo<Of> Given>
Condition<typename Of::Table> operator==(Of, const Given& value) {
  return Of::compare(Comparison::eq, value);
}
template <AnyColumn Of, ComparableTo<Of> Given>
Condition<typename Of::Table> operator!=(Of, const Given& value) {
  return Of::compare(Comparison::neq, value);
}
template <AnyColumn Of, ComparableTo<Of> Given>
Condition<typename Of::Table> operator<(Of, const Given& value) {
  return Of::compare(Comparison::lt, value);
}
template <AnyColumn Of, ComparableTo<Of> Given>
Condition<typename Of::Table> operator<=(Of, const Given& value) {
  return Of::compare(Comparison::lte, value);
}
template <AnyColumn Of, ComparableTo<Of> Given>
Condition<typename Of::Table> operator>(Of, const Given& value) {
  return Of::compare(Comparison::gt, value);
}
template <AnyColumn Of, ComparableTo<Of> Given>
Condition<typename Of::Table> operator>=(Of, const Given& value) {
  return Of::compare(Comparison::gte, value);
}
/// IS NULL and IS NOT NULL, of columns that may be null.
template <AnyColumn Of>
  requires Of::is_nullable
Condition<typename Of::Table> operator==(Of column, std::nullptr_t) {
  return column.is_null();
}
template <AnyColumn Of>
  requires Of::is_nullable
Condition<typename Of::Table> operator!=(Of column, std::nullptr_t) {
  return column.is_not_null();
}

}  // namespace marque
