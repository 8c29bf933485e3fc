// query/sql_text.hpp: one SQL statement in the making. What is fixed in this program, what the catalogue
// says, what is a name and what is a value go through different doors, so that nothing from outside can
// become SQL.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pg/batch.hpp"
#include "pg/catalogue.hpp"

namespace marque::query {

/// SQL that is written in this program; only a constant of the source text can become one.
class Fixed {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is one by being written
  consteval Fixed(const char* text) : text_(text) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// What columns are qualified with: a relation, or an alias, which has no schema.
struct Qualifier {
  std::string_view schema;
  std::string_view name;

  static Qualifier relation(const pg::QualifiedName& name) { return {name.schema, name.name}; }
  static Qualifier alias(std::string_view name) { return {{}, name}; }
};

class SqlText {
 public:
  SqlText() {
    sql_.reserve(typical_bytes);
    parameters_.reserve(typical_parameters);
  }

  SqlText& add(Fixed text) {
    sql_ += text.text();
    return *this;
  }
  /// An identifier: quoted, its quotes doubled, cut at the first NUL.
  SqlText& name(std::string_view name);
  SqlText& qualified(Qualifier qualifier);
  /// "qualifier"."column"; a column "*" stands for all.
  SqlText& column(Qualifier qualifier, std::string_view column);
  /// The placeholder of a further parameter.
  SqlText& parameter(pg::Value value);
  /// A type as the client wrote it. It may hold letters, digits, "_", "$" and blanks; anything else is a
  /// mistake of whoever read the request, and throws std::logic_error.
  SqlText& type_words(std::string_view type);
  /// SQL that PostgreSQL itself gave: a type, a default, a function of a data representation.
  SqlText& catalogue(std::string_view sql) {
    sql_ += sql;
    return *this;
  }
  SqlText& literal(std::string_view text);
  SqlText& number(std::int64_t value);

  pg::Statement take() && { return {std::move(sql_), std::move(parameters_)}; }

 private:
  static constexpr std::size_t typical_bytes = 1024;
  static constexpr std::size_t typical_parameters = 8;

  std::string sql_;
  std::vector<pg::Value> parameters_;
};

/// Writes `opening` before the first item and `separator` before every other one:
/// `list.next().name("a")`. A list without items leaves no trace.
class SqlList {
 public:
  SqlList(SqlText& text, Fixed separator, Fixed opening = "")
      : text_(text), separator_(separator), before_next_(opening) {}

  SqlText& next() { return text_.add(std::exchange(before_next_, separator_)); }

 private:
  SqlText& text_;
  Fixed separator_;
  Fixed before_next_;
};

}  // namespace marque::query
