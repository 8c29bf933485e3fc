// What a function is called with, and what is read of its result (contracts/rest.md §14).
#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

pg::RoutineParameter parameter(std::string name, bool required = true, bool variadic = false) {
  return {std::move(name), "text", "text", required, variadic};
}

pg::Routine routine_of(const std::vector<pg::RoutineParameter>& parameters) {
  return CatalogueBuilder().routine("f", parameters).build().routines.at(qualified("f")).at(0);
}

CallPlan called(const std::vector<pg::RoutineParameter>& parameters, const Names& names,
                std::optional<std::vector<std::pair<std::string, std::string>>> arguments,
                std::optional<std::string> body = std::nullopt) {
  return plan_call(routine_of(parameters), names, std::move(arguments), std::move(body),
                   planned(does(Action::call, "f", {"*"}), projects()));
}

TEST(Call, PassesOnlyWhatIsGivenInTheFunctionsOrder) {
  const CallPlan plan =
      called({parameter("b"), parameter("a"), parameter("c", false)}, {"a", "b"}, {{{"a", "1"}, {"b", "2"}}});
  ASSERT_EQ(plan.parameters.size(), 2U);
  EXPECT_EQ(plan.parameters[0].name, "b");
  EXPECT_EQ(plan.parameters[1].name, "a");
  EXPECT_TRUE(plan.direct);
  EXPECT_FALSE(plan.positional);
  ASSERT_EQ(plan.arguments.size(), 2U);
  EXPECT_EQ(plan.arguments[0].values, Names{"1"});
}

TEST(Call, OfRepeatedArgumentsTheLastCounts) {
  const CallPlan plan = called({parameter("a")}, {"a"}, {{{"a", "1"}, {"a", "2"}}});
  EXPECT_EQ(plan.arguments.at(0).values, Names{"2"});
}

TEST(Call, AVariadicParameterTakesThemAll) {
  const CallPlan plan = called({parameter("a"), parameter("v", true, true)}, {"a", "v"},
                               {{{"v", "1"}, {"a", "x"}, {"a", "y"}, {"v", "2"}}});
  ASSERT_EQ(plan.arguments.size(), 2U);
  EXPECT_EQ(plan.arguments[0].values, Names{"y"});
  EXPECT_EQ(plan.arguments[1].values, (Names{"1", "2"}));
  EXPECT_TRUE(plan.arguments[1].variadic);
}

TEST(Call, ABodyIsParsedByTheDatabase) {
  const CallPlan plan = called({parameter("a")}, {"a"}, std::nullopt, R"({"a":1})");
  EXPECT_FALSE(plan.direct);
  EXPECT_EQ(plan.body, R"({"a":1})");
  EXPECT_EQ(plan.parameters.size(), 1U);
}

TEST(Call, OneUnnamedParameterTakesTheBody) {
  const CallPlan plan = called({parameter("")}, {}, std::nullopt, "raw");
  EXPECT_TRUE(plan.positional);
  EXPECT_EQ(plan.body, "raw");
  const CallPlan by_get = called({parameter("", false)}, {}, {{}});
  EXPECT_TRUE(by_get.positional);
  EXPECT_FALSE(by_get.direct);
  EXPECT_EQ(by_get.body, "{}");
}

TEST(Call, ReturnsWhatIsSelectedAndWhatFiltersNeed) {
  Tree tree = does(Action::call, "projects", {"name", embed("clients", {"id"})});
  tree.filters = {{{}, equals("id")}, {{"clients"}, equals("name")}};
  tree.logic = {{{}, any_of({equals("z"), is_null("clients")})}};
  const CallPlan plan = plan_call(routine_of({}), {}, std::nullopt, std::nullopt, planned(tree, projects()));
  EXPECT_EQ(plan.returning, (Names{"client_id", "name"}));
  EXPECT_EQ(plan.filter_fields, (Names{"id", "name", "projects_clients_1", "z"}));
}

TEST(Call, ReadsFromTheCallByTheNameOfWhatItReturns) {
  const ReadPlan plan = planned(does(Action::call, "projects", {"id", embed("clients", {"id"})}), projects());
  EXPECT_EQ(plan.from, (pg::QualifiedName{"", "pgrst_source"}));
  EXPECT_EQ(joins(plan.children.at(0)), Names{"clients_1.id = projects.client_id"});
}

}  // namespace
}  // namespace marque::query::plan_tests
