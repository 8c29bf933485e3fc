// Spreads, and aggregates in them (contracts/rest.md §8.7, §9).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

TEST(ToOneSpread, LiftsItsColumnsAndWhatItsEmbedsShow) {
  const ReadPlan plan = planned(
      reads("tasks", {"id", spread("projects", {"name", spread("clients", {"id"}), embed("tasks", {"id"})})}),
      projects());
  const EmbedOutput& output = plan.embeds.at(0);
  EXPECT_EQ(output.kind, EmbedOutput::Kind::spread);
  EXPECT_EQ(output.aggregate_alias, "tasks_projects_1");
  EXPECT_EQ(lifted(output), (Names{"name", "id", "tasks"}));
  EXPECT_EQ(plan.children.at(0).spread, SpreadKind::to_one);
}

TEST(ToOneSpread, LiftsAliases) {
  SelectedColumn named = column("name");
  named.alias = "project_name";
  const ReadPlan plan = planned(
      reads("tasks", {spread("projects", {named, column("data", {{"a", false, false}}), "*"})}), projects());
  EXPECT_EQ(lifted(plan.embeds.at(0)), (Names{"project_name", "a", "*"}));
}

TEST(ToManySpread, NamesEveryColumn) {
  const ReadPlan plan = planned(reads("clients", {"*", spread("projects", {"*"})}), projects());
  EXPECT_EQ(plan.children.at(0).spread, SpreadKind::to_many);
  EXPECT_EQ(selected(plan), Names{"*"});
  EXPECT_EQ(lifted(plan.embeds.at(0)), (Names{"id", "name", "client_id"}));
}

TEST(ToManySpread, NamesTheColumnsOfSpreadsBelow) {
  const ReadPlan plan =
      planned(reads("clients", {spread("projects", {"id", spread("clients", {"*"})})}), projects());
  EXPECT_EQ(lifted(plan.embeds.at(0)), (Names{"id", "id", "name"}));
}

TEST(ToManySpread, IsSortedWhereItsRowsBecomeArrays) {
  Tree tree = reads("clients", {spread("projects", {"id", embed("c:clients", {"id"})})});
  tree.order = {{{"projects"}, {by("name"), by("c", "id")}}};
  const ReadPlan plan = planned(tree, projects());
  const ReadPlan& spread_plan = plan.children.at(0);
  EXPECT_TRUE(spread_plan.order.empty());
  ASSERT_EQ(spread_plan.spread_order.size(), 2U);
  EXPECT_EQ(spread_plan.spread_order[0].field.name, "clients_projects_1_name_1");
  EXPECT_EQ(spread_plan.spread_order[1].field.name, "clients_projects_1_id_2");
  EXPECT_EQ(spread_plan.spread_order[1].embed_alias, std::nullopt);
  ASSERT_EQ(spread_plan.spread_order_columns.size(), 2U);
  EXPECT_EQ(spread_plan.spread_order_columns[0].column.alias, "clients_projects_1_name_1");
  EXPECT_EQ(spread_plan.spread_order_columns[0].embed_alias, std::nullopt);
  EXPECT_EQ(spread_plan.spread_order_columns[1].embed_alias, "projects_c_2");
  EXPECT_EQ(spread_plan.spread_order_columns[1].column.field.name, "id");
}

TEST(ToManySpread, TakesNoAggregates) {
  for (const auto& below :
       {reads("clients", {spread("projects", {aggregated("id", Aggregate::sum)})}),
        reads("clients", {spread("projects", {spread("clients", {aggregated("id", Aggregate::sum)})})})}) {
    const Error error = plan_error(below, projects(), with_aggregates());
    EXPECT_EQ(error.code, "PGRST127");
    EXPECT_EQ(error.message, "Feature not implemented");
    EXPECT_EQ(error.detail, "Aggregates are not implemented for one-to-many or many-to-many spreads.");
    EXPECT_EQ(plan_error(below, projects()).code, "PGRST123");
  }
}

TEST(ToManySpread, MayHaveAggregatesInItsEmbeds) {
  const ReadPlan plan =
      planned(reads("clients", {spread("projects", {embed("tasks", {aggregated("id", Aggregate::sum)})})}),
              projects(), with_aggregates());
  EXPECT_EQ(plan.children.at(0).children.at(0).select.at(0).aggregate, Aggregate::sum);
}

