#include <algorithm>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "query/plan_fields.hpp"
#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

bool is_star(const PlannedField& field) { return field.name == "*"; }

/// The relation whose columns `*` stands for. The rows of a mutation or call are of the relation that their
/// alias names.
FieldScope columns_of(const ReadPlan& level, const PlanScope& scope) {
  const bool is_source = level.from == pg::QualifiedName{"", "pgrst_source"} && level.from_alias;
  const pg::QualifiedName relation =
      is_source ? pg::QualifiedName{scope.relation.schema, *level.from_alias} : level.from;
  return {scope.catalogue, scope.catalogue.relation(relation)};
}

/// `*` and, in a spread, `count()`.
bool may_expand(const PlannedColumn& column, bool in_spread) {
  return is_star(column.field) && (!column.aggregate || (in_spread && *column.aggregate == Aggregate::count));
}

using Names = std::vector<std::string>;

/// The only columns that the role may read; nothing where it may read all or none.
const Names* readable_columns(const FieldScope& fields, std::string_view role) {
  if (role.empty() || fields.relation == nullptr) return nullptr;
  const auto found = fields.relation->readable_columns.find(role);
  return found == fields.relation->readable_columns.end() ? nullptr : &found->second;
}

void expand_into(std::vector<PlannedColumn>& columns, PlannedColumn star, const FieldScope& fields,
                 const Names* readable) {
  if (star.aggregate) {
    star.field.whole_row = true;
    columns.push_back(std::move(star));
    return;
  }
  if (fields.relation == nullptr) return;
  for (const pg::Column& column : fields.relation->columns) {
    if (columns.size() >= maximum_columns) return;
    if (readable != nullptr && std::ranges::find(*readable, column.name) == readable->end()) continue;
    columns.push_back(star);
    columns.back().field = output_column(fields, column);
  }
}

void expand_level(ReadPlan& level, const FieldScope& fields, const Names* readable) {
  const bool in_spread = level.spread != SpreadKind::none;
  std::vector<PlannedColumn> columns;
  for (PlannedColumn& column : level.select) {
    if (column.field.path.empty() && may_expand(column, in_spread)) {
      expand_into(columns, std::move(column), fields, readable);
    } else {
      columns.push_back(std::move(column));
    }
  }
  level.select = std::move(columns);
}

void expand_levels(ReadPlan& level, const PlanScope& scope, bool is_aggregated) {
  is_aggregated = is_aggregated || level.spread == SpreadKind::to_many ||
                  std::ranges::any_of(level.select, [](const auto& it) { return it.aggregate.has_value(); });
  const bool in_spread = level.spread != SpreadKind::none;
  const bool has_star = std::ranges::any_of(
      level.select, [in_spread](const PlannedColumn& it) { return may_expand(it, in_spread); });
  if (has_star) {
    const FieldScope fields = columns_of(level, scope);
    const Names* readable = readable_columns(fields, scope.limits.star_role);
    if (is_aggregated || readable != nullptr || has_output_representation(fields))
      expand_level(level, fields, readable);
  }
  for (ReadPlan& child : level.children) expand_levels(child, scope, is_aggregated);
}

std::string aggregate_name(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::sum: return "sum";
    case Aggregate::average: return "avg";
    case Aggregate::count: return "count";
    case Aggregate::maximum: return "max";
    case Aggregate::minimum: break;
  }
  return "min";
}

/// `data->1->key->>2` comes out as "key", `data->3` as "data".
std::string last_key(const PlannedField& field) {
  for (const JsonStep& step : std::views::reverse(field.path)) {
    if (!step.is_index) return step.operand;
  }
  return field.name;
}

/// The name to give a column that has none of its own; nothing where PostgreSQL's name is right.
std::optional<std::string> implied_alias(const PlannedColumn& column, bool in_spread) {
  if (column.aggregate) {
    // The level above a spread has to know the name.
    if (in_spread) return aggregate_name(*column.aggregate);
    return std::nullopt;
  }
  if (!column.field.path.empty()) return last_key(column.field);
  if (!column.field.transform.empty()) return column.field.name;
  return std::nullopt;
}

}  // namespace

Result<void> expand_stars(ReadPlan& plan, const PlanScope& scope) {
  expand_levels(plan, scope, false);
  return {};
}

Result<void> add_column_aliases(ReadPlan& plan, const PlanScope& scope) {
  for (PlannedColumn& column : plan.select) {
    if (!column.alias) column.alias = implied_alias(column, plan.spread != SpreadKind::none);
  }
  for (ReadPlan& child : plan.children) (void)add_column_aliases(child, scope);
  return {};
}

}  // namespace marque::query
