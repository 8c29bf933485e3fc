#include "query/plan_passes.hpp"
#include "query/row_range.hpp"

namespace marque::query {
namespace {

void cap_levels(ReadPlan& level, const std::optional<std::int64_t>& maximum_rows) {
  level.range = restrict_range(level.range, maximum_rows);
  for (ReadPlan& child : level.children) cap_levels(child, maximum_rows);
}

}  // namespace

Result<void> cap_ranges(ReadPlan& plan, const PlanScope& scope) {
  if (!scope.is_mutation()) cap_levels(plan, scope.limits.maximum_rows);
  return {};
}

}  // namespace marque::query
