#include "client/reading.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/statement.hpp"
#include "core/text.hpp"
#include "http/url.hpp"

namespace marque::client {
namespace {

/// What most columns are called; nothing of the grammar can be in it.
bool is_plain_name(std::string_view text) {
  const auto plain = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_';
  };
  return !text.empty() && std::ranges::all_of(text, plain);
}

Expected<query::UrlParts> read_parameter(const std::string& name, std::string_view value) {
  auto parts = query::read_query(http::percent_encode(name) + '=' + http::percent_encode(value), false);
  if (!parts) return std::unexpected(api_error(parts.error()));
  return *std::move(parts);
}

std::unexpected<ApiError> bad_column(std::string_view text) {
  return failure(
      "marque.bad_column",
      fmt::format("\"{}\" names no column; a name that the URL grammar uses stands in quotes", text));
}

std::string below(std::string_view embed, std::string_view word) {
  return embed.empty() ? std::string(word) : fmt::format("{}.{}", embed, word);
}

std::string without_blanks(std::string_view text) {
  std::string out;
  bool quoted = false;
  bool escaped = false;
  for (const char character : text) {
    const bool blank = std::string_view(" \t\r\n\v\f").contains(character);
    if (blank && !quoted) continue;
    if (character == '"' && !escaped) quoted = !quoted;
    escaped = quoted && character == '\\' && !escaped;
    out += character;
  }
  return out;
}

}  // namespace

Expected<Column> read_column(std::string_view text) {
  if (is_plain_name(text)) return Column{{}, {std::string(text), {}}};
  auto parts = read_parameter(std::string(text), "is.null");
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (parts->filters.size() != 1) return bad_column(text);
  auto& [path, condition] = parts->filters.front();
  return Column{std::move(path), std::move(condition.field)};
}

Expected<query::Path> read_embed(std::string_view text) {
  if (text.empty()) return query::Path();
  if (is_plain_name(text)) return query::Path{std::string(text)};
  auto parts = read_parameter(below(text, "limit"), "0");
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (parts->ranges.size() != 1) return bad_column(text);
  return std::move(parts->ranges.front().path);
}

Expected<std::vector<query::SelectItem>> read_select(std::string_view text) {
  auto parts = read_parameter("select", without_blanks(text));
  if (!parts) return std::unexpected(std::move(parts.error()));
  return std::move(parts->select);
}

Expected<query::Addressed<query::Condition>> read_filter(std::string_view column, std::string_view operation,
                                                         std::string_view value) {
  auto parts = read_parameter(std::string(column), fmt::format("{}.{}", operation, value));
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (parts->filters.size() != 1) return bad_column(column);
  return std::move(parts->filters.front());
}

Expected<query::Addressed<query::Logic>> read_logic(std::string_view embed, std::string_view word,
                                                    std::string_view filters) {
  auto parts = read_parameter(below(embed, word), fmt::format("({})", filters));
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (parts->logic.size() != 1) return bad_column(embed);
  return std::move(parts->logic.front());
}

Expected<query::OrderTerm> read_order(std::string_view column) {
  query::OrderTerm term;
  if (is_plain_name(column)) {
    term.field.name = column;
    return term;
  }
  auto parts = read_parameter("order", column);
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (parts->order.size() != 1 || parts->order.front().value.size() != 1) return bad_column(column);
  return std::move(parts->order.front().value.front());
}

Expected<std::vector<std::string>> read_names(std::string_view text) {
  auto parts = read_parameter("on_conflict", text);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return std::move(parts->on_conflict).value_or(std::vector<std::string>());
}

}  // namespace marque::client
