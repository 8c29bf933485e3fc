// select: columns, casts, aggregates, embeds and spreads (contracts/rest.md §4).
#include <utility>

#include "query/grammar.hpp"

namespace marque::query::grammar {
namespace {

/// `alias:`, if it is there. What begins like one and is none reads nothing.
std::optional<std::string> alias(Cursor& cursor) {
  return attempt(cursor, [&]() -> std::optional<std::string> {
    auto text = name(cursor);
    if (!text || !take(cursor, ':', Expected::colon) || !refuses(cursor, ':', Expected::colon))
      return std::nullopt;
    return text;
  });
}

/// What `!` says of an embed; the first of a kind counts.
struct EmbedMark {
  std::optional<std::string> hint;
  std::optional<Join> join;
};

/// What stands after "!".
bool embed_mark(Cursor& cursor, EmbedMark& mark) {
  std::optional<Join> join;
  if (try_word(cursor, "left", Expected::left)) {
    join = Join::left;
  } else if (try_word(cursor, "inner", Expected::inner)) {
    join = Join::inner;
  } else {
    auto hint = attempt(cursor, [&] { return name(cursor); });
    if (hint && !mark.hint) mark.hint = std::move(hint);
    return hint.has_value();
  }
  if (!mark.join) mark.join = join;
  return true;
}

/// Up to two of `!hint` and `!inner`. False if one is broken.
bool embed_marks(Cursor& cursor, EmbedMark& mark) {
  for (int count = 0; count < 2; ++count)
    if (take(cursor, '!', Expected::bang) && !embed_mark(cursor, mark)) return false;
  return true;
}

/// `name!hint!join` with "(" behind it.
bool embed_target(Cursor& cursor, Embed& embed) {
  EmbedMark mark;
  if (!embed_marks(cursor, mark) || !sees_word(cursor, "(", Expected::open)) return false;
  embed.hint = std::move(mark.hint);
  embed.join = mark.join;
  skip_blanks(cursor);
  return true;
}

std::optional<Embed> spread_head(Cursor& cursor) {
  Embed embed;
  embed.spread = true;
  skip_blanks(cursor);
  if (!take_word(cursor, "...", Expected::ellipsis)) return std::nullopt;
  auto relation = name(cursor);
  if (!relation) return std::nullopt;
  embed.relation = std::move(*relation);
  if (!embed_target(cursor, embed)) return std::nullopt;
  return embed;
}

std::optional<Embed> embed_head(Cursor& cursor) {
  Embed embed;
  skip_blanks(cursor);
  embed.alias = alias(cursor);
  auto relation = name(cursor);
  if (!relation || *relation == "count") return std::nullopt;  // count() is an aggregate
  embed.relation = std::move(*relation);
  if (!embed_target(cursor, embed)) return std::nullopt;
  return embed;
}

/// What may stand behind a column.
bool sees_end_of_column(Cursor& cursor) {
  return sees_word(cursor, ")", Expected::close) || sees_word(cursor, ",", Expected::comma) ||
         sees_end(cursor);
}

/// `::type`, if it is there. False if it is broken.
bool cast(Cursor& cursor, std::optional<std::string>& type) {
  const std::size_t start = cursor.position;
  if (!take_word(cursor, "::", Expected::cast)) return cursor.position == start;
  type = identifier(cursor);
  return type.has_value();
}

std::optional<Aggregate> aggregate_name(Cursor& cursor) {
  const std::size_t start = cursor.position;
  if (take_word(cursor, "sum", Expected::sum)) return Aggregate::sum;
  if (cursor.position != start) return std::nullopt;
  if (take_word(cursor, "avg", Expected::average)) return Aggregate::average;
  if (cursor.position != start) return std::nullopt;
  if (take_word(cursor, "count", Expected::count)) return Aggregate::count;
  if (cursor.position != start) return std::nullopt;
  if (try_word(cursor, "max", Expected::maximum)) return Aggregate::maximum;
  if (try_word(cursor, "min", Expected::minimum)) return Aggregate::minimum;
  return std::nullopt;
}

/// `.sum()`, if it is there.
std::optional<Aggregate> aggregate(Cursor& cursor) {
  return attempt(cursor, [&]() -> std::optional<Aggregate> {
    if (!take(cursor, '.', Expected::dot)) return std::nullopt;
    const auto found = aggregate_name(cursor);
    if (!found || !take_word(cursor, "()", Expected::call)) return std::nullopt;
    return found;
  });
}

std::optional<SelectedColumn> star(Cursor& cursor) {
  if (!take_word(cursor, "*", Expected::star) || !sees_end_of_column(cursor)) return std::nullopt;
  SelectedColumn column;
  column.field.name = "*";
  return column;
}

/// `alias:count()::cast`: how many rows.
std::optional<SelectedColumn> row_count(Cursor& cursor) {
  SelectedColumn column;
  column.field.name = "*";
  column.aggregate = Aggregate::count;
  column.alias = alias(cursor);
  if (!take_word(cursor, "count()", Expected::count_call) || !cast(cursor, column.aggregate_cast) ||
      !sees_end_of_column(cursor))
    return std::nullopt;
  return column;
}

std::optional<SelectedColumn> plain_column(Cursor& cursor) {
  SelectedColumn column;
  column.alias = alias(cursor);
  auto source = field(cursor);
  if (!source || !cast(cursor, column.cast)) return std::nullopt;
  column.field = std::move(*source);
  column.aggregate = aggregate(cursor);
  if (!cast(cursor, column.aggregate_cast) || !sees_end_of_column(cursor)) return std::nullopt;
  return column;
}

std::optional<SelectedColumn> selected_column(Cursor& cursor) {
  skip_blanks(cursor);
  auto column = attempt(cursor, [&] { return star(cursor); });
  if (!column) column = attempt(cursor, [&] { return row_count(cursor); });
  if (!column) column = plain_column(cursor);
  if (column) skip_blanks(cursor);
  return column;
}

/// The parenthesis of an embed.
bool embed_items(Cursor& cursor, Embed& embed) {
  if (!descend(cursor) || !select_items(cursor, embed.items)) return false;
  --cursor.depth;
  return take(cursor, ')', Expected::close);
}

bool select_item(Cursor& cursor, std::vector<SelectItem>& items) {
  auto embed = attempt(cursor, [&] { return spread_head(cursor); });
  if (!embed) embed = attempt(cursor, [&] { return embed_head(cursor); });
  if (embed) {
    if (!embed_items(cursor, *embed)) return false;
    items.push_back({std::move(*embed)});
    return true;
  }
  auto column = selected_column(cursor);
  if (!column) return false;
  items.push_back({std::move(*column)});
  return true;
}

}  // namespace

bool select_items(Cursor& cursor, std::vector<SelectItem>& items) {
  const std::size_t start = cursor.position;
  const auto item = [&] { return select_item(cursor, items); };
  return take_list(cursor, [&] { return take_comma(cursor); }, item) || cursor.position == start;
}

}  // namespace marque::query::grammar
