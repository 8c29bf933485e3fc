#include <algorithm>
#include <map>
#include <optional>

#include "core/utf8.hpp"
#include "rest/csv_reader.hpp"
#include "rest/json_scanner.hpp"
#include "rest/payload_formats.hpp"

namespace marque::rest {
namespace {

/// The header line, and what rows need to know of it.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::size_t> next_same;  ///< where the name stands again; the number of columns if it does not
  std::vector<std::size_t> distinct;   ///< how many names the first n columns have, by n
};

Columns columns_of(std::vector<std::string> names) {
  Columns columns{.names = std::move(names), .next_same = {}, .distinct = {0}};
  const std::size_t count = columns.names.size();
  columns.next_same.assign(count, count);
  std::map<std::string_view, std::size_t> last_place;
  for (std::size_t place = 0; place < count; ++place) {
    const auto [found, is_new] = last_place.try_emplace(columns.names[place], place);
    if (!is_new) columns.next_same[found->second] = place;
    found->second = place;
    columns.distinct.push_back(last_place.size());
  }
  return columns;
}

/// One row as a JSON object. Fields without a column are dropped; of columns with one name the last counts.
void append_row(std::string& json, const Columns& columns, const std::vector<std::string>& fields) {
  const std::size_t width = std::min(fields.size(), columns.names.size());
  char separator = '{';
  for (std::size_t place = 0; place < width; ++place) {
    if (columns.next_same[place] < width) continue;
    json += separator;
    append_json_text(json, columns.names[place]);
    json += ':';
    if (fields[place] == "NULL")
      json += "null";
    else
      append_json_text(json, fields[place]);
    separator = ',';
  }
  json += '}';
}

bool is_blank(const std::vector<std::string>& fields) { return fields.size() == 1 && fields[0].empty(); }

struct Rows {
  std::string json = "[";
  std::optional<std::size_t> width;  ///< how many different columns the rows have
  bool is_uniform = true;
};

Result<void> read_rows(CsvReader& reader, const Columns& columns, Rows& rows) {
  const auto bad_name = std::ranges::find_if_not(columns.names, core::is_utf8);
  std::vector<std::string> fields;
  for (;;) {
    if (auto read = reader.read_record(fields); !read) return read;
    if (!is_blank(fields)) {
      if (bad_name != columns.names.end())
        return reader.refusal("Failed reading: conversion error: Data.Text.Encoding: Invalid UTF-8 stream");
      const std::size_t width = columns.distinct[std::min(fields.size(), columns.names.size())];
      if (rows.width) rows.json += ',';
      rows.is_uniform = rows.is_uniform && width == rows.width.value_or(width);
      rows.width = rows.width.value_or(width);
      append_row(rows.json, columns, fields);
    }
    if (reader.at_end()) return {};
    if (auto ended = reader.take_end_of_line(); !ended) return ended;
  }
}

/// The names of the columns that every row has: the first ones.
std::vector<std::string> keys_of(const Columns& columns, std::size_t width) {
  const auto enough = std::ranges::find(columns.distinct, width) - columns.distinct.begin();
  std::vector<std::string> keys(columns.names.begin(), columns.names.begin() + enough);
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

}  // namespace

Result<query::Payload> read_csv_payload(std::string_view body) {
  CsvReader reader(body);
  std::vector<std::string> names;
  if (auto read = reader.read_record(names); !read) return fail(std::move(read.error()));
  if (auto ended = reader.take_end_of_line(); !ended) return fail(std::move(ended.error()));
  const Columns columns = columns_of(std::move(names));
  Rows rows;
  if (auto read = read_rows(reader, columns, rows); !read) return fail(std::move(read.error()));
  if (!rows.is_uniform) return fail("PGRST102", "All lines must have same number of fields");
  rows.json += ']';
  return query::Payload{.json = std::move(rows.json), .keys = keys_of(columns, rows.width.value_or(0))};
}

}  // namespace marque::rest
