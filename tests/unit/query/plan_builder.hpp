// plan_builder.hpp: plans by hand, in few words, as query/plan.hpp would make them of a request.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "query/plan.hpp"

namespace marque::query::testing {

inline PlannedField field(std::string name, std::vector<JsonStep> path = {}) {
  PlannedField made;
  made.name = std::move(name);
  made.to_json = !path.empty();
  made.path = std::move(path);
  return made;
}

inline PlannedField typed(std::string name, std::string type) {
  auto made = field(std::move(name));
  made.type = std::move(type);
  return made;
}

inline PlannedColumn column(std::string name) {
  PlannedColumn made;
  made.field = field(std::move(name));
  return made;
}

inline PlannedColumn aggregated(std::string name, Aggregate aggregate) {
  auto made = column(std::move(name));
  made.aggregate = aggregate;
  return made;
}

inline Condition compares(Operator comparison, std::string value) {
  Condition made;
  made.comparison = comparison;
  made.value = std::move(value);
  return made;
}

inline PlannedLogic where(PlannedField left, Condition condition) {
  PlannedLogic made;
  made.field = std::move(left);
  made.condition = std::move(condition);
  return made;
}

inline PlannedLogic equals(std::string name, std::string value) {
  return where(field(std::move(name)), compares(Operator::equal, std::move(value)));
}

inline PlannedLogic group(PlannedLogic::Kind kind, std::vector<PlannedLogic> parts, bool negated = false) {
  PlannedLogic made;
  made.kind = kind;
  made.negated = negated;
  made.parts = std::move(parts);
  return made;
}

inline PlannedLogic embed_is_null(std::string alias, bool negated = false) {
  PlannedLogic made;
  made.kind = PlannedLogic::Kind::embed_is_null;
  made.embed_alias = std::move(alias);
  made.negated = negated;
  return made;
}

inline PlannedOrder by(std::string name) {
  PlannedOrder made;
  made.field = field(std::move(name));
  return made;
}

/// `GET /name?select=*`
inline ReadPlan reads(std::string name) {
  ReadPlan made;
  made.from = {"test", name};
  made.name = std::move(name);
  made.select.push_back(column("*"));
  return made;
}

/// The same, of what a mutation or call gives back.
inline ReadPlan reads_source(std::string name) {
  auto made = reads(name);
  made.from = {"", "pgrst_source"};
  made.from_alias = std::move(name);
  return made;
}

/// `parent` embeds `relation`, joined by one column on each side ("parent_column", "column").
inline ReadPlan embedded(const ReadPlan& parent, std::string relation, pg::Cardinality cardinality,
                         std::pair<std::string, std::string> columns) {
  auto made = reads(relation);
  made.depth = parent.depth + 1;
  made.from_alias = relation + "_" + std::to_string(made.depth);
  made.aggregate_alias = parent.name + "_" + relation + "_" + std::to_string(made.depth);
  auto& relationship = made.relationship.emplace();
  relationship.relation = {"test", parent.name};
  relationship.foreign_relation = {"test", relation};
  relationship.cardinality = cardinality;
  const auto left = parent.from_alias ? pg::QualifiedName{"", *parent.from_alias} : parent.from;
  made.join_conditions = {{left, columns.first, {"", *made.from_alias}, columns.second}};
  return made;
}

/// Puts an embed into its parent, shown as an object or array under its own name, or spread.
inline void add_embed(ReadPlan& parent, ReadPlan child) {
  EmbedOutput shown;
  shown.name = child.alias.value_or(child.name);
  shown.aggregate_alias = child.aggregate_alias;
  shown.kind = child.relationship->is_to_one() ? EmbedOutput::Kind::object : EmbedOutput::Kind::array;
  if (child.spread != SpreadKind::none) shown.kind = EmbedOutput::Kind::spread;
  if (child.spread != SpreadKind::none) {
    for (const auto& selected : child.select) {
      shown.spread_columns.push_back({selected.alias.value_or(selected.field.name), {}, {}, {}});
    }
  }
  shown.is_empty = child.select.empty() && child.children.empty();
  parent.embeds.push_back(std::move(shown));
  parent.children.push_back(std::move(child));
}

inline MutationPlan mutates(Action action, std::string relation) {
  MutationPlan made;
  made.action = action;
  made.into = {"test", std::move(relation)};
  return made;
}

inline pg::RoutineParameter parameter(std::string name, std::string type) {
  return {std::move(name), type, type, true, false};
}

/// A function of `test` that gives one value of a scalar type.
inline pg::Routine scalar_function(std::string name, std::vector<pg::RoutineParameter> parameters) {
  pg::Routine made;
  made.name = {"test", std::move(name)};
  made.parameters = std::move(parameters);
  made.return_type = {"pg_catalog", "int4"};
  return made;
}

/// A function of `test` that gives rows of a relation.
inline pg::Routine rows_function(std::string name, std::vector<pg::RoutineParameter> parameters) {
  auto made = scalar_function(std::move(name), std::move(parameters));
  made.return_kind = pg::ReturnKind::composite;
  made.returns_set = true;
  return made;
}

inline CallPlan calls(pg::Routine routine) {
  CallPlan made;
  made.parameters = routine.parameters;
  made.routine = std::move(routine);
  return made;
}

}  // namespace marque::query::testing
