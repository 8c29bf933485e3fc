#include <stdexcept>
#include <utility>

#include "query/write_parts.hpp"

namespace marque::query {

namespace {

constexpr auto payload_rows = Qualifier{{}, "pgrst_body"};

// A row that is inserted counts one up; one that turns out to exist already counts down again, in ON
// CONFLICT. Both conditions always hold.
constexpr Fixed count_up =
    "set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0)"
    " + 1)::text, true) <> '0'";
constexpr Fixed count_down =
    "set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0)"
    " - 1)::text, true) <> '-1'";

bool merges(const MutationPlan& plan) {
  return plan.action == Action::put || plan.resolution == Resolution::merge_duplicates;
}

void write_names(SqlText& text, const std::vector<std::string>& names) {
  SqlList list(text, ", ");
  for (const auto& name : names) list.next().name(name);
}

void write_where(SqlText& text, Qualifier here, const std::vector<PlannedLogic>& conditions) {
  SqlList list(text, " AND ", " WHERE ");
  write_conditions(list, here, conditions);
}

void write_returning(SqlText& text, const MutationPlan& plan) {
  if (plan.returning.empty()) {
    text.add(" RETURNING 1");  // how many rows there are must show without the right to read them
    return;
  }
  SqlList list(text, ", ", " RETURNING ");
  for (const auto& column : plan.returning) list.next().column(Qualifier::relation(plan.into), column);
}

void write_merge(SqlText& text, const std::vector<PlannedField>& columns) {
  SqlList list(text, ", ", "DO UPDATE SET ");
  for (const auto& column : columns) list.next().name(column.name).add(" = EXCLUDED.").name(column.name);
  text.add(" WHERE ").add(count_down);
}

void write_conflict(SqlText& text, const MutationPlan& plan) {
  const bool resolves = plan.action == Action::put || plan.resolution;
  if (!resolves || plan.conflict_columns.empty()) return;
  text.add(" ON CONFLICT(");
  write_names(text, plan.conflict_columns);
  text.add(") ");
  if (merges(plan) && !plan.columns.empty()) {
    write_merge(text, plan.columns);
  } else {
    text.add("DO NOTHING");
  }
}

void write_insert_columns(SqlText& text, const std::vector<PlannedField>& columns) {
  if (columns.empty()) return;
  text.add("(");
  SqlList list(text, ", ");
  for (const auto& column : columns) list.next().name(column.name);
  text.add(")");
}

void write_insert(SqlText& text, MutationPlan& plan) {
  text.add("INSERT INTO ").qualified(Qualifier::relation(plan.into));
  write_insert_columns(text, plan.columns);
  SqlList list(text, ", ", " SELECT ");
  for (const auto& column : plan.columns) list.next().column(payload_rows, column.name);
  text.add(plan.columns.empty() ? Fixed(" SELECT ") : Fixed(" "));
  write_payload(text, std::move(plan.body), {plan.columns, plan.apply_defaults});
  if (merges(plan)) {
    SqlList conditions(text, " AND ", " WHERE ");
    conditions.next().add(count_up);
    // The row's key must be the URL's.
    if (plan.action == Action::put) write_conditions(conditions, payload_rows, plan.where);
  }
  write_conflict(text, plan);
  write_returning(text, plan);
}

/// Nothing is set, so no row is touched; the columns must still be there for whoever reads them.
void write_empty_update(SqlText& text, const MutationPlan& plan) {
  text.add("SELECT ");
  if (plan.returning.empty()) text.add("NULL");
  SqlList list(text, ", ");
  for (const auto& column : plan.returning) list.next().column(Qualifier::alias(plan.into.name), column);
  text.add(" FROM ").qualified(Qualifier::relation(plan.into)).add(" WHERE false");
}

void write_update(SqlText& text, MutationPlan& plan) {
  if (plan.columns.empty()) return write_empty_update(text, plan);
  text.add("UPDATE ").qualified(Qualifier::relation(plan.into));
  SqlList list(text, ", ", " SET ");
  for (const auto& column : plan.columns) {
    list.next().name(column.name).add(" = ").column(payload_rows, column.name);
  }
  text.add(" ");
  write_payload(text, std::move(plan.body), {plan.columns, plan.apply_defaults});
  write_where(text, Qualifier::relation(plan.into), plan.where);
  write_returning(text, plan);
}

void write_remove(SqlText& text, const MutationPlan& plan) {
  text.add("DELETE FROM ").qualified(Qualifier::relation(plan.into));
  write_where(text, Qualifier::relation(plan.into), plan.where);
  write_returning(text, plan);
}

}  // namespace

void write_mutation_query(SqlText& text, MutationPlan& plan) {
  switch (plan.action) {
    case Action::insert:
    case Action::put: return write_insert(text, plan);
    case Action::update: return write_update(text, plan);
    case Action::remove: return write_remove(text, plan);
    case Action::read:
    case Action::call: break;
  }
  throw std::logic_error("a mutation that changes nothing");
}

void write_location(SqlText& text, const std::vector<std::string>& primary_key) {
  text.add("CASE WHEN pg_catalog.count(").add(answer_rows).add(") = 1 THEN coalesce((");
  text.add("SELECT array_agg(part.key || '=' || coalesce('eq.' || part.value, 'is.null')) FROM");
  text.add(" (SELECT row_to_json(_.*) AS row FROM pgrst_source AS _ LIMIT 1) data,");
  text.add(" json_each_text(data.row) AS part WHERE part.key IN (");
  SqlList list(text, ", ");
  for (const auto& column : primary_key) list.next().literal(column);
  text.add(")), array[]::text[]) ELSE array[]::text[] END");
}

}  // namespace marque::query
