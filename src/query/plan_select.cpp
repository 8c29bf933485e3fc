#include <algorithm>
#include <string>
#include <variant>

#include "query/plan_fields.hpp"
#include "query/plan_passes.hpp"
#include "query/read_url.hpp"

namespace marque::query {
namespace {

bool nests_deeper(const std::vector<SelectItem>& items, int levels) {
  return std::ranges::any_of(items, [levels](const SelectItem& item) {
    const Embed* embed = std::get_if<Embed>(&item.value);
    return embed != nullptr && (levels == 0 || nests_deeper(embed->items, levels - 1));
  });
}

bool nests_deeper(const Logic& logic, int levels) {
  return std::ranges::any_of(
      logic.parts, [levels](const Logic& part) { return levels == 0 || nests_deeper(part, levels - 1); });
}

/// The URL's reader lets nothing deeper pass; trees that were built in C++ may still be.
bool is_too_deep(const Tree& tree) {
  return nests_deeper(tree.select, maximum_depth) ||
         std::ranges::any_of(tree.logic, [](const Addressed<Logic>& logic) {
           return nests_deeper(logic.value, maximum_depth);
         });
}

PlannedColumn planned_column(const FieldScope& scope, const SelectedColumn& column) {
  return {.field = output_field(scope, column.field),
          .alias = column.alias,
          .cast = column.cast,
          .aggregate = column.aggregate,
          .aggregate_cast = column.aggregate_cast};
}

ReadPlan level_of(const Embed& embed, const pg::QualifiedName& parent, int depth) {
  ReadPlan level;
  level.from = {parent.schema, embed.relation};
  level.name = embed.relation;
  level.alias = embed.alias;
  level.hint = embed.hint;
  level.join = embed.join;
  level.spread = embed.spread ? SpreadKind::to_one : SpreadKind::none;
  level.depth = depth;
  return level;
}

void add_items(ReadPlan& level, const std::vector<SelectItem>& items, const pg::Catalogue& catalogue) {
  const FieldScope fields{catalogue, catalogue.relation(level.from)};
  for (const SelectItem& item : items) {
    if (const auto* column = std::get_if<SelectedColumn>(&item.value)) {
      level.select.push_back(planned_column(fields, *column));
    } else {
      const Embed& embed = std::get<Embed>(item.value);
      ReadPlan& child = level.children.emplace_back(level_of(embed, level.from, level.depth + 1));
      add_items(child, embed.items, catalogue);
    }
  }
}

}  // namespace

Result<ReadPlan> plan_select(const PlanScope& scope) {
  if (is_too_deep(scope.tree)) return fail("PGRST100", "the query nests too deeply");
  ReadPlan root;
  root.from = scope.relation;
  root.name = scope.relation.name;
  add_items(root, scope.tree.select, scope.catalogue);
  return root;
}

}  // namespace marque::query
