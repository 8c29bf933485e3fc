// What a mutation writes, where, and what it gives back (contracts/rest.md §13).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

Result<MutationPlan> mutation(const Tree& tree, const pg::Catalogue& catalogue, Payload payload = {}) {
  const ReadPlan read = planned(tree, catalogue);
  return plan_mutation(tree, *catalogue.relation(qualified(tree.relation)), std::move(payload), read,
                       catalogue);
}

Names names_of(const std::vector<PlannedField>& fields) {
  Names names;
  for (const PlannedField& field : fields) names.push_back(field.name);
  return names;
}

Tree with_representation(Tree tree) {
  tree.preferences.returning = Returning::representation;
  return tree;
}

TEST(Insert, TakesThePayloadsColumnsWithTheirTypes) {
  BuiltColumn price("price", "app.money", "numeric");
  price.default_value = "0";
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("goods", {"id", price})
                                      .representation("json", "app.money", "\"app\".\"money\"")
                                      .build();
  const auto plan =
      mutation(does(Action::insert, "goods", {"*"}), catalogue, {R"([{"id":1,"price":2}])", {"id", "price"}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->into, qualified("goods"));
  EXPECT_EQ(plan->body, R"([{"id":1,"price":2}])");
  ASSERT_EQ(names_of(plan->columns), (Names{"id", "price"}));
  EXPECT_EQ(plan->columns[0].type, "integer");
  EXPECT_EQ(plan->columns[1].type, "json");
  EXPECT_EQ(plan->columns[1].transform, "\"app\".\"money\"");
  EXPECT_EQ(plan->columns[1].default_value, "0");
  EXPECT_EQ(plan->primary_key, Names{"id"});
  EXPECT_TRUE(plan->where.empty());
}

TEST(Insert, NamesTheFirstUnknownColumn) {
  const auto plan = mutation(does(Action::insert, "projects", {"*"}), projects(), {"{}", {"id", "x", "y"}});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, "PGRST204");
  EXPECT_EQ(plan.error().message, "Could not find the 'x' column of 'projects' in the schema cache");
}

TEST(Insert, ConflictsAreHandledOnlyWhereAsked) {
  Tree tree = does(Action::insert, "projects", {"*"});
  tree.on_conflict = Names{"name"};
  EXPECT_TRUE(mutation(tree, projects())->conflict_columns.empty());
  tree.preferences.resolution = Resolution::ignore_duplicates;
  EXPECT_EQ(mutation(tree, projects())->conflict_columns, Names{"name"});
  tree.on_conflict.reset();
  const auto plan = mutation(tree, projects());
  EXPECT_EQ(plan->conflict_columns, Names{"id"});
  EXPECT_EQ(plan->resolution, Resolution::ignore_duplicates);
}

TEST(Insert, FiltersDoNotCount) {
  Tree tree = does(Action::insert, "projects", {"*"});
  tree.filters = {{{}, equals("id")}};
  EXPECT_TRUE(mutation(tree, projects())->where.empty());
}

TEST(Update, TakesRootFiltersThenLogic) {
  Tree tree = does(Action::update, "projects", {"*", embed("tasks", {"id"})});
  tree.logic = {{{}, any_of({equals("id")})}};
  tree.filters = {{{}, equals("name")}, {{"tasks"}, equals("id")}, {{}, equals("id")}};
  tree.preferences.missing = Missing::apply_defaults;
  const auto plan = mutation(tree, projects(), {R"({"name":"x"})", {"name"}});
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->where.size(), 3U);
  EXPECT_EQ(plan->where[0].field.name, "name");
  EXPECT_EQ(plan->where[1].field.name, "id");
  EXPECT_EQ(plan->where[2].kind, PlannedLogic::Kind::any);
  EXPECT_TRUE(plan->apply_defaults);
  EXPECT_TRUE(plan->returning.empty());
}

