#include <algorithm>
#include <span>
#include <stdexcept>

#include "query/write_parts.hpp"

namespace marque::query {

namespace {

/// More than this many times a sort term is not repeated, see write_sorted_rows().
constexpr std::size_t repeated_order_terms = 1024;

/// PostgreSQL's limit on the items of one SELECT (MaxTupleAttributeNumber).
constexpr std::size_t select_items = 1664;

/// The columns that the embed gives to its parent. Where there are more than PostgreSQL takes, it refuses the
/// embed's own SELECT (54011), so that levels above need not repeat them all: one keeps the shape.
std::span<const SpreadColumn> written_columns(const EmbedOutput& embed) {
  const std::span<const SpreadColumn> columns = embed.spread_columns;
  return columns.size() > select_items ? columns.first(1) : columns;
}

/// A to-many spread sorts inside of each array, since its rows become columns.
bool sorts_each_array(const EmbedOutput& embed, const ReadPlan& child) {
  return written_columns(embed).size() * child.spread_order.size() <= repeated_order_terms;
}

void write_array_columns(SqlText& text, const EmbedOutput& embed, const ReadPlan& child) {
  const auto alias = Qualifier::alias(embed.aggregate_alias);
  for (const auto& column : written_columns(embed)) {
    text.add(", COALESCE(json_agg(").column(alias, column.name);
    if (sorts_each_array(embed, child)) write_order(text, alias, child.spread_order);
    text.add("),'[]')::jsonb AS ").name(column.alias ? *column.alias : column.name);
  }
}

/// The child's rows. Columns times sort terms would let a short request ask for a very long statement, so
/// from some size on the rows are sorted once, before they are aggregated.
void write_sorted_rows(SqlText& text, const EmbedOutput& embed, const ReadPlan& child) {
  if (sorts_each_array(embed, child)) return write_level(text, child);
  text.add("SELECT * FROM (");
  write_level(text, child);
  text.add(") AS ").name(embed.aggregate_alias);
  write_order(text, Qualifier::alias(embed.aggregate_alias), child.spread_order);
}

void write_array_join(SqlText& text, const EmbedOutput& embed, const ReadPlan& child) {
  text.add("SELECT json_agg(").name(embed.aggregate_alias).add(")::jsonb AS ").name(embed.aggregate_alias);
  if (child.spread == SpreadKind::to_many) write_array_columns(text, embed, child);
  text.add(" FROM (");
  write_sorted_rows(text, embed, child);
  text.add(") AS ").name(embed.aggregate_alias);
}

bool is_array(const EmbedOutput& embed, const ReadPlan& child) {
  return embed.kind == EmbedOutput::Kind::array ||
         (embed.kind == EmbedOutput::Kind::spread && child.spread == SpreadKind::to_many);
}

void write_embed_join(SqlText& text, const EmbedOutput& embed, const ReadPlan& child) {
  const bool inner = child.join == Join::inner;
  const bool array = is_array(embed, child);
  text.add(inner ? Fixed(" INNER JOIN LATERAL (") : Fixed(" LEFT JOIN LATERAL ("));
  if (array) {
    write_array_join(text, embed, child);
  } else {
    write_level(text, child);
  }
  text.add(") AS ").name(embed.aggregate_alias).add(" ON ");
  if (inner && array) {
    text.name(embed.aggregate_alias).add(" IS NOT NULL");
  } else {
    text.add("TRUE");
  }
}

/// PostgreSQL refuses the second join of one name (42712). It does so with an empty one too, and a hundred
/// equal embeds do not write the first one a hundred times.
void write_repeated_join(SqlText& text, const EmbedOutput& embed) {
  text.add(" LEFT JOIN LATERAL (SELECT NULL) AS ").name(embed.aggregate_alias).add(" ON TRUE");
}

void write_spread_items(SqlList& list, const EmbedOutput& embed) {
  for (const auto& column : written_columns(embed)) {
    auto& text = list.next();
    begin_aggregate(text, column.aggregate, column.aggregate_cast);
    text.column(Qualifier::alias(embed.aggregate_alias), column.name);
    end_aggregate(text, column.aggregate, column.aggregate_cast);
    if (column.alias) text.add(" AS ").name(*column.alias);
  }
}

void write_embed_item(SqlText& text, const EmbedOutput& embed) {
  const std::string_view alias = embed.aggregate_alias;
  if (embed.kind == EmbedOutput::Kind::object) {
    text.add("row_to_json(").name(alias).add(".*)::jsonb");
  } else {
    text.add("COALESCE(").name(alias).add(".").name(alias).add(",'[]')");
  }
  text.add(" AS ").name(embed.name);
}

}  // namespace

EmbedIndex::EmbedIndex(const std::vector<ReadPlan>& children) {
  sorted_.reserve(children.size());
  for (const auto& child : children) sorted_.emplace_back(child.aggregate_alias, sorted_.size());
  std::ranges::sort(sorted_);
}

std::size_t EmbedIndex::find(std::string_view alias) const {
  const auto found = std::ranges::lower_bound(sorted_, std::pair(alias, std::size_t{0}));
  return found == sorted_.end() || found->first != alias ? sorted_.size() : found->second;
}

void write_embed_joins(SqlText& text, const ReadPlan& plan) {
  if (plan.embeds.empty()) return;
  const EmbedIndex index(plan.children);
  std::vector<bool> written(plan.children.size());
  for (const auto& embed : plan.embeds) {
    const auto position = index.find(embed.aggregate_alias);
    if (position == plan.children.size()) throw std::logic_error("an embed is shown that is not there");
    if (written[position]) {
      write_repeated_join(text, embed);
    } else {
      written[position] = true;
      write_embed_join(text, embed, plan.children[position]);
    }
  }
}

void write_embed_items(SqlList& list, const ReadPlan& plan) {
  for (const auto& embed : plan.embeds) {
    if (embed.kind == EmbedOutput::Kind::spread) {
      write_spread_items(list, embed);
    } else if (!embed.is_empty) {
      write_embed_item(list.next(), embed);
    }
  }
}

void write_embed_groups(SqlList& list, const std::vector<EmbedOutput>& embeds) {
  for (const auto& embed : embeds) {
    if (embed.kind != EmbedOutput::Kind::spread) list.next().name(embed.name);
    for (const auto& column : written_columns(embed)) {
      if (column.aggregate) continue;
      list.next().column(Qualifier::alias(embed.aggregate_alias), column.alias ? *column.alias : column.name);
    }
  }
}

}  // namespace marque::query
