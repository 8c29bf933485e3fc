// Orders by embeds and tests of embeds (contracts/rest.md §8.4, §8.5).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

Tree projects_by(OrderTerm term, const std::string& target) {
  Tree tree = reads("projects", {"id", embed(target, {"id"})});
  tree.order = {{{}, {std::move(term)}}};
  return tree;
}

TEST(RelatedOrder, SortsByTheEmbedsAlias) {
  const ReadPlan plan = planned(projects_by(by("clients", "name"), "clients"), projects());
  EXPECT_EQ(plan.order.at(0).embed_alias, "projects_clients_1");
  EXPECT_EQ(plan.order[0].field.name, "name");
  EXPECT_EQ(plan.order[0].field.type, "");
}

TEST(RelatedOrder, MeansTheAliasWhereThereIsOne) {
  EXPECT_EQ(planned(projects_by(by("c", "name"), "c:clients"), projects()).order.at(0).embed_alias,
            "projects_c_1");
  const Error error = plan_error(projects_by(by("clients", "name"), "c:clients"), projects());
  EXPECT_EQ(error.code, "PGRST108");
  EXPECT_EQ(error.message, "'clients' is not an embedded resource in this request");
}

TEST(RelatedOrder, NeedsAToOneRelationship) {
  Tree tree = reads("clients", {"id", embed("ps:projects", {"id"})});
  tree.order = {{{}, {by("ps", "id")}}};
  const Error error = plan_error(tree, projects());
  EXPECT_EQ(error.code, "PGRST118");
  EXPECT_EQ(error.message, "A related order on 'ps' is not possible");
  EXPECT_EQ(error.detail, "'clients' and 'ps' do not form a many-to-one or one-to-one relationship");
}

TEST(RelatedOrder, WorksInsideAnEmbed) {
  Tree tree = reads("clients", {"id", embed("projects", {"id", embed("clients", {"id"})})});
  tree.order = {{{"projects"}, {by("clients", "id")}}};
  EXPECT_EQ(planned(tree, projects()).children.at(0).order.at(0).embed_alias, "projects_clients_2");
}

TEST(NullFilters, TestTheEmbed) {
  Tree tree = reads("clients", {"id", embed("projects", {})});
  tree.filters = {{{}, is_null("projects")}, {{}, is_null("projects", true)}};
  EXPECT_EQ(conditions(planned(tree, projects())),
            (Names{"null clients_projects_1", "not null clients_projects_1"}));
}

TEST(NullFilters, TestTheEmbedInsideLogicToo) {
  Tree tree = reads("clients", {"id", embed("ps:projects", {})});
  tree.logic = {{{}, any_of({is_null("ps", true), equals("id")})}};
  const PlannedLogic logic = planned(tree, projects()).where.at(0);
  EXPECT_EQ(logic.parts.at(0).kind, PlannedLogic::Kind::embed_is_null);
  EXPECT_EQ(logic.parts[0].embed_alias, "clients_ps_1");
  EXPECT_EQ(logic.parts.at(1).kind, PlannedLogic::Kind::condition);
}

TEST(NullFilters, OtherTestsMeanAColumn) {
  Tree tree = reads("clients", {"id", embed("ps:projects", {})});
  Condition not_null = is_null("ps");
  not_null.truth = Truth::not_null;
  Condition inside = is_null("ps");
  inside.field.path = {{"a", false, false}};
  tree.filters = {{{}, equals("ps")}, {{}, not_null}, {{}, inside}, {{}, is_null("projects")}};
  EXPECT_EQ(conditions(planned(tree, projects())), (Names{"ps", "ps", "ps", "projects"}));
}

}  // namespace
}  // namespace marque::query::plan_tests
