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

/// Parentheses outside of quotes.
bool is_balanced(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t index = 0; index < text.size() && depth >= 0; ++index) {
    if (quoted && text[index] == '\\') {
      ++index;
    } else if (text[index] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      depth += text[index] == '(' ? 1 : text[index] == ')' ? -1 : 0;
    }
  }
  return depth == 0;
}

}  // namespace

Expected<Column> read_column(std::string_view text) {
  if (is_plain_name(text)) return Column{{}, {std::string(text), {}}};
  // The grammar does not look at what follows a column. One more step into it shows whether something does.
  constexpr std::string_view last_step = "->end";
  auto parts = read_parameter(std::string(text).append(last_step), "is.null");
  if (!parts) {
    parts = read_parameter(std::string(text), "is.null");
    return parts ? bad_column(text) : std::unexpected(std::move(parts.error()));
  }
  if (parts->filters.size() != 1) return bad_column(text);
  auto& [path, condition] = parts->filters.front();
  if (condition.field.path.empty() || condition.field.path.back() != query::JsonStep{"end"})
    return bad_column(text);
  condition.field.path.pop_back();
  return Column{std::move(path), std::move(condition.field)};
}

Expected<query::Path> read_embed(std::string_view text) {
  if (text.empty()) return query::Path();
  if (is_plain_name(text)) return query::Path{std::string(text)};
  auto column = read_column(below(text, "any"));
  if (!column) return std::unexpected(std::move(column.error()));
  return std::move(column->path);
}

Expected<std::vector<query::SelectItem>> read_select(std::string_view text) {
  const std::string clean = without_blanks(text);
  auto parts = read_parameter("select", clean);
  if (!parts) return std::unexpected(std::move(parts.error()));
  if (parts->select.empty() || !is_balanced(clean))
    return failure("PGRST100", fmt::format("\"failed to parse select parameter ({})\"", clean),
                   "a parenthesis has no partner, or nothing is selected");
  return std::move(parts->select);
}

Expected<query::Addressed<query::Condition>> read_filter(std::string_view column, std::string_view operation,
                                                         std::string_view value) {
  auto place = read_column(column);
  if (!place) return std::unexpected(std::move(place.error()));
  auto parts = read_parameter("any", fmt::format("{}.{}", operation, value));
  if (!parts) return std::unexpected(std::move(parts.error()));
  query::Condition condition = std::move(parts->filters.at(0).value);
  condition.field = std::move(place->value);
  return query::Addressed<query::Condition>{std::move(place->path), std::move(condition)};
}

Expected<query::Addressed<query::Logic>> read_logic(std::string_view embed, std::string_view word,
                                                    std::string_view filters) {
  auto path = read_embed(embed);
  if (!path) return std::unexpected(std::move(path.error()));
  // As with columns: a part of our own shows whether the parentheses end where the text does.
  auto parts = read_parameter(std::string(word), fmt::format("({},end.is.null)", filters));
  if (parts) {
    query::Logic logic = std::move(parts->logic.at(0).value);
    const bool complete = logic.parts.size() > 1 && logic.parts.back().condition.field.name == "end";
    logic.parts.pop_back();
    if (complete) return query::Addressed<query::Logic>{*std::move(path), std::move(logic)};
  }
  parts = read_parameter(std::string(word), fmt::format("({})", filters));
  if (!parts) return std::unexpected(std::move(parts.error()));
  return failure("PGRST100", fmt::format("\"failed to parse logic tree (({}))\"", filters),
                 "a parenthesis has no partner");
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
  term = std::move(parts->order.front().value.front());
  if (term.direction || term.nulls) return bad_column(column);  // both are said by the other parameters
  return term;
}

Expected<std::vector<std::string>> read_names(std::string_view text) {
  auto parts = read_parameter("on_conflict", text);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return std::move(parts->on_conflict).value_or(std::vector<std::string>());
}

}  // namespace marque::client
