#include <array>
#include <string>

#include "query/plan.hpp"
#include "query/plan_passes.hpp"

namespace marque::query {

const std::string& shown_name(const ReadPlan& embed) { return embed.alias ? *embed.alias : embed.name; }

std::unordered_map<std::string_view, const ReadPlan*> embeds_by_shown_name(const ReadPlan& plan) {
  std::unordered_map<std::string_view, const ReadPlan*> named;
  for (const ReadPlan& child : plan.children) named.emplace(shown_name(child), &child);
  return named;
}

Result<ReadPlan> plan_read(const Tree& tree, const pg::QualifiedName& relation,
                           const pg::Catalogue& catalogue, const PlanLimits& limits) {
  using Pass = Result<void> (*)(ReadPlan&, const PlanScope&);
  constexpr std::array<Pass, 11> passes{
      place_by_path,      add_relationships,  expand_stars,      add_column_aliases,
      add_related_orders, add_null_filters,   add_embed_outputs, check_aggregates_allowed,
      lift_aggregates,    move_spread_orders, cap_ranges};
  const PlanScope scope{tree, relation, catalogue, limits};
  Result<ReadPlan> plan = plan_select(scope);
  if (!plan) return plan;
  for (const Pass pass : passes) {
    if (Result<void> done = pass(*plan, scope); !done) return fail(std::move(done.error()));
  }
  return plan;
}

bool has_default_select(const ReadPlan& plan) {
  return plan.children.empty() && plan.select.size() == 1 && plan.select.front().field.name == "*";
}

}  // namespace marque::query