TEST(Delete, TakesNoPayload) {
  Tree tree = does(Action::remove, "projects", {"*"});
  tree.filters = {{{}, equals("id")}};
  const auto plan = mutation(tree, projects(), {"{}", {"unknown"}});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->columns.empty());
  EXPECT_EQ(plan->where.size(), 1U);
}

TEST(Put, NamesOneRowByItsKey) {
  Tree tree = does(Action::put, "projects", {"*"});
  tree.filters = {{{}, equals("id")}};
  const auto plan = mutation(tree, projects(), {R"({"id":1})", {"id"}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->resolution, Resolution::merge_duplicates);
  EXPECT_EQ(plan->conflict_columns, Names{"id"});
  EXPECT_EQ(plan->where.size(), 1U);
  EXPECT_TRUE(plan->primary_key.empty());
}

TEST(Put, RefusesEverythingElse) {
  std::vector<std::vector<Addressed<Condition>>> wrong{{},
                                                       {{{}, equals("name")}},
                                                       {{{}, equals("id")}, {{}, equals("name")}},
                                                       {{{}, condition("id", Operator::greater)}},
                                                       {{{}, equals("id")}, {{"tasks"}, equals("id")}}};
  Condition negated = equals("id");
  negated.negated = true;
  Condition quantified = equals("id");
  quantified.quantifier = Quantifier::any;
  wrong.push_back({{{}, negated}});
  wrong.push_back({{{}, quantified}});
  for (const auto& filters : wrong) {
    Tree tree = does(Action::put, "projects", {"*", embed("tasks", {})});
    tree.filters = filters;
    const auto plan = mutation(tree, projects(), {"{}", {"unknown"}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, "PGRST105");
    EXPECT_EQ(plan.error().message,
              "Filters must include all and only primary key columns with 'eq' operators");
  }
}

TEST(Put, RefusesLogicAndRelationsWithoutKey) {
  Tree tree = does(Action::put, "projects", {"*"});
  tree.filters = {{{}, equals("id")}};
  tree.logic = {{{}, any_of({equals("id")})}};
  EXPECT_FALSE(mutation(tree, projects()));
  const pg::Catalogue keyless = CatalogueBuilder().table("keyless", {"x"}, {}).build();
  EXPECT_EQ(mutation(does(Action::put, "keyless", {"*"}), keyless).error().code, "PGRST105");
}

TEST(Returned, AreTheSelectedTheKeyAndWhatJoinsNeed) {
  Tree tree = with_representation(does(Action::insert, "projects", {"name", embed("clients", {"name"})}));
  EXPECT_EQ(mutation(tree, projects())->returning, (Names{"client_id", "id", "name"}));
  tree = with_representation(does(Action::insert, "users", {"name", embed("tasks", {"id"})}));
  EXPECT_EQ(mutation(tree, projects())->returning, (Names{"id", "name"}));
}

TEST(Returned, IsEverythingWithAStarOrAComputedEmbed) {
  Tree tree = with_representation(does(Action::insert, "projects", {"*", embed("clients", {"name"})}));
  EXPECT_EQ(mutation(tree, projects())->returning, Names{"*"});
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("games", {"id"})
                                      .table("designers", {"id"})
                                      .computed("designed_by", "games", "designers", true)
                                      .build();
  tree = with_representation(does(Action::insert, "games", {"id", embed("designed_by", {"id"})}));
  EXPECT_EQ(mutation(tree, catalogue)->returning, Names{"*"});
}

TEST(Returned, DependsOnThePreference) {
  Tree tree = does(Action::insert, "projects", {"name"});
  EXPECT_TRUE(mutation(tree, projects())->returning.empty());
  tree.preferences.returning = Returning::minimal;
  EXPECT_TRUE(mutation(tree, projects())->returning.empty());
  tree.preferences.returning = Returning::headers_only;
  EXPECT_EQ(mutation(tree, projects())->returning, (Names{"id", "name"}));
}

}  // namespace
}  // namespace marque::query::plan_tests