TEST(Aggregates, NeedPermissionAtEveryLevel) {
  EXPECT_EQ(plan_error(reads("projects", {aggregated("id", Aggregate::maximum)}), projects()).message,
            "Use of aggregate functions is not allowed");
  EXPECT_EQ(
      plan_error(reads("clients", {embed("projects", {aggregated("*", Aggregate::count)})}), projects()).code,
      "PGRST123");
  EXPECT_TRUE(planned(reads("projects", {"count"}), projects()).select.at(0).aggregate == std::nullopt);
}

TEST(Aggregates, AreCheckedAfterRelatedOrders) {
  Tree tree = reads("projects", {aggregated("id", Aggregate::sum)});
  tree.order = {{{}, {by("clients", "id")}}};
  EXPECT_EQ(plan_error(tree, projects()).code, "PGRST108");
}

TEST(Aggregates, OfToOneSpreadsGoUpToTheFirstLevelThatIsNone) {
  SelectedColumn total = aggregated("id", Aggregate::sum);
  total.alias = "total";
  total.aggregate_cast = "text";
  const ReadPlan plan = planned(
      reads("tasks", {spread("projects", {aggregated("id", Aggregate::maximum),
                                          spread("clients", {total, aggregated("*", Aggregate::count)})})}),
      projects(), with_aggregates());
  const std::vector<SpreadColumn>& columns = plan.embeds.at(0).spread_columns;
  ASSERT_EQ(lifted(plan.embeds[0]), (Names{"max", "total", "count"}));
  EXPECT_EQ(columns[0].aggregate, Aggregate::maximum);
  EXPECT_EQ(columns[0].alias, "max");
  EXPECT_EQ(columns[1].aggregate, Aggregate::sum);
  EXPECT_EQ(columns[1].alias, "total");
  EXPECT_EQ(columns[1].aggregate_cast, "text");
  EXPECT_EQ(columns[2].aggregate, Aggregate::count);
  const ReadPlan& middle = plan.children.at(0);
  EXPECT_EQ(middle.embeds.at(0).spread_columns.at(0).aggregate, std::nullopt);
  EXPECT_EQ(middle.select.at(0).aggregate, std::nullopt);
  EXPECT_EQ(middle.select[0].alias, "max");
  const ReadPlan& lowest = middle.children.at(0);
  EXPECT_EQ(lowest.select.at(0).aggregate, std::nullopt);
  EXPECT_EQ(lowest.select[0].aggregate_cast, std::nullopt);
  EXPECT_TRUE(lowest.select.at(1).field.whole_row);
}

TEST(Aggregates, StayInEmbeds) {
  const ReadPlan plan =
      planned(reads("clients", {embed("projects", {spread("clients", {aggregated("id", Aggregate::sum)})})}),
              projects(), with_aggregates());
  const ReadPlan& below = plan.children.at(0);
  EXPECT_EQ(below.embeds.at(0).spread_columns.at(0).aggregate, Aggregate::sum);
  EXPECT_EQ(plan.embeds.at(0).kind, EmbedOutput::Kind::array);
}

TEST(Aggregates, OutsideSpreadsHaveNoImpliedName) {
  const ReadPlan plan =
      planned(reads("projects", {aggregated("id", Aggregate::average)}), projects(), with_aggregates());
  EXPECT_EQ(plan.select.at(0).alias, std::nullopt);
}

TEST(Spreads, DeepOnesAreNoBurden) {
  Embed innermost = spread("clients", {});
  for (int number = 0; number < 3'000; ++number) innermost.items.push_back(BuiltItem("id").item);
  for (int level = 0; level < 99; ++level) {
    Embed outer = spread("projects", {});
    outer.items.push_back({std::move(innermost)});
    innermost = spread("clients", {});
    innermost.items.push_back({std::move(outer)});
  }
  Tree tree = reads("projects", {"id"});
  tree.select.push_back({std::move(innermost)});
  const ReadPlan plan = planned(tree, projects());
  EXPECT_LE(plan.embeds.at(0).spread_columns.size(), 3'000U);
}

}  // namespace
}  // namespace marque::query::plan_tests
