// Conditions: operators, values, logic, JSON paths, representations.
#include <gtest/gtest.h>

#include "plan_builder.hpp"
#include "query/write_parts.hpp"

namespace marque::query {
namespace {

using namespace testing;
using Kind = PlannedLogic::Kind;

/// The text for a relation `t` without schema, and the values after it: `"t"."a" = $1 [5]`.
std::string written(const PlannedLogic& logic) {
  SqlText text;
  write_logic(text, Qualifier::alias("t"), logic);
  const auto statement = std::move(text).take();
  std::string shown = statement.sql;
  for (const auto& value : statement.parameters) shown += " [" + value.value_or("NULL") + "]";
  return shown;
}

std::string written(Operator comparison, std::string value) {
  return written(where(field("a"), compares(comparison, std::move(value))));
}

TEST(WriteCondition, HasAnSqlOperatorForEachOfTheUrl) {
  EXPECT_EQ(written(Operator::equal, "5"), R"("t"."a" = $1 [5])");
  EXPECT_EQ(written(Operator::not_equal, "5"), R"("t"."a" <> $1 [5])");
  EXPECT_EQ(written(Operator::greater, "5"), R"("t"."a" > $1 [5])");
  EXPECT_EQ(written(Operator::greater_or_equal, "5"), R"("t"."a" >= $1 [5])");
  EXPECT_EQ(written(Operator::less, "5"), R"("t"."a" < $1 [5])");
  EXPECT_EQ(written(Operator::less_or_equal, "5"), R"("t"."a" <= $1 [5])");
  EXPECT_EQ(written(Operator::match, "^a*"), R"("t"."a" ~ $1 [^a*])");
  EXPECT_EQ(written(Operator::imatch, "^a*"), R"("t"."a" ~* $1 [^a*])");
  EXPECT_EQ(written(Operator::is_distinct, "5"), R"("t"."a" IS DISTINCT FROM $1 [5])");
  EXPECT_EQ(written(Operator::contains, "{1}"), R"("t"."a" @> $1 [{1}])");
  EXPECT_EQ(written(Operator::contained, "{1}"), R"("t"."a" <@ $1 [{1}])");
  EXPECT_EQ(written(Operator::overlaps, "{1}"), R"("t"."a" && $1 [{1}])");
  EXPECT_EQ(written(Operator::strictly_left, "[1,2]"), R"("t"."a" << $1 [[1,2]])");
  EXPECT_EQ(written(Operator::strictly_right, "[1,2]"), R"("t"."a" >> $1 [[1,2]])");
  EXPECT_EQ(written(Operator::not_extends_right, "[1,2]"), R"("t"."a" &< $1 [[1,2]])");
  EXPECT_EQ(written(Operator::not_extends_left, "[1,2]"), R"("t"."a" &> $1 [[1,2]])");
  EXPECT_EQ(written(Operator::adjacent, "[1,2]"), R"("t"."a" -|- $1 [[1,2]])");
}

TEST(WriteCondition, TakesTheUrlsWildcardForSqls) {
  EXPECT_EQ(written(Operator::like, "*a*_"), R"("t"."a" like $1 [%a%_])");
  EXPECT_EQ(written(Operator::ilike, "*"), R"("t"."a" ilike $1 [%])");
}

TEST(WriteCondition, Quantifies) {
  auto some = compares(Operator::like, "{a*,b*}");
  some.quantifier = Quantifier::any;
  EXPECT_EQ(written(where(field("a"), some)), R"("t"."a" like ANY($1) [{a%,b%}])");
  auto every = compares(Operator::greater, "{1,2}");
  every.quantifier = Quantifier::all;
  EXPECT_EQ(written(where(field("a"), every)), R"("t"."a" > ALL($1) [{1,2}])");
}

TEST(WriteCondition, Negates) {
  auto condition = compares(Operator::equal, "5");
  condition.negated = true;
  EXPECT_EQ(written(where(field("a"), condition)), R"(NOT "t"."a" = $1 [5])");
}

TEST(WriteCondition, ComparesWithKeywords) {
  const auto is = [](Truth truth) {
    auto condition = compares(Operator::is, "");
    condition.truth = truth;
    return written(where(field("a"), condition));
  };
  EXPECT_EQ(is(Truth::null), R"("t"."a" IS NULL)");
  EXPECT_EQ(is(Truth::not_null), R"("t"."a" IS NOT NULL)");
  EXPECT_EQ(is(Truth::true_), R"("t"."a" IS TRUE)");
  EXPECT_EQ(is(Truth::false_), R"("t"."a" IS FALSE)");
  EXPECT_EQ(is(Truth::unknown), R"("t"."a" IS UNKNOWN)");
}

PlannedLogic one_of(std::vector<std::string> values) {
  auto condition = compares(Operator::in, "");
  condition.values = std::move(values);
  return where(field("a"), condition);
}

TEST(WriteCondition, SendsAListAsOneValue) {
  EXPECT_EQ(written(one_of({"1", "a,b", "c\"d\\"})), R"("t"."a" = ANY ($1) [{"1","a,b","c\"d\\"}])");
  EXPECT_EQ(written(one_of({"", ""})), R"("t"."a" = ANY ($1) [{"",""}])");
}

