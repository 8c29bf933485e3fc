#include <algorithm>
#include <ranges>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "query/needed_columns.hpp"
#include "query/plan.hpp"
#include "query/plan_fields.hpp"

namespace marque::query {
namespace {

std::unexpected<Error> column_not_found(const std::string& column, const pg::Relation& relation) {
  return fail("PGRST204", "Could not find the '" + column + "' column of '" + relation.name.name +
                              "' in the schema cache");
}

Result<std::vector<PlannedField>> payload_columns(const std::vector<std::string>& keys,
                                                  const FieldScope& fields) {
  std::vector<PlannedField> columns;
  columns.reserve(keys.size());
  for (const std::string& key : keys) {
    const pg::Column* column = fields.relation->column(key);
    if (column == nullptr) return column_not_found(key, *fields.relation);
    columns.push_back(payload_field(fields, *column));
  }
  return columns;
}

/// The root's filters, then all logic, whatever its path.
std::vector<PlannedLogic> conditions_of(const Tree& tree, const FieldScope& fields) {
  std::vector<PlannedLogic> where;
  for (const auto& [path, condition] : tree.filters) {
    if (path.empty()) where.push_back(planned_condition(fields, condition));
  }
  for (const auto& [path, logic] : tree.logic) where.push_back(planned_logic(fields, logic));
  return where;
}

bool is_plain_equality(const Condition& condition) {
  return condition.comparison == Operator::equal && !condition.negated && !condition.quantifier;
}

/// PUT names one row by its whole key, and says nothing else.
bool names_one_row(const Tree& tree, const pg::Relation& relation) {
  if (!tree.logic.empty() || relation.primary_key.empty()) return false;
  std::set<std::string> named;
  for (const auto& [path, condition] : tree.filters) {
    if (!path.empty() || !condition.field.path.empty() || !is_plain_equality(condition)) return false;
    named.insert(condition.field.name);
  }
  return std::ranges::equal(named, std::set(relation.primary_key.begin(), relation.primary_key.end()));
}

std::unexpected<Error> not_one_row() {
  return fail("PGRST105", "Filters must include all and only primary key columns with 'eq' operators");
}

void plan_insert(MutationPlan& plan, const Tree& tree, const pg::Relation& relation) {
  plan.resolution = tree.preferences.resolution;
  if (plan.resolution) plan.conflict_columns = tree.on_conflict.value_or(relation.primary_key);
  plan.primary_key = relation.primary_key;
}

void plan_put(MutationPlan& plan, const Tree& tree, const FieldScope& fields) {
  plan.resolution = Resolution::merge_duplicates;
  plan.conflict_columns = fields.relation->primary_key;
  plan.where = conditions_of(tree, fields);
}

bool gives_rows_back(const Preferences& preferences) {
  return preferences.returning && *preferences.returning != Returning::minimal;
}

}  // namespace

Result<MutationPlan> plan_mutation(const Tree& tree, const pg::Relation& relation, Payload payload,
                                   const ReadPlan& read, const pg::Catalogue& catalogue) {
  const FieldScope fields{catalogue, &relation};
  if (tree.action == Action::put && !names_one_row(tree, relation)) return not_one_row();
  MutationPlan plan;
  plan.action = tree.action;
  plan.into = relation.name;
  if (tree.action != Action::remove) {
    auto columns = payload_columns(payload.keys, fields);
    if (!columns) return fail(std::move(columns.error()));
    plan.columns = *std::move(columns);
    plan.body = std::move(payload.json);
    plan.apply_defaults = tree.action != Action::put && tree.preferences.missing == Missing::apply_defaults;
  }
  switch (tree.action) {
    case Action::insert: plan_insert(plan, tree, relation); break;
    case Action::put: plan_put(plan, tree, fields); break;
    default: plan.where = conditions_of(tree, fields);
  }
  if (gives_rows_back(tree.preferences)) plan.returning = needed_columns(read, relation.primary_key);
  return plan;
}

}  // namespace marque::query
