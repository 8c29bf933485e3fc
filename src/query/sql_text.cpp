#include "query/sql_text.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "pg/session.hpp"
#include "query/write_sql.hpp"

namespace marque::query {

namespace {

std::string_view until_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

void append_name(std::string& sql, std::string_view name) {
  sql += '"';
  for (name = until_nul(name);;) {
    const auto quote = name.find('"');
    sql += name.substr(0, quote);
    if (quote == std::string_view::npos) break;
    sql += "\"\"";
    name.remove_prefix(quote + 1);
  }
  sql += '"';
}

void append_number(std::string& sql, std::int64_t value) {
  std::array<char, std::numeric_limits<std::int64_t>::digits10 + 2> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  sql.append(digits.data(), end);
}

/// Letters of other scripts are bytes above ASCII, which PostgreSQL takes for letters as well.
bool may_stand_in_type(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
         byte == '_' || byte == '$' || byte == ' ' || static_cast<unsigned char>(byte) >= 0x80;
}

}  // namespace

std::string quote_name(std::string_view name) {
  std::string quoted;
  append_name(quoted, name);
  return quoted;
}

SqlText& SqlText::name(std::string_view name) {
  append_name(sql_, name);
  return *this;
}

SqlText& SqlText::qualified(Qualifier qualifier) {
  if (!qualifier.schema.empty()) name(qualifier.schema).add(".");
  return name(qualifier.name);
}

SqlText& SqlText::column(Qualifier qualifier, std::string_view column) {
  qualified(qualifier).add(".");
  return column == "*" ? add("*") : name(column);
}

SqlText& SqlText::parameter(pg::Value value) {
  parameters_.push_back(std::move(value));
  sql_ += '$';
  append_number(sql_, static_cast<std::int64_t>(parameters_.size()));
  return *this;
}

SqlText& SqlText::type_words(std::string_view type) {
  if (!std::ranges::all_of(type, may_stand_in_type)) throw std::logic_error("a cast is no type's name");
  sql_ += type;
  return *this;
}

SqlText& SqlText::literal(std::string_view text) {
  sql_ += pg::quote_literal(until_nul(text));
  return *this;
}

SqlText& SqlText::number(std::int64_t value) {
  append_number(sql_, value);
  return *this;
}

}  // namespace marque::query