TEST(WriteCondition, FindsNothingInAnEmptyList) {
  EXPECT_EQ(written(one_of({""})), R"("t"."a" = ANY('{}'))");
}

TEST(WriteCondition, ReadsValuesByTheirRepresentation) {
  auto colour = field("colour");
  colour.transform = "\"public\".\"colour\"";
  EXPECT_EQ(written(where(colour, compares(Operator::equal, "#fff"))),
            R"("t"."colour" = "public"."colour"($1) [#fff])");
  auto some = compares(Operator::equal, "{a}");
  some.quantifier = Quantifier::any;
  EXPECT_EQ(written(where(colour, some)), R"("t"."colour" = ANY("public"."colour"($1)) [{a}])");
  auto list = one_of({"a", "b"});
  list.field = colour;
  EXPECT_EQ(written(list),
            R"("t"."colour" = ANY (SELECT "public"."colour"(unnest($1::text[]))) [{"a","b"}])");
  EXPECT_EQ(written(where(colour, compares(Operator::like, "a"))), R"("t"."colour" like $1 [a])");
  EXPECT_EQ(written(where(colour, compares(Operator::is_distinct, "a"))),
            R"("t"."colour" IS DISTINCT FROM $1 [a])");
}

TEST(WriteCondition, SearchesText) {
  EXPECT_EQ(written(Operator::text_search, "cat"), R"("t"."a" @@ to_tsquery($1) [cat])");
  EXPECT_EQ(written(Operator::plain_text_search, "cat"), R"("t"."a" @@ plainto_tsquery($1) [cat])");
  EXPECT_EQ(written(Operator::phrase_text_search, "cat"), R"("t"."a" @@ phraseto_tsquery($1) [cat])");
  EXPECT_EQ(written(Operator::web_text_search, "cat"), R"("t"."a" @@ websearch_to_tsquery($1) [cat])");
}

TEST(WriteCondition, SearchesTextOfALanguageInPlainColumns) {
  auto condition = compares(Operator::text_search, "chat");
  condition.language = "french";
  auto left = field("a");
  left.to_text_vector = ToTextVector{"french"};
  EXPECT_EQ(written(where(left, condition)),
            R"(to_tsvector($1, "t"."a") @@ to_tsquery($2, $3) [french] [french] [chat])");
  left.to_text_vector = ToTextVector{};
  condition.language.reset();
  EXPECT_EQ(written(where(left, condition)), R"(to_tsvector("t"."a") @@ to_tsquery($1) [chat])");
}

TEST(WriteCondition, GroupsLogic) {
  const auto logic =
      group(Kind::any, {equals("a", "1"), group(Kind::all, {equals("b", "2"), equals("c", "3")}, true)});
  EXPECT_EQ(written(logic), R"(("t"."a" = $1 OR NOT ("t"."b" = $2 AND "t"."c" = $3)) [1] [2] [3])");
}

TEST(WriteCondition, AsksWhetherAJoinedEmbedIsThere) {
  EXPECT_EQ(written(embed_is_null("t_u_1")), R"("t_u_1" IS NOT DISTINCT FROM NULL)");
  EXPECT_EQ(written(embed_is_null("t_u_1", true)), R"("t_u_1" IS DISTINCT FROM NULL)");
}

TEST(WriteCondition, CutsListElementsAtTheFirstNul) {
  EXPECT_EQ(array_literal({std::string("a\0b", 3), "c"}), R"({"a","c"})");
  EXPECT_EQ(array_literal({}), "{}");
}

TEST(WriteCondition, NeverWritesAValueIntoTheText) {
  EXPECT_EQ(written(Operator::equal, "'; drop table t; --"), R"("t"."a" = $1 ['; drop table t; --])");
  const auto path = field("a", {{"'; --", false, false}});
  EXPECT_EQ(written(where(path, compares(Operator::equal, "x"))),
            R"(to_jsonb("t"."a")->$1 = $2 ['; --] [x])");
}

}  // namespace
}  // namespace marque::query
