#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

/// An aggregate on its way up, by the name that its column has.
struct Lifted {
  std::string column;
  Aggregate aggregate;
  std::optional<std::string> cast;
  std::optional<std::string> alias;
};

/// Takes the aggregates off the columns of a to-one spread.
std::vector<Lifted> taken_from(std::vector<PlannedColumn>& columns) {
  std::vector<Lifted> taken;
  for (PlannedColumn& column : columns) {
    if (!column.aggregate) continue;
    taken.push_back({.column = column.alias ? *column.alias : column.field.name,
                     .aggregate = *std::exchange(column.aggregate, std::nullopt),
                     .cast = std::exchange(column.aggregate_cast, std::nullopt),
                     .alias = column.alias});
  }
  return taken;
}

/// Of two with the same name the first counts, as in the select list.
void put_on(std::vector<SpreadColumn>& columns, const std::vector<Lifted>& aggregates) {
  std::map<std::string_view, const Lifted*> named;
  for (const Lifted& lifted : aggregates) named.emplace(lifted.column, &lifted);
  for (SpreadColumn& column : columns) {
    const auto found = named.find(column.name);
    if (found == named.end()) continue;
    column.aggregate = found->second->aggregate;
    column.aggregate_cast = found->second->cast;
    column.alias = found->second->alias;
  }
}

/// Handles a level and those below; gives what goes up from it.
std::vector<Lifted> lift(ReadPlan& level) {
  const bool is_passed_on = level.spread == SpreadKind::to_one && level.depth > 0;
  std::map<std::string, std::vector<Lifted>> by_child;
  std::vector<Lifted> from_below;
  for (ReadPlan& child : level.children) {
    std::vector<Lifted> lifted = lift(child);
    auto& target = is_passed_on ? from_below : by_child[child.aggregate_alias];
    std::ranges::move(lifted, std::back_inserter(target));
  }
  if (is_passed_on) {
    std::vector<Lifted> lifted = taken_from(level.select);
    std::ranges::move(from_below, std::back_inserter(lifted));
    return lifted;
  }
  for (EmbedOutput& output : level.embeds) {
    if (output.kind != EmbedOutput::Kind::spread) continue;
    const auto found = by_child.find(output.aggregate_alias);
    if (found != by_child.end()) put_on(output.spread_columns, found->second);
  }
  return {};
}

}  // namespace

Result<void> check_aggregates_allowed(ReadPlan& plan, const PlanScope& scope) {
  if (scope.limits.aggregates) return {};
  if (std::ranges::any_of(plan.select, [](const auto& it) { return it.aggregate.has_value(); })) {
    return fail("PGRST123", "Use of aggregate functions is not allowed");
  }
  for (ReadPlan& child : plan.children) {
    if (Result<void> done = check_aggregates_allowed(child, scope); !done) return done;
  }
  return {};
}

Result<void> lift_aggregates(ReadPlan& plan, const PlanScope&) {
  (void)lift(plan);
  return {};
}

}  // namespace marque::query
