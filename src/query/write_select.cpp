#include <algorithm>
#include <utility>

#include "query/write_parts.hpp"

namespace marque::query {

namespace {

bool is_computed(const ReadPlan& plan) {
  return plan.relationship && plan.relationship->cardinality == pg::Cardinality::computed;
}

Fixed name_of(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::sum: return "SUM(";
    case Aggregate::average: return "AVG(";
    case Aggregate::count: return "COUNT(";
    case Aggregate::maximum: return "MAX(";
    case Aggregate::minimum: return "MIN(";
  }
  std::unreachable();
}

void write_converted(SqlText& text, Qualifier here, const PlannedField& field) {
  if (field.transform.empty()) return write_field(text, here, field);
  text.catalogue(field.transform).add("(");
  write_field(text, here, field);
  text.add(")");
}

void write_item(SqlText& text, Qualifier here, const PlannedColumn& column) {
  begin_aggregate(text, column.aggregate, column.aggregate_cast);
  if (column.cast) text.add("CAST( ");
  write_converted(text, here, column.field);
  if (column.cast) text.add(" AS ").type_words(*column.cast).add(" )");
  end_aggregate(text, column.aggregate, column.aggregate_cast);
  if (column.alias) text.add(" AS ").name(*column.alias);
}

void write_select_list(SqlText& text, Qualifier here, const ReadPlan& plan) {
  SqlList list(text, ", ");
  for (const auto& column : plan.select) write_item(list.next(), here, column);
  // Nothing selected and nothing embedded, as for `rel()`: whoever reads this level takes what it needs.
  if (plan.select.empty() && plan.children.empty()) list.next().column(here, "*");
  for (const auto& [embed_alias, column] : plan.spread_order_columns) {
    write_item(list.next(), embed_alias ? Qualifier::alias(*embed_alias) : here, column);
  }
  write_embed_items(list, plan);
}

void write_where(SqlText& text, Qualifier here, const ReadPlan& plan) {
  SqlList list(text, " AND ", " WHERE ");
  write_conditions(list, here, plan.where);
  write_join_conditions(list, plan.join_conditions);
}

bool is_grouped(const ReadPlan& plan) {
  const auto aggregates = [](const auto& column) { return column.aggregate.has_value(); };
  return std::ranges::any_of(plan.select, aggregates) ||
         std::ranges::any_of(plan.embeds, [&](const EmbedOutput& embed) {
           return std::ranges::any_of(embed.spread_columns, aggregates);
         });
}

/// Everything that is selected and not aggregated. No GROUP BY is needed where there is no such thing.
void write_groups(SqlList& list, Qualifier here, const ReadPlan& plan) {
  for (const auto& column : plan.select) {
    if (column.aggregate) continue;
    if (column.alias) {
      list.next().name(*column.alias);
    } else {
      write_field(list.next(), here, column.field);
    }
  }
  write_embed_groups(list, plan.embeds);
}

void write_order_term(SqlText& text, Qualifier here, const PlannedOrder& term) {
  write_field(text, term.embed_alias ? Qualifier::alias(*term.embed_alias) : here, term.field);
  if (term.direction) text.add(*term.direction == Direction::ascending ? Fixed(" ASC") : Fixed(" DESC"));
  if (term.nulls) text.add(*term.nulls == Nulls::first ? Fixed(" NULLS FIRST") : Fixed(" NULLS LAST"));
}

void write_range(SqlText& text, const Range& range) {
  if (!range.limit && range.offset.value_or(0) == 0) return;
  text.add(" LIMIT ");
  if (range.limit) {
    text.parameter(std::to_string(*range.limit));
  } else {
    text.add("ALL");
  }
  text.add(" OFFSET ").parameter(std::to_string(range.offset.value_or(0)));
}

}  // namespace

void begin_aggregate(SqlText& text, const std::optional<Aggregate>& aggregate,
                     const std::optional<std::string>& cast) {
  if (!aggregate) return;
  if (cast) text.add("CAST( ");
  text.add(name_of(*aggregate));
}

void end_aggregate(SqlText& text, const std::optional<Aggregate>& aggregate,
                   const std::optional<std::string>& cast) {
  if (!aggregate) return;
  text.add(")");
  if (cast) text.add(" AS ").type_words(*cast).add(" )");
}

Qualifier qualifier_of(const ReadPlan& plan) {
  if (plan.from_alias) return Qualifier::alias(*plan.from_alias);
  return is_computed(plan) ? Qualifier::alias(plan.relationship->function.name)
                           : Qualifier::relation(plan.from);
}

void write_from(SqlText& text, const ReadPlan& plan) {
  text.add(" FROM ");
  if (is_computed(plan)) {
    // The cast says which function it is where several have the name: pgrst_source has no type of its own.
    text.qualified(Qualifier::relation(plan.relationship->function)).add("(");
    text.name(plan.relationship_argument.name).add("::");
    text.qualified(Qualifier::relation(plan.relationship->relation)).add(")");
  } else {
    text.qualified(Qualifier::relation(plan.from));
  }
  if (plan.from_alias) text.add(" AS ").name(*plan.from_alias);
  if (plan.relationship && plan.relationship->cardinality == pg::Cardinality::many_to_many) {
    text.add(", ").qualified(Qualifier::relation(plan.relationship->junction.relation));
  }
}

void write_order(SqlText& text, Qualifier here, const std::vector<PlannedOrder>& order) {
  SqlList list(text, ", ", " ORDER BY ");
  for (const auto& term : order) write_order_term(list.next(), here, term);
}

void write_level(SqlText& text, const ReadPlan& plan) {
  const auto here = qualifier_of(plan);
  text.add("SELECT ");
  write_select_list(text, here, plan);
  write_from(text, plan);
  write_embed_joins(text, plan);
  write_where(text, here, plan);
  if (is_grouped(plan)) {
    SqlList groups(text, ", ", " GROUP BY ");
    write_groups(groups, here, plan);
  }
  write_order(text, here, plan.order);
  write_range(text, plan.range);
}

}  // namespace marque::query
