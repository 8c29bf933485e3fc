#include <string>
#include <utility>
#include <vector>

#include "query/find_relationship.hpp"
#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

using pg::Cardinality;
using pg::QualifiedName;
using pg::Relationship;

/// What the level above is called in the statement.
QualifiedName name_in_statement(const ReadPlan& parent, const QualifiedName& relation) {
  return parent.from_alias ? QualifiedName{"", *parent.from_alias} : relation;
}

std::vector<JoinCondition> direct_join(const ReadPlan& child, const ReadPlan& parent) {
  const Relationship& relationship = *child.relationship;
  std::vector<JoinCondition> conditions;
  for (const pg::ColumnPair& pair : relationship.columns) {
    conditions.push_back({.left = {"", *child.from_alias},
                          .left_column = pair.foreign_column,
                          .right = name_in_statement(parent, relationship.relation),
                          .right_column = pair.column});
  }
  return conditions;
}

/// Both sides go by the names of their relations: the junction stands beside the target, without alias.
std::vector<JoinCondition> junction_join(const ReadPlan& child, const ReadPlan& parent) {
  const Relationship& relationship = *child.relationship;
  const std::string& schema = relationship.relation.schema;
  const QualifiedName junction{schema, relationship.junction.relation.name};
  std::vector<JoinCondition> conditions;
  for (const pg::ColumnPair& pair : relationship.junction.target_columns) {
    conditions.push_back({.left = junction,
                          .left_column = pair.foreign_column,
                          .right = {schema, relationship.foreign_relation.name},
                          .right_column = pair.column});
  }
  for (const pg::ColumnPair& pair : relationship.junction.origin_columns) {
    conditions.push_back({.left = junction,
                          .left_column = pair.foreign_column,
                          .right = name_in_statement(parent, relationship.relation),
                          .right_column = pair.column});
  }
  return conditions;
}

/// Joins `child` to `parent` by the relationship that it has been given.
void join(ReadPlan& child, const ReadPlan& parent) {
  const Relationship& relationship = *child.relationship;
  const std::string depth = "_" + std::to_string(child.depth);
  child.from = relationship.foreign_relation;
  child.aggregate_alias = relationship.relation.name + "_" + shown_name(child) + depth;
  if (child.spread != SpreadKind::none && !relationship.is_to_one()) child.spread = SpreadKind::to_many;
  if (relationship.cardinality == Cardinality::many_to_many) {
    child.join_conditions = junction_join(child, parent);
    return;
  }
  child.from_alias = relationship.foreign_relation.name + depth;
  if (relationship.cardinality == Cardinality::computed) {
    child.relationship_argument = name_in_statement(parent, relationship.relation);
  } else {
    child.join_conditions = direct_join(child, parent);
  }
}

Result<void> add_to_children(ReadPlan& parent, const PlanScope& scope) {
  // The rows of a mutation or call go by the name of their relation.
  const std::string& origin = parent.depth == 0 && parent.from_alias ? *parent.from_alias : parent.from.name;
  for (ReadPlan& child : parent.children) {
    const auto found =
        find_relationship({scope.relation.schema, origin, child.name, child.hint}, scope.catalogue);
    if (!found) return fail(found.error());
    child.relationship = **found;
    join(child, parent);
    if (Result<void> done = add_to_children(child, scope); !done) return done;
  }
  return {};
}

}  // namespace

Result<void> add_relationships(ReadPlan& plan, const PlanScope& scope) {
  if (scope.from_source()) {
    plan.from_alias = plan.from.name;
    plan.from = {"", "pgrst_source"};
  }
  return add_to_children(plan, scope);
}

}  // namespace marque::query
