#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "query/plan_fields.hpp"
#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

using EmbedNames = std::unordered_map<std::string_view, const ReadPlan*>;

std::unexpected<Error> not_embedded(const std::string& name) {
  return fail(Error("PGRST108", "'" + name + "' is not an embedded resource in this request")
                  .with_hint("Verify that '" + name + "' is included in the 'select' query parameter."));
}

std::unexpected<Error> not_to_one(const std::string& origin, const std::string& target) {
  return fail(Error("PGRST118", "A related order on '" + target + "' is not possible")
                  .with_detail("'" + origin + "' and '" + target +
                               "' do not form a many-to-one or one-to-one relationship"));
}

Result<void> relate_orders(ReadPlan& level) {
  const EmbedNames embeds = embeds_by_shown_name(level);
  for (PlannedOrder& term : level.order) {
    if (!term.embed_alias) continue;
    const auto found = embeds.find(*term.embed_alias);
    if (found == embeds.end()) return not_embedded(*term.embed_alias);
    const ReadPlan& embed = *found->second;
    if (!embed.relationship->is_to_one()) return not_to_one(level.from.name, shown_name(embed));
    term.embed_alias = embed.aggregate_alias;
  }
  return {};
}

bool is_null_test(const PlannedLogic& logic) {
  return logic.field.path.empty() && logic.condition.comparison == Operator::is &&
         logic.condition.truth == Truth::null;
}

void test_embeds(PlannedLogic& logic, const EmbedNames& embeds) {
  if (logic.kind != PlannedLogic::Kind::condition) {
    for (PlannedLogic& part : logic.parts) test_embeds(part, embeds);
    return;
  }
  const auto found = embeds.find(logic.field.name);
  if (found == embeds.end() || !is_null_test(logic)) return;
  PlannedLogic test;
  test.kind = PlannedLogic::Kind::embed_is_null;
  test.negated = logic.condition.negated;
  test.embed_alias = found->second->aggregate_alias;
  logic = std::move(test);
}

bool has_aggregate(const ReadPlan& spread) {
  const auto is_aggregated = [](const auto& column) { return column.aggregate.has_value(); };
  return std::ranges::any_of(spread.select, is_aggregated) ||
         std::ranges::any_of(spread.embeds, [&is_aggregated](const EmbedOutput& output) {
           return std::ranges::any_of(output.spread_columns, is_aggregated);
         });
}

/// Rows of a to-many spread become one array for each column; they can only be sorted by what is selected
/// below, under names that meet no other.
void move_order(ReadPlan& spread) {
  int number = 0;
  for (PlannedOrder& term : spread.order) {
    const std::string alias = spread.aggregate_alias + "_" + term.field.name + "_" + std::to_string(++number);
    SpreadOrderColumn column;
    column.embed_alias = std::move(term.embed_alias);
    column.column.field = std::move(term.field);
    column.column.alias = alias;
    spread.spread_order_columns.push_back(std::move(column));
    spread.spread_order.push_back({.embed_alias = std::nullopt,
                                   .field = unknown_field(alias),
                                   .direction = term.direction,
                                   .nulls = term.nulls});
  }
  spread.order.clear();
}

}  // namespace

Result<void> add_related_orders(ReadPlan& plan, const PlanScope& scope) {
  if (std::ranges::any_of(plan.order, [](const auto& term) { return term.embed_alias.has_value(); })) {
    if (Result<void> done = relate_orders(plan); !done) return done;
  }
  for (ReadPlan& child : plan.children) {
    if (Result<void> done = add_related_orders(child, scope); !done) return done;
  }
  return {};
}

Result<void> add_null_filters(ReadPlan& plan, const PlanScope& scope) {
  if (!plan.children.empty() && !plan.where.empty()) {
    const EmbedNames embeds = embeds_by_shown_name(plan);
    for (PlannedLogic& logic : plan.where) test_embeds(logic, embeds);
  }
  for (ReadPlan& child : plan.children) (void)add_null_filters(child, scope);
  return {};
}

Result<void> move_spread_orders(ReadPlan& plan, const PlanScope& scope) {
  if (plan.spread == SpreadKind::to_many) {
    if (has_aggregate(plan)) {
      return fail(
          Error("PGRST127", "Feature not implemented")
              .with_detail("Aggregates are not implemented for one-to-many or many-to-many spreads."));
    }
    move_order(plan);
  }
  for (ReadPlan& child : plan.children) {
    if (Result<void> done = move_spread_orders(child, scope); !done) return done;
  }
  return {};
}

}  // namespace marque::query
