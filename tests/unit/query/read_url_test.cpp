// Order, ranges, lists of names, and how a query string falls into parameters.
#include <gtest/gtest.h>

#include "url_terms.hpp"

namespace marque::query {
namespace {

std::vector<OrderTerm> order(std::string_view text) {
  return read("order=" + std::string(text)).order.at(0).value;
}

OrderTerm term(Field field, std::optional<Direction> direction = {}, std::optional<Nulls> nulls = {}) {
  return {std::nullopt, std::move(field), direction, nulls};
}

TEST(ReadOrder, ReadsTermsWithTheirSuffixes) {
  EXPECT_EQ(order("a"), std::vector{term(column("a"))});
  EXPECT_EQ(order("a.asc,b.desc.nullslast,c.nullsfirst"),
            (std::vector{term(column("a"), Direction::ascending),
                         term(column("b"), Direction::descending, Nulls::last),
                         term(column("c"), {}, Nulls::first)}));
  EXPECT_EQ(order("data->a->>0.desc"),
            std::vector{term(column("data", {key("a"), {"0", true, true}}), Direction::descending)});
  EXPECT_EQ(order(" a , b "), (std::vector{term(column("a")), term(column("b"))}));
}

TEST(ReadOrder, ReadsRelatedTerms) {
  OrderTerm related = term(column("name"), Direction::descending, Nulls::first);
  related.relation = "clients";
  EXPECT_EQ(order("clients(name).desc.nullsfirst"), std::vector{related});
}

TEST(ReadOrder, KeepsEveryParameter) {
  const auto all = read("order=a&x.y.order=b&order=c").order;
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].path, (Path{"x", "y"}));
  EXPECT_EQ(all[2].value, std::vector{term(column("c"))});
}

using Ranges = std::vector<Addressed<Range>>;

TEST(ReadRanges, JoinsLimitAndOffsetByPath) {
  EXPECT_EQ(read("limit=5&a.b.offset=3&offset=2&a.b.limit=-1").ranges,
            (Ranges{{{}, {5, 2}}, {{"a", "b"}, {-1, 3}}}));
  EXPECT_EQ(read("limit=5").ranges, (Ranges{{{}, {5, std::nullopt}}}));
  EXPECT_EQ(read("offset=5").ranges, (Ranges{{{}, {std::nullopt, 5}}}));
  EXPECT_EQ(read("limit=5&limit=6").ranges, (Ranges{{{}, {6, std::nullopt}}})) << "the last one counts";
  EXPECT_EQ(read("limit").ranges, Ranges{});
}

TEST(ReadRanges, IgnoresWhatIsNoNumber) {
  EXPECT_EQ(read("limit=abc").ranges, (Ranges{{{}, {}}}));
  EXPECT_EQ(read("limit=5&offset=").ranges, (Ranges{{{}, {5, 0}}}));
  EXPECT_EQ(read("limit=x&offset=2").ranges, (Ranges{{{}, {0, 2}}})) << "no limit is 0 beside an offset";
}

TEST(ReadNames, ReadsColumnsAndConflictTargets) {
  using Names = std::vector<std::string>;
  const auto parts = read("columns=b,\"a,c\" , a-d&on_conflict=id&columns=x");
  EXPECT_EQ(parts.columns, (Names{"b", "a,c", "a-d"}));
  EXPECT_EQ(parts.on_conflict, Names{"id"});
  EXPECT_EQ(read("columns").columns, std::nullopt);
}

TEST(ReadQuery, SplitsAndDecodes) {
  const auto parts = read("a%2Eb=eq.%31;c+d=eq.%zz%&e&&&f=eq.%26%3D%3B", true);
  ASSERT_EQ(parts.filters.size(), 3U);
  EXPECT_EQ(parts.filters[0].path, Path{"a"});
  EXPECT_EQ(parts.filters[0].value, compared(column("b"), Operator::equal, "1"));
  EXPECT_EQ(parts.filters[1].value, compared(column("c d"), Operator::equal, "%zz%"));
  EXPECT_EQ(parts.filters[2].value, compared(column("f"), Operator::equal, "&=;"));
}

TEST(ReadQuery, ReplacesWhatIsNoUtf8) {
  EXPECT_EQ(read("a=eq.x%FFy%C3").filters[0].value.value, "x\xEF\xBF\xBDy\xEF\xBF\xBD");
}

TEST(ReadQuery, SortsAndEncodesTheCanonicalForm) {
  EXPECT_EQ(read("b=eq.2&a=eq.1&select=*&c").canonical, "a=eq.1&b=eq.2&c=&select=%2A");
  EXPECT_EQ(read("a=eq.1&b=eq.3&a=eq.2").canonical, "a=eq.1,eq.2&b=eq.3");
  EXPECT_EQ(read("a+b=eq.x%20-_.~%22").canonical, "a%20b=eq.x%20-_.~%22");
  EXPECT_EQ(read("a=eq.%C3%A9").canonical, "a=eq.%C3%83%C2%A9") << "as the peer: byte by byte";
  EXPECT_EQ(read("").canonical, "");
}

}  // namespace
}  // namespace marque::query
