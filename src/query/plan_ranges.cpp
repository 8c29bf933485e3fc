#include <algorithm>

#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

/// A range that ends before the first row, as limit=0 does, stays the empty range from the start.
Range capped(const Range& range, const std::optional<std::int64_t>& maximum_rows) {
  std::int64_t end = 0;
  if (range.limit && !__builtin_add_overflow(*range.limit, range.offset.value_or(0), &end) && end == 0) {
    return {.limit = 0, .offset = 0};
  }
  Range result = range;
  if (maximum_rows) result.limit = std::min(range.limit.value_or(*maximum_rows), *maximum_rows);
  return result;
}

void cap_levels(ReadPlan& level, const std::optional<std::int64_t>& maximum_rows) {
  level.range = capped(level.range, maximum_rows);
  for (ReadPlan& child : level.children) cap_levels(child, maximum_rows);
}

}  // namespace

Result<void> cap_ranges(ReadPlan& plan, const PlanScope& scope) {
  if (!scope.is_mutation()) cap_levels(plan, scope.limits.maximum_rows);
  return {};
}

}  // namespace marque::query
