// query/plan_passes.hpp: the steps from a tree to a ReadPlan, for plan_read.cpp alone. Their order decides
// which error a request gets that deserves several (contracts/rest.md §1).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "query/plan.hpp"
#include "query/tree.hpp"

namespace marque::query {

/// What every step may look at.
struct PlanScope {
  const Tree& tree;
  const pg::QualifiedName& relation;
  const pg::Catalogue& catalogue;
  const PlanLimits& limits;

  /// The rows come from a mutation or call instead of a relation.
  bool from_source() const { return tree.action != Action::read; }
  bool is_mutation() const { return from_source() && tree.action != Action::call; }
};

/// PostgreSQL refuses more than 1664 columns in one list. Beyond this many it makes no difference how many
/// there would be, and a hostile request cannot make us write them all.
inline constexpr std::size_t maximum_columns = 2'000;

/// The levels of the select list, without anything else. Error: PGRST100 for more than maximum_depth levels.
Result<ReadPlan> plan_select(const PlanScope& scope);

/// Filters, orders, ranges and logic, each at the level its path names. Error: PGRST108.
Result<void> place_by_path(ReadPlan& plan, const PlanScope& scope);

/// Relationships, joins and the names of levels. Errors: PGRST200, PGRST201.
Result<void> add_relationships(ReadPlan& plan, const PlanScope& scope);

/// `*` as columns where the statement needs them one by one.
Result<void> expand_stars(ReadPlan& plan, const PlanScope& scope);

/// Names for what would come out under another name.
Result<void> add_column_aliases(ReadPlan& plan, const PlanScope& scope);

/// Orders by a column of an embed. Errors: PGRST108, PGRST118.
Result<void> add_related_orders(ReadPlan& plan, const PlanScope& scope);

/// `embed=is.null` as a test of the embed.
Result<void> add_null_filters(ReadPlan& plan, const PlanScope& scope);

/// How embeds show in the level above.
Result<void> add_embed_outputs(ReadPlan& plan, const PlanScope& scope);

/// Error: PGRST123.
Result<void> check_aggregates_allowed(ReadPlan& plan, const PlanScope& scope);

/// Aggregates of to-one spreads go up to the nearest level that is none.
Result<void> lift_aggregates(ReadPlan& plan, const PlanScope& scope);

/// To-many spreads are sorted where their rows become arrays. Error: PGRST127.
Result<void> move_spread_orders(ReadPlan& plan, const PlanScope& scope);

/// db-max-rows.
Result<void> cap_ranges(ReadPlan& plan, const PlanScope& scope);

/// The name by which orders and null filters mean this embed: its alias, else as it was written.
const std::string& shown_name(const ReadPlan& embed);

/// By shown name; of several with one name, the first.
std::unordered_map<std::string_view, const ReadPlan*> embeds_by_shown_name(const ReadPlan& plan);

}  // namespace marque::query
