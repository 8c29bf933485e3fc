#include <gtest/gtest.h>

#include "url_terms.hpp"

namespace marque::query {
namespace {

Addressed<Logic> logic(std::string_view query) {
  const auto all = read(query).logic;
  EXPECT_EQ(all.size(), 1U) << query;
  return all.at(0);
}

Logic equal(std::string name, std::string value) {
  return leaf(compared(column(std::move(name)), Operator::equal, std::move(value)));
}

TEST(ReadLogic, ReadsBothOperatorsAndNesting) {
  EXPECT_EQ(logic("and=(a.eq.1)").value, joined(Logic::Kind::all, {equal("a", "1")}));
  const auto inner = joined(Logic::Kind::all, {equal("b", "2"), equal("c", "3")});
  EXPECT_EQ(logic("or=(a.eq.1,and(b.eq.2,c.eq.3))").value,
            joined(Logic::Kind::any, {equal("a", "1"), inner}));
}

TEST(ReadLogic, ReadsPathsAndNegation) {
  EXPECT_EQ(logic("x.y.or=(a.eq.1)").path, (Path{"x", "y"}));
  EXPECT_FALSE(logic("x.or=(a.eq.1)").value.negated);
  const auto negated = logic("x.not.or=(a.eq.1)");
  EXPECT_EQ(negated.path, Path{"x"});
  EXPECT_TRUE(negated.value.negated);
  EXPECT_TRUE(logic("not.x.or=(a.eq.1)").value.negated) << "a not anywhere in the path negates";
  const auto inner = logic("and=(not.or(a.eq.1),b.not.eq.2)").value;
  EXPECT_TRUE(inner.parts.at(0).negated);
  EXPECT_TRUE(inner.parts.at(1).condition.negated);
}

TEST(ReadLogic, EndsValuesAtCommaAndParenthesis) {
  const auto value = [](std::string_view text) {
    return logic("or=(a.eq." + std::string(text) + ",b.eq.2)").value.parts.at(0).condition.value;
  };
  EXPECT_EQ(value("x y"), "x y");
  EXPECT_EQ(value("%22x,(y)%22"), "x,(y)");
  EXPECT_EQ(value("{1,2}"), "{1,2}");
  EXPECT_EQ(value("\"x\"y"), "\"x\"y");
  EXPECT_EQ(value("{1"), "{1");
  EXPECT_EQ(value(""), "");
}

TEST(ReadLogic, ReadsListsAndTruthInside) {
  const auto parts = logic("or=(a.in.(1,\"2,3\"),b.is.null)").value.parts;
  EXPECT_EQ(parts.at(0).condition.values, (std::vector<std::string>{"1", "2,3"}));
  EXPECT_EQ(parts.at(1).condition.comparison, Operator::is);
}

TEST(ReadLogic, LetsBlanksStandBetweenParts) {
  EXPECT_EQ(logic("and=( and ( id.in.( 1, 2 ) , id.eq.3 ) , or ( id.eq.2 ) )").value,
            logic("and=(and(id.in.(1, 2 ),id.eq.3 ),or(id.eq.2 ))").value);
}

TEST(ReadLogic, TakesOperatorsForColumnsWhereADotFollows) {
  EXPECT_EQ(logic("or=(and.eq.1,not.eq.2)").value,
            joined(Logic::Kind::any, {equal("and", "1"), equal("not", "2")}));
}

TEST(ReadLogic, IsNeverABareCondition) {
  EXPECT_EQ(logic("a->b.and=.eq.1").value, joined(Logic::Kind::all, {equal("a", "1")}));
}

}  // namespace
}  // namespace marque::query
