// Filters, orders, ranges and logic find their level by path, and the order of embeds follows from it
// (contracts/rest.md §1, §6, §7, §8.6, §25).
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "plan_expect.hpp"

namespace marque::query::plan_tests {
namespace {

TEST(Paths, AnAliasOrTheTargetNamesAnEmbed) {
  Tree tree = reads("clients", {"id", embed("ps:projects", {"id", embed("tasks", {"id"})})});
  tree.filters = {{{"ps"}, equals("id")}, {{"projects", "tasks"}, equals("name")}};
  const ReadPlan plan = planned(tree, projects());
  EXPECT_EQ(conditions(plan.children.at(0)), Names{"id"});
  EXPECT_EQ(conditions(plan.children[0].children.at(0)), Names{"name"});
}

TEST(Paths, OfTwoWithOneNameTheFirstIsMeant) {
  Tree tree = reads("clients", {embed("a:projects", {"id"}), embed("b:projects", {"id"})});
  tree.filters = {{{"projects"}, equals("name")}};
  const ReadPlan plan = planned(tree, projects());
  EXPECT_EQ(embedded(plan), (Names{"a:projects", "b:projects"}));
  EXPECT_EQ(conditions(plan.children.at(0)), Names{"name"});
}

TEST(Paths, UnknownNamesSayWhatToDo) {
  Tree tree = reads("projects", {"id", embed("clients", {"id"})});
  tree.filters = {{{"clients", "nothing"}, equals("id")}};
  const Error error = plan_error(tree, projects());
  EXPECT_EQ(error.code, "PGRST108");
  EXPECT_EQ(error.message, "'nothing' is not an embedded resource in this request");
  EXPECT_EQ(error.hint, "Verify that 'nothing' is included in the 'select' query parameter.");
  EXPECT_EQ(error.detail, "");
}

TEST(Paths, TheLastUnknownNameIsTheOneReported) {
  Tree tree = reads("projects", {"id"});
  tree.filters = {{{"first"}, equals("id")}, {{"second"}, equals("id")}};
  tree.order = {{{"third"}, {by("id")}}};
  EXPECT_EQ(plan_error(tree, projects()).message, "'second' is not an embedded resource in this request");
}

TEST(Paths, AnUnknownNameComesBeforeAnUnknownRelationship) {
  Tree tree = reads("projects", {"id", embed("users", {"id"})});
  tree.logic = {{{"nothing"}, any_of({equals("id")})}};
  EXPECT_EQ(plan_error(tree, projects()).code, "PGRST108");
}

TEST(Paths, LogicComesBeforeFilters) {
  Tree tree = reads("projects", {"id"});
  tree.filters = {{{}, equals("id")}, {{}, equals("name")}};
  tree.logic = {{{}, any_of({equals("id")})}, {{}, any_of({equals("name")})}};
  EXPECT_EQ(conditions(planned(tree, projects())), (Names{"or", "or", "id", "name"}));
}

TEST(Paths, OfSeveralOrdersTheFirstCounts) {
  Tree tree = reads("projects", {"id"});
  tree.order = {{{}, {by("name")}}, {{}, {by("id")}}};
  const ReadPlan plan = planned(tree, projects());
  ASSERT_EQ(plan.order.size(), 1U);
  EXPECT_EQ(plan.order[0].field.name, "name");
}

TEST(Mutations, ShapeOnlyTheEmbeds) {
  Tree tree = does(Action::update, "projects", {"id", embed("tasks", {"id"})});
  tree.filters = {{{}, equals("id")}, {{"tasks"}, equals("name")}};
  tree.logic = {{{}, any_of({equals("id")})}, {{"tasks"}, any_of({equals("id")})}};
  tree.order = {{{}, {by("id")}}};
  tree.ranges = {{{}, {1, 0}}, {{"tasks"}, {1, 0}}, {{"unknown"}, {1, 0}}};
  const ReadPlan plan = planned(tree, projects(), limited_to(1));
  EXPECT_TRUE(plan.where.empty());
  EXPECT_EQ(plan.order.size(), 1U);
  EXPECT_EQ(plan.range, Range{});
  EXPECT_EQ(conditions(plan.children.at(0)), (Names{"or", "name"}));
  EXPECT_EQ(plan.children[0].range, Range{});
}

TEST(Ranges, AreCappedAtEveryLevel) {
  Tree tree = reads("clients", {"id", embed("projects", {"id", embed("tasks", {"id"})})});
  tree.ranges = {{{}, {std::nullopt, 3}}, {{"projects"}, {7, 2}}};
  const ReadPlan plan = planned(tree, projects(), limited_to(5));
  EXPECT_EQ(plan.range, (Range{5, 3}));
  EXPECT_EQ(plan.children.at(0).range, (Range{5, 2}));
  EXPECT_EQ(plan.children[0].children.at(0).range, (Range{5, std::nullopt}));
}

TEST(Ranges, LimitZeroStartsAtTheFirstRow) {
  Tree tree = reads("clients", {"id", embed("a:projects", {"id"}), embed("b:projects", {"id"})});
  tree.ranges = {{{"a"}, {0, std::nullopt}}, {{"b"}, {-2, std::nullopt}}};
  const ReadPlan plan = planned(tree, projects());
  for (const ReadPlan& child : plan.children) {
    EXPECT_EQ(child.range, child.alias == "a" ? (Range{0, 0}) : (Range{-2, std::nullopt}));
  }
}

TEST(Order, EmbedsThatAreNamedComeToTheFront) {
  Tree tree = reads("clients",
                    {embed("a:projects", {"id"}), embed("b:projects", {"id"}), embed("c:projects", {"id"})});
  tree.filters = {{{"c"}, equals("id")}};
  EXPECT_EQ(embedded(planned(tree, projects())), (Names{"c:projects", "a:projects", "b:projects"}));
  tree.logic = {{{"b"}, any_of({equals("id")})}};
  EXPECT_EQ(embedded(planned(tree, projects())), (Names{"b:projects", "c:projects", "a:projects"}));
}

TEST(Order, OfRangesIsThatOfTheirNamesHashes) {
  Tree tree = reads("clients", {embed("b:projects", {"id"}), embed("c:projects", {"id"}),
                                embed("a:projects", {"id"}), embed("d:projects", {"id"})});
  tree.ranges = {{{"b"}, {1, 0}}, {{"a"}, {1, 0}}, {{}, {1, 0}}, {{"c"}, {1, 0}}};
  EXPECT_EQ(embedded(planned(tree, projects())),
            (Names{"a:projects", "c:projects", "b:projects", "d:projects"}));
}

/// What the order of embeds must be: a list in which whatever is named moves to the front, the last first.
Names moved_to_front(Names names, const Names& named) {
  for (auto name = named.rbegin(); name != named.rend(); ++name) {
    const auto found = std::ranges::find_if(
        names, [&name](const std::string& it) { return it == *name + ":projects" || *name == "projects"; });
    std::ranges::rotate(names.begin(), found, found + 1);
  }
  return names;
}

TEST(Order, IsThatOfAListWhateverIsNamed) {
  const pg::Catalogue catalogue = projects();
  rc::check([&catalogue] {
    const auto count = *rc::gen::inRange(1, 12);
    Tree tree = reads("clients", {"id"});
    Names all;
    for (int number = 0; number < count; ++number) {
      const std::string name = std::string(1, static_cast<char>('a' + number)) + ":projects";
      tree.select.push_back({embed(name, {"id"})});
      all.push_back(name);
    }
    Names named;
    for (const int number : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, count + 1))) {
      named.push_back(number == count ? "projects" : std::string(1, static_cast<char>('a' + number)));
      tree.filters.push_back({{named.back()}, equals("id")});
    }
    RC_ASSERT(embedded(planned(tree, catalogue)) == moved_to_front(all, named));
  });
}

TEST(Order, ManyEmbedsAndManyPathsAreNoBurden) {
  Tree tree = reads("clients", {"id"});
  for (int number = 0; number < 5'000; ++number) {
    const std::string alias = "a" + std::to_string(number);
    tree.select.push_back({embed(alias + ":projects", {"id"})});
    tree.filters.push_back({{alias}, equals("id")});
  }
  EXPECT_EQ(planned(tree, projects()).children.size(), 5'000U);
}

}  // namespace
}  // namespace marque::query::plan_tests
