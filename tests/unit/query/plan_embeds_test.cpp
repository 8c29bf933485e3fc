// Which relationship an embed is, how it is joined and what it is called (contracts/rest.md §8.2, §8.3, §20).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

TEST(Embeds, ManyToOneJoinsByItsKey) {
  const ReadPlan plan = planned(reads("projects", {"id", embed("clients", {"name"})}), projects());
  const ReadPlan& clients = plan.children.at(0);
  EXPECT_EQ(plan.from, qualified("projects"));
  EXPECT_EQ(plan.from_alias, std::nullopt);
  EXPECT_EQ(clients.from, qualified("clients"));
  EXPECT_EQ(clients.from_alias, "clients_1");
  EXPECT_EQ(clients.aggregate_alias, "projects_clients_1");
  EXPECT_EQ(joins(clients), Names{"clients_1.id = test.projects.client_id"});
  EXPECT_EQ(plan.embeds.at(0).kind, EmbedOutput::Kind::object);
  EXPECT_EQ(plan.embeds.at(0).name, "clients");
}

TEST(Embeds, LevelsBelowJoinToTheAliasAbove) {
  const ReadPlan plan =
      planned(reads("clients", {embed("ps:projects", {embed("tasks", {"id"})})}), projects());
  const ReadPlan& tasks = plan.children.at(0).children.at(0);
  EXPECT_EQ(plan.children[0].aggregate_alias, "clients_ps_1");
  EXPECT_EQ(plan.embeds.at(0).kind, EmbedOutput::Kind::array);
  EXPECT_EQ(plan.embeds.at(0).name, "ps");
  EXPECT_EQ(tasks.aggregate_alias, "projects_tasks_2");
  EXPECT_EQ(joins(tasks), Names{"tasks_2.project_id = projects_1.id"});
}

TEST(Embeds, ManyToManyHasNoAliasAndJoinsTheJunctionToBothSides) {
  const ReadPlan plan = planned(reads("users", {embed("tasks", {"id"})}), projects());
  const ReadPlan& tasks = plan.children.at(0);
  EXPECT_EQ(tasks.from_alias, std::nullopt);
  EXPECT_EQ(joins(tasks),
            (Names{"test.users_tasks.task_id = test.tasks.id", "test.users_tasks.user_id = test.users.id"}));
}

TEST(Embeds, RowsOfAMutationGoByTheNameOfTheirRelation) {
  const ReadPlan plan =
      planned(does(Action::insert, "projects", {"id", embed("clients", {"name"})}), projects());
  EXPECT_EQ(plan.from, (pg::QualifiedName{"", "pgrst_source"}));
  EXPECT_EQ(plan.from_alias, "projects");
  EXPECT_EQ(plan.name, "projects");
  EXPECT_EQ(joins(plan.children.at(0)), Names{"clients_1.id = projects.client_id"});
}

TEST(Embeds, ComputedOnesAreCalledWithTheRowAbove) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("games", {"id"})
                                      .table("designers", {"id"})
                                      .computed("computed_designers", "games", "designers", true)
                                      .computed("computed_games", "designers", "games", false)
                                      .build();
  const ReadPlan plan = planned(
      reads("games", {embed("computed_designers", {"id", embed("computed_games", {"id"})})}), catalogue);
  const ReadPlan& designers = plan.children.at(0);
  EXPECT_EQ(designers.from, qualified("designers"));
  EXPECT_EQ(designers.from_alias, "designers_1");
  EXPECT_EQ(designers.relationship_argument, qualified("games"));
  EXPECT_TRUE(designers.join_conditions.empty());
  EXPECT_EQ(designers.children.at(0).relationship_argument, (pg::QualifiedName{"", "designers_1"}));
  EXPECT_EQ(plan.embeds.at(0).kind, EmbedOutput::Kind::object);
  EXPECT_EQ(designers.embeds.at(0).kind, EmbedOutput::Kind::array);
}

TEST(Embeds, ATargetMayBeTheConstraintOrTheColumnOfTheKey) {
  for (const char* target : {"projects_client_id_fkey", "client_id"}) {
    const ReadPlan plan = planned(reads("projects", {embed(target, {"name"})}), projects());
    EXPECT_EQ(plan.children.at(0).from, qualified("clients"));
    EXPECT_EQ(plan.children.at(0).from_alias, "clients_1");
    EXPECT_EQ(plan.embeds.at(0).name, target);
  }
}

