// Types, representations, stars and names of columns (contracts/rest.md §4, §5, §22).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

constexpr Aggregate sum = Aggregate::sum;

pg::Catalogue pictures() {
  return CatalogueBuilder()
      .table("pictures", {"id",
                          {"data", "jsonb"},
                          {"raw", "json"},
                          {"words", "tsvector"},
                          {"title", "text"},
                          {"colour", "app.colour", "integer"},
                          {"owner", "integer"}})
      .table("owners", {"id", {"name", "text"}})
      .key("pictures", "owner", "owners", "id")
      .representation("app.colour", "json", "\"app\".\"colour_out\"")
      .representation("json", "app.colour", "\"app\".\"colour_in\"")
      .representation("text", "app.colour", "\"app\".\"colour_of\"")
      .build();
}

PlannedColumn only_column(const SelectedColumn& selected) {
  return planned(reads("pictures", {selected}), pictures()).select.at(0);
}

PlannedField only_filter(const Condition& it) {
  Tree tree = reads("pictures", {"id"});
  tree.filters = {{{}, it}};
  return planned(tree, pictures()).where.at(0).field;
}

TEST(Columns, KnowTheirTypeAndHowToReachInside) {
  const std::vector<JsonStep> path{{.operand = "a", .is_index = false, .as_text = true}};
  EXPECT_FALSE(only_column(column("data", path)).field.to_json);
  EXPECT_FALSE(only_column(column("raw", path)).field.to_json);
  EXPECT_TRUE(only_column(column("title", path)).field.to_json);
  EXPECT_TRUE(only_column(column("nobody_knows", path)).field.to_json);
  EXPECT_EQ(only_column(column("data")).field.type, "jsonb");
  EXPECT_EQ(only_column(column("nobody_knows")).field.type, "");
}

TEST(Columns, PathsAreNamedByTheirLastKey) {
  const auto key = [](const char* name) { return JsonStep{name, false, false}; };
  const auto index = [](const char* position) { return JsonStep{position, true, true}; };
  EXPECT_EQ(only_column(column("data", {key("a"), key("b")})).alias, "b");
  EXPECT_EQ(only_column(column("data", {index("1"), key("b"), index("2")})).alias, "b");
  EXPECT_EQ(only_column(column("data", {index("3")})).alias, "data");
  SelectedColumn named = column("data", {key("a")});
  named.alias = "mine";
  EXPECT_EQ(only_column(named).alias, "mine");
  EXPECT_EQ(only_column(column("title")).alias, std::nullopt);
}

TEST(Representations, FormatWhatIsSelectedAndNameIt) {
  const PlannedColumn colour = only_column(column("colour"));
  EXPECT_EQ(colour.field.transform, "\"app\".\"colour_out\"");
  EXPECT_EQ(colour.field.type, "app.colour");
  EXPECT_EQ(colour.alias, "colour");
}

TEST(Representations, MakeAStarAListOfColumns) {
  const ReadPlan plan = planned(reads("pictures", {"*", embed("owners", {"*"})}), pictures());
  EXPECT_EQ(selected(plan), (Names{"id", "data", "raw", "words", "title", "colour", "owner"}));
  EXPECT_EQ(plan.select.at(5).field.transform, "\"app\".\"colour_out\"");
  EXPECT_FALSE(plan.select.at(1).field.to_json);
  EXPECT_EQ(selected(plan.children.at(0)), Names{"*"});
}

TEST(Representations, MakeAStarAListOfTheReturnedRelationsColumns) {
  EXPECT_EQ(selected(planned(does(Action::call, "pictures", {"*"}), pictures())).size(), 7U);
  EXPECT_EQ(selected(planned(does(Action::insert, "pictures", {"*"}), pictures())).size(), 7U);
}

TEST(Representations, ReadFilterValues) {
  const PlannedField colour = only_filter(equals("colour"));
  EXPECT_EQ(colour.transform, "\"app\".\"colour_of\"");
  EXPECT_EQ(colour.type, "text");
  EXPECT_EQ(colour.base_type, "integer");
}

TEST(TextSearch, WrapsWhatIsNoVector) {
  Condition search = condition("title", Operator::web_text_search, "fat");
  search.language = "english";
  EXPECT_EQ(only_filter(search).to_text_vector, ToTextVector{"english"});
  search.field.name = "data";
  EXPECT_EQ(only_filter(search).to_text_vector, ToTextVector{"english"});
  search.field.name = "words";
  EXPECT_EQ(only_filter(search).to_text_vector, std::nullopt);
  search.field.name = "nobody_knows";
  EXPECT_EQ(only_filter(search).to_text_vector, std::nullopt);
  EXPECT_EQ(only_filter(equals("title")).to_text_vector, std::nullopt);
}

TEST(Order, IsLookedUpInTheRootAtEveryLevel) {
  Tree tree = reads("pictures", {"id", embed("owners", {"id"})});
  tree.order = {{{}, {by("data"), by("title")}}, {{"owners"}, {by("raw"), by("name")}}};
  const ReadPlan plan = planned(tree, pictures());
  EXPECT_EQ(plan.order.at(0).field.type, "jsonb");
  EXPECT_FALSE(plan.order[0].field.to_json);
  EXPECT_TRUE(plan.order.at(1).field.to_json);
  EXPECT_EQ(plan.children.at(0).order.at(0).field.type, "json");
  EXPECT_EQ(plan.children[0].order.at(1).field.type, "");
}

TEST(Stars, BecomeColumnsBesideAnAggregateAndBelowIt) {
  const PlanLimits limits = with_aggregates();
  const ReadPlan plan =
      planned(reads("projects", {"*", aggregated("id", sum), embed("clients", {"*"})}), projects(), limits);
  EXPECT_EQ(selected(plan), (Names{"id", "name", "client_id", "id"}));
  EXPECT_EQ(selected(plan.children.at(0)), (Names{"id", "name"}));
  const ReadPlan counted =
      planned(reads("projects", {aggregated("*", Aggregate::count)}), projects(), limits);
  EXPECT_EQ(selected(counted), Names{"*"});
  EXPECT_FALSE(counted.select[0].field.whole_row);
}

TEST(Stars, StandForTheColumnsThatTheRoleMayRead) {
  pg::Catalogue catalogue = projects();
  catalogue.relations.at(qualified("projects")).readable_columns["guest"] = {"name", "id"};
  PlanLimits limits;
  limits.star_role = "guest";
  EXPECT_EQ(selected(planned(reads("projects", {"*"}), catalogue, limits)), (Names{"id", "name"}));
  limits.star_role = "owner";
  EXPECT_EQ(selected(planned(reads("projects", {"*"}), catalogue, limits)), Names{"*"});
  limits.star_role = "";
  EXPECT_EQ(selected(planned(reads("projects", {"*"}), catalogue, limits)), Names{"*"});
}

TEST(Stars, OfAnUnknownRelationBecomeNothing) {
  const PlanLimits limits = with_aggregates();
  const ReadPlan plan =
      planned(does(Action::call, "a_function", {"*", aggregated("n", sum)}), projects(), limits);
  EXPECT_EQ(selected(plan), Names{"n"});
}

TEST(Stars, ManyAreNoBurden) {
  Tree tree = reads("clients", {spread("projects", {})});
  auto& items = std::get<Embed>(tree.select[0].value).items;
  items.assign(20'000, all_columns());
  const ReadPlan plan = planned(tree, projects());
  EXPECT_LT(plan.children.at(0).select.size(), 2'100U);
  EXPECT_GT(plan.children[0].select.size(), 1'664U);
}

}  // namespace
}  // namespace marque::query::plan_tests
