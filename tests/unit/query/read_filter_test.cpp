#include <gtest/gtest.h>

#include "url_terms.hpp"

namespace marque::query {
namespace {

/// What a single filter says; of the column "a".
Condition filter(std::string_view text) {
  const auto filters = read("a=" + std::string(text)).filters;
  EXPECT_EQ(filters.size(), 1U) << text;
  return filters.at(0).value;
}

TEST(ReadFilter, KnowsEveryOperator) {
  const std::vector<std::pair<std::string, Operator>> operators{{"eq", Operator::equal},
                                                                {"neq", Operator::not_equal},
                                                                {"gt", Operator::greater},
                                                                {"gte", Operator::greater_or_equal},
                                                                {"lt", Operator::less},
                                                                {"lte", Operator::less_or_equal},
                                                                {"like", Operator::like},
                                                                {"ilike", Operator::ilike},
                                                                {"match", Operator::match},
                                                                {"imatch", Operator::imatch},
                                                                {"isdistinct", Operator::is_distinct},
                                                                {"fts", Operator::text_search},
                                                                {"plfts", Operator::plain_text_search},
                                                                {"phfts", Operator::phrase_text_search},
                                                                {"wfts", Operator::web_text_search},
                                                                {"cs", Operator::contains},
                                                                {"cd", Operator::contained},
                                                                {"ov", Operator::overlaps},
                                                                {"sl", Operator::strictly_left},
                                                                {"sr", Operator::strictly_right},
                                                                {"nxr", Operator::not_extends_right},
                                                                {"nxl", Operator::not_extends_left},
                                                                {"adj", Operator::adjacent}};
  for (const auto& [word, comparison] : operators) {
    EXPECT_EQ(filter(word + ".v"), compared(column("a"), comparison, "v")) << word;
    auto negated = compared(column("a"), comparison, "v");
    negated.negated = true;
    EXPECT_EQ(filter("not." + word + ".v"), negated) << word;
  }
}

TEST(ReadFilter, TakesTheWholeRestAsValue) {
  EXPECT_EQ(filter("eq.").value, "");
  EXPECT_EQ(filter("eq.a.b,c)\"d%20+%2B").value, "a.b,c)\"d  +");
  EXPECT_EQ(filter("eq.null").value, "null");
}

TEST(ReadFilter, ReadsQuantifiersAndConfigurations) {
  EXPECT_EQ(filter("like(any).{a*,b*}").quantifier, Quantifier::any);
  EXPECT_EQ(filter("eq(all).{1}").quantifier, Quantifier::all);
  EXPECT_EQ(filter("wfts( english ).x").language, "english");
  EXPECT_EQ(filter("fts.x").language, std::nullopt);
}

TEST(ReadFilter, ReadsTruthInAnyCase) {
  EXPECT_EQ(filter("is.null").truth, Truth::null);
  EXPECT_EQ(filter("is.Not_Null").truth, Truth::not_null);
  EXPECT_EQ(filter("is.TRUE").truth, Truth::true_);
  EXPECT_EQ(filter("not.is.falSe").truth, Truth::false_);
  EXPECT_EQ(filter("is.unknown").truth, Truth::unknown);
  EXPECT_EQ(filter("is.nullable").truth, Truth::null) << "what follows is not looked at";
}

TEST(ReadFilter, ReadsLists) {
  using Values = std::vector<std::string>;
  EXPECT_EQ(filter("in.(1,2,3)").values, (Values{"1", "2", "3"}));
  EXPECT_EQ(filter("in.()").values, Values{""});
  EXPECT_EQ(filter("in.(\"\")").values, Values{""});
  EXPECT_EQ(filter("in.(\"a,b\",\"c\\\"d\\\\\",e\"f)").values, (Values{"a,b", "c\"d\\", "e\"f"}));
  EXPECT_EQ(filter("in.(\"a\"b,c)").values, (Values{"\"a\"b", "c"}));
  EXPECT_EQ(filter("in. ( a, b ) x").values, (Values{"a", " b "}));
}

TEST(ReadFilter, ReadsPathsOfEmbedsAndOfJson) {
  const auto filters = read("a.b.c->d->>0=eq.1").filters;
  ASSERT_EQ(filters.size(), 1U);
  EXPECT_EQ(filters[0].path, (Path{"a", "b"}));
  EXPECT_EQ(filters[0].value.field, column("c", {key("d"), {"0", true, true}}));
  EXPECT_EQ(read("\"a.b\"=eq.1").filters[0].value.field, column("a.b"));
  EXPECT_EQ(read("\"order\"=eq.1").filters[0].value.field, column("order"));
}

TEST(ReadFilter, TakesForAnArgumentOfACallWhatIsNoFilter) {
  const auto parts = read("a=1&b=eq.2&c=equal&d.e=x&\"select\"=y&a=2&f=", true);
  using Arguments = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(parts.arguments,
            (Arguments{{"a", "1"}, {"c", "equal"}, {"e", "x"}, {"select", "y"}, {"a", "2"}, {"f", ""}}));
  ASSERT_EQ(parts.filters.size(), 1U);
  EXPECT_EQ(parts.filters[0].value, compared(column("b"), Operator::equal, "2"));
}

TEST(ReadFilter, RefusesArgumentsThatBeginLikeAFilterThatCommits) {
  for (const char* query : {"a=not.x", "a=in.x", "a=is.x", "a=not.in.x"})
    EXPECT_EQ(read_query(query, true).error().code, "PGRST100") << query;
  EXPECT_TRUE(read_query("a=eq", true));
  EXPECT_TRUE(read_query("a=isdistinct", true));
}

}  // namespace
}  // namespace marque::query
