// What the tests of plans say over and over.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue_builder.hpp"
#include "query/plan.hpp"
#include "tree_builder.hpp"

namespace marque::query::plan_tests {

using Names = std::vector<std::string>;

inline PlanLimits limited_to(std::int64_t rows, bool aggregates = false) {
  PlanLimits limits;
  limits.maximum_rows = rows;
  limits.aggregates = aggregates;
  return limits;
}

inline PlanLimits with_aggregates() {
  PlanLimits limits;
  limits.aggregates = true;
  return limits;
}

/// The plan of a tree that has one.
inline ReadPlan planned(const Tree& tree, const pg::Catalogue& catalogue, PlanLimits limits = {}) {
  const auto plan = plan_read(tree, qualified(tree.relation), catalogue, limits);
  EXPECT_TRUE(plan) << (plan ? "" : core::describe(plan.error()));
  return plan ? *plan : ReadPlan{};
}

/// The error of a tree that has no plan.
inline Error plan_error(const Tree& tree, const pg::Catalogue& catalogue, PlanLimits limits = {}) {
  const auto plan = plan_read(tree, qualified(tree.relation), catalogue, limits);
  EXPECT_FALSE(plan);
  return plan ? Error("", "") : plan.error();
}

inline Names selected(const ReadPlan& plan) {
  Names names;
  for (const PlannedColumn& column : plan.select) names.push_back(column.field.name);
  return names;
}

/// Names of the embeds in their order, an alias as "alias:name".
inline Names embedded(const ReadPlan& plan) {
  Names names;
  for (const ReadPlan& child : plan.children) {
    names.push_back((child.alias ? *child.alias + ":" : "") + child.name);
  }
  return names;
}

inline std::string text_of(const pg::QualifiedName& name) {
  return name.schema.empty() ? name.name : name.schema + "." + name.name;
}

/// "left.a = right.b" for each join condition.
inline Names joins(const ReadPlan& plan) {
  Names texts;
  for (const JoinCondition& it : plan.join_conditions) {
    texts.push_back(text_of(it.left) + "." + it.left_column + " = " + text_of(it.right) + "." +
                    it.right_column);
  }
  return texts;
}

/// Conditions as "field" or "embed alias", in order.
inline Names conditions(const ReadPlan& plan) {
  Names names;
  for (const PlannedLogic& it : plan.where) {
    switch (it.kind) {
      case PlannedLogic::Kind::condition: names.push_back(it.field.name); break;
      case PlannedLogic::Kind::embed_is_null:
        names.push_back((it.negated ? "not null " : "null ") + it.embed_alias);
        break;
      case PlannedLogic::Kind::all: names.push_back("and"); break;
      case PlannedLogic::Kind::any: names.push_back("or"); break;
    }
  }
  return names;
}

inline Names lifted(const EmbedOutput& output) {
  Names names;
  for (const SpreadColumn& column : output.spread_columns) names.push_back(column.name);
  return names;
}

/// The brand of projects that the peer's own tests use, as far as needed here.
inline pg::Catalogue projects() {
  return CatalogueBuilder()
      .table("clients", {"id", {"name", "text"}})
      .table("projects", {"id", {"name", "text"}, "client_id"})
      .table("tasks", {"id", {"name", "text"}, "project_id"})
      .table("users", {"id", {"name", "text"}})
      .table("users_tasks", {"user_id", "task_id"}, {"user_id", "task_id"})
      .key("projects", "client_id", "clients", "id")
      .key("tasks", "project_id", "projects", "id")
      .key("users_tasks", "user_id", "users", "id")
      .key("users_tasks", "task_id", "tasks", "id")
      .junction("users_tasks", "user_id", "users", "task_id", "tasks")
      .build();
}

}  // namespace marque::query::plan_tests