TEST(Embeds, ViewsAreNotFoundByConstraintOrColumn) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .view("client_view", {"id"})
                                      .table("projects", {"id", "client_id"})
                                      .key("projects", "client_id", "client_view", "id")
                                      .build();
  EXPECT_EQ(plan_error(reads("projects", {embed("client_id", {"id"})}), catalogue).code, "PGRST200");
  EXPECT_EQ(plan_error(reads("projects", {embed("projects_client_id_fkey", {"id"})}), catalogue).code,
            "PGRST200");
  EXPECT_TRUE(plan_read(reads("projects", {embed("client_view!client_id", {"id"})}), qualified("projects"),
                        catalogue, {}));
}

class Hint : public ::testing::TestWithParam<const char*> {};

TEST_P(Hint, ChooseTheRelationship) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("people", {"id"})
                                      .table("messages", {"id", "sender", "recipient"})
                                      .key("messages", "sender", "people", "id")
                                      .key("messages", "recipient", "people", "id")
                                      .build();
  const ReadPlan plan = planned(reads("messages", {embed(GetParam(), {"id"})}), catalogue);
  EXPECT_EQ(joins(plan.children.at(0)), Names{"people_1.id = test.messages.sender"});
}

INSTANTIATE_TEST_SUITE_P(Forms, Hint,
                         ::testing::Values("people!sender", "people!messages_sender_fkey", "sender",
                                           "from:messages_sender_fkey"));

TEST(Embeds, AJunctionIsAHint) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("sites", {"id"})
                                      .table("plans", {"id"})
                                      .junction("jobs", "site_id", "sites", "plan_id", "plans")
                                      .junction("main_jobs", "site_id", "sites", "plan_id", "plans")
                                      .build();
  const ReadPlan plan = planned(reads("sites", {embed("plans!main_jobs", {"id"})}), catalogue);
  EXPECT_EQ(plan.children.at(0).relationship->junction.relation, qualified("main_jobs"));
}

TEST(SelfReferences, TheNameMeansChildrenTheColumnTheParent) {
  const pg::Catalogue catalogue =
      CatalogueBuilder().table("family", {"id", "parent"}).key("family", "parent", "family", "id").build();
  const ReadPlan plan = planned(reads("family", {embed("children:family", {"id"}), embed("parent", {"id"}),
                                                 embed("again:family!parent", {"id"})}),
                                catalogue);
  EXPECT_EQ(joins(plan.children.at(0)), Names{"family_1.parent = test.family.id"});
  EXPECT_EQ(joins(plan.children.at(1)), Names{"family_1.id = test.family.parent"});
  EXPECT_EQ(plan.children.at(2).relationship->cardinality, pg::Cardinality::one_to_many);
}

TEST(SelfReferences, OneToOneCannotBePicked) {
  const pg::Catalogue catalogue =
      CatalogueBuilder().table("pairs", {"id", "other"}).unique_key("pairs", "other", "pairs", "id").build();
  EXPECT_EQ(plan_error(reads("pairs", {embed("pairs", {"id"})}), catalogue).code, "PGRST200");
  EXPECT_EQ(plan_error(reads("pairs", {embed("other", {"id"})}), catalogue).code, "PGRST200");
}

std::string candidate(const std::string& cardinality, const std::string& embedding,
                      const std::string& relationship) {
  return R"({"cardinality":")" + cardinality + R"(","embedding":")" + embedding + R"(","relationship":")" +
         relationship + R"("})";
}

