// Whatever a tree says, there is a plan or one error of the contract.
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

/// Picks from `values` by draws of RapidCheck, so that failures shrink.
template <class Value>
Value one_of(const std::vector<Value>& values) {
  return values.at(static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(values.size()))));
}

pg::Catalogue everything_related() {
  return CatalogueBuilder()
      .table("clients", {"id", "name"})
      .table("projects", {"id", "name", "client_id"})
      .table("tasks", {"id", "name", "project_id"})
      .key("projects", "client_id", "clients", "id")
      .key("tasks", "project_id", "projects", "id")
      .key("clients", "main_task", "tasks", "id")
      .build();
}

std::string any_name() {
  return one_of<std::string>(
      {"projects", "clients", "tasks", "projects", "clients", "client_id", "a", "unknown"});
}

Embed any_embed(int levels);

BuiltItem any_item(int levels) {
  if (levels > 0 && *rc::gen::inRange(0, 2) == 0) return any_embed(levels - 1);
  SelectedColumn selected = column(one_of<std::string>({"id", "name", "*", "unknown"}));
  if (*rc::gen::inRange(0, 4) == 0) selected.aggregate = Aggregate::count;
  return selected;
}

std::vector<BuiltItem> any_items(int levels) {
  std::vector<BuiltItem> items;
  for (int count = *rc::gen::inRange(0, 4); count > 0; --count) items.push_back(any_item(levels));
  return items;
}

Embed any_embed(int levels) {
  Embed result = embed(any_name(), any_items(levels));
  result.spread = *rc::gen::inRange(0, 3) == 0;
  if (!result.spread && *rc::gen::inRange(0, 3) == 0) result.alias = one_of<std::string>({"a", "b"});
  return result;
}

Path any_path() {
  Path path;
  for (int count = one_of<int>({0, 0, 1, 1, 2}); count > 0; --count) path.push_back(any_name());
  return path;
}

Tree any_tree() {
  Tree tree = does(one_of<Action>({Action::read, Action::read, Action::update, Action::call}),
                   one_of<std::string>({"projects", "clients", "tasks"}), any_items(3));
  for (int count = *rc::gen::inRange(0, 3); count > 0; --count) {
    tree.filters.push_back({any_path(), *rc::gen::inRange(0, 2) == 0 ? is_null(any_name()) : equals("id")});
  }
  if (*rc::gen::inRange(0, 3) == 0) tree.order.push_back({any_path(), {by("id"), by(any_name(), "id")}});
  if (*rc::gen::inRange(0, 3) == 0) tree.ranges.push_back({any_path(), {1, 1}});
  if (*rc::gen::inRange(0, 3) == 0) tree.logic.push_back({any_path(), any_of({is_null(any_name())})});
  return tree;
}

/// What the writer of SQL relies on.
void expect_whole(const ReadPlan& level) {
  RC_ASSERT(level.embeds.size() == level.children.size());
  for (std::size_t index = 0; index < level.children.size(); ++index) {
    const ReadPlan& child = level.children[index];
    RC_ASSERT(child.relationship.has_value());
    RC_ASSERT(child.depth == level.depth + 1);
    RC_ASSERT(level.embeds[index].aggregate_alias == child.aggregate_alias);
    RC_ASSERT((level.embeds[index].kind == EmbedOutput::Kind::spread) == (child.spread != SpreadKind::none));
    RC_ASSERT(child.spread_order.size() == child.spread_order_columns.size());
    RC_ASSERT(child.spread != SpreadKind::to_many || child.order.empty());
    expect_whole(child);
  }
}

TEST(AnyTree, HasAPlanOrAnErrorOfTheContract) {
  static const std::set<std::string> codes{"PGRST108", "PGRST118", "PGRST123",
                                           "PGRST127", "PGRST200", "PGRST201"};
  const pg::Catalogue catalogue = everything_related();
  rc::check([&catalogue] {
    const Tree tree = any_tree();
    const PlanLimits limits = limited_to(10, *rc::gen::inRange(0, 2) == 0);
    const auto plan = plan_read(tree, qualified(tree.relation), catalogue, limits);
    if (plan) {
      expect_whole(*plan);
    } else {
      RC_ASSERT(codes.contains(plan.error().code));
    }
  });
}

}  // namespace
}  // namespace marque::query::plan_tests