TEST(Ambiguity, ListsTheCandidatesInOrder) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("agents", {"id", "department_id"})
                                      .table("departments", {"id", "head_id"})
                                      .key("agents", "department_id", "departments", "id")
                                      .key("departments", "head_id", "agents", "id")
                                      .junction("desks", "agent_id", "agents", "department_id", "departments")
                                      .build();
  const Error error = plan_error(reads("agents", {embed("departments", {"*"})}), catalogue);
  EXPECT_EQ(error.code, "PGRST201");
  EXPECT_EQ(error.message,
            "Could not embed because more than one relationship was found for 'agents' and 'departments'");
  for (const std::string& part :
       {candidate("one-to-many", "agents with departments",
                  "departments_head_id_fkey using agents(id) and departments(head_id)"),
        candidate("many-to-one", "agents with departments",
                  "agents_department_id_fkey using agents(department_id) and departments(id)"),
        candidate("many-to-many", "agents with departments",
                  "desks using desks_agent_id_fkey(agent_id) and desks_department_id_fkey(department_id)")}) {
    EXPECT_NE(error.detail.find(part), std::string::npos) << error.detail;
  }
  EXPECT_TRUE(error.detail.starts_with("[{") && error.detail.ends_with("}]"));
  EXPECT_NE(error.hint.find("'departments!departments_head_id_fkey'"), std::string::npos) << error.hint;
  EXPECT_TRUE(error.hint.starts_with("Try changing 'departments' to one of the following: 'departments!"));
  EXPECT_TRUE(error.hint.ends_with("'. Find the desired relationship in the 'details' key."));
}

TEST(Ambiguity, ColumnsOfACompositeKeyAreJoined) {
  const pg::Catalogue catalogue = CatalogueBuilder()
                                      .table("a", {"x", "y"})
                                      .table("b", {"p", "q", "r"})
                                      .composite_key("b", "a", {{"p", "x"}, {"q", "y"}}, "first")
                                      .composite_key("b", "a", {{"p", "x"}, {"r", "y"}}, "second")
                                      .build();
  EXPECT_EQ(plan_error(reads("b", {embed("a", {"*"})}), catalogue).detail,
            "[" + candidate("many-to-one", "b with a", "first using b(p, q) and a(x, y)") + "," +
                candidate("many-to-one", "b with a", "second using b(p, r) and a(x, y)") + "]");
}

TEST(MissingRelationship, NamesWhatWasSearched) {
  const Error error = plan_error(reads("projects", {embed("users!nothing", {"*"})}), projects());
  EXPECT_EQ(error.code, "PGRST200");
  EXPECT_EQ(error.message,
            "Could not find a relationship between 'projects' and 'users' in the schema cache");
  EXPECT_EQ(error.detail,
            "Searched for a foreign key relationship between 'projects' and 'users' using the hint 'nothing' "
            "in the schema 'test', but no matches were found.");
  EXPECT_EQ(
      plan_error(reads("projects", {embed("users", {"*"})}), projects()).detail,
      "Searched for a foreign key relationship between 'projects' and 'users' in the schema 'test', but "
      "no matches were found.");
}

TEST(MissingRelationship, BelowAnEmbedTheOriginIsTheRelationNotTheAlias) {
  const Error error =
      plan_error(reads("clients", {embed("ps:projects", {embed("users", {"id"})})}), projects());
  EXPECT_EQ(error.message,
            "Could not find a relationship between 'projects' and 'users' in the schema cache");
}

TEST(Output, NothingSelectedIsNotShown) {
  const ReadPlan plan =
      planned(reads("clients", {"id", embed("projects", {embed("tasks", {})}), embed("p2:projects", {"id"})}),
              projects());
  EXPECT_TRUE(plan.embeds.at(0).is_empty);
  EXPECT_FALSE(plan.embeds.at(1).is_empty);
  const ReadPlan below =
      planned(reads("clients", {"id", embed("projects", {embed("tasks", {"id"})})}), projects());
  EXPECT_FALSE(below.embeds.at(0).is_empty);
}

TEST(DefaultSelect, IsOneStarAndNoEmbed) {
  EXPECT_TRUE(has_default_select(planned(reads("projects", {"*"}), projects())));
  EXPECT_FALSE(has_default_select(planned(reads("projects", {"*", embed("clients", {})}), projects())));
  EXPECT_FALSE(has_default_select(planned(reads("projects", {"id"}), projects())));
  EXPECT_FALSE(has_default_select(planned(reads("projects", {"*", "*"}), projects())));
}

TEST(Depth, IsLimited) {
  Tree tree = reads("clients", {"id"});
  for (int level = 0; level < 5'000; ++level) {
    Embed outer = embed("clients", {});
    outer.items = std::move(tree.select);
    tree.select.clear();
    tree.select.push_back({std::move(outer)});
  }
  EXPECT_EQ(plan_error(tree, projects()).code, "PGRST100");
}

}  // namespace
}  // namespace marque::query::plan_tests
