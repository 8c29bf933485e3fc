#include <gtest/gtest.h>

#include "url_terms.hpp"

namespace marque::query {
namespace {

std::vector<SelectItem> select(std::string_view text) { return read("select=" + std::string(text)).select; }

SelectedColumn only_column(std::string_view text) {
  const auto items = select(text);
  EXPECT_EQ(items.size(), 1U) << text;
  return std::get<SelectedColumn>(items.at(0).value);
}

Embed only_embed(std::string_view text) {
  const auto items = select(text);
  EXPECT_EQ(items.size(), 1U) << text;
  return std::get<Embed>(items.at(0).value);
}

using Items = std::vector<SelectItem>;

TEST(ReadSelect, IsAllColumnsWhereNothingIsSaid) {
  EXPECT_EQ(read("").select, Items{all_columns()});
  EXPECT_EQ(read("select").select, Items{all_columns()});
  EXPECT_EQ(select("*"), Items{all_columns()});
  EXPECT_EQ(select(""), Items{});
}

TEST(ReadSelect, CountsOnceOnly) {
  EXPECT_EQ(read("select=a&select=b").select, Items{selected(column("a"))});
  EXPECT_EQ(read("select&select=b").select, Items{all_columns()});
}

TEST(ReadSelect, ReadsNames) {
  const auto name = [](std::string_view text) { return only_column(text).field.name; };
  EXPECT_EQ(name("id"), "id");
  EXPECT_EQ(name("a-b-c"), "a-b-c");
  EXPECT_EQ(name(" first name "), "first name");
  EXPECT_EQ(name("$x_1"), "$x_1");
  EXPECT_EQ(name("%22 a,b.c(%5C%22d%5C%5C) %22"), " a,b.c(\"d\\) ");
  EXPECT_EQ(name("%E6%97%A5%E6%9C%AC"), "日本");
  EXPECT_EQ(name("a - b"), "a-b");
}

TEST(ReadSelect, ReadsJsonPaths) {
  EXPECT_EQ(only_column("data->a->>b").field, column("data", {key("a"), text_key("b")}));
  EXPECT_EQ(only_column("data->0->-1").field, column("data", {index("0"), index("-1")}));
  EXPECT_EQ(only_column("data->1st").field, column("data", {key("1st")}));
  EXPECT_EQ(only_column("data->%22a.b%22").field, column("data", {key("a.b")}));
  EXPECT_EQ(only_column("data->!@#$%^%26*_a::x").field, column("data", {key("!@#$%^&*_a")}));
  EXPECT_EQ(only_column("data-x->b-c").field, column("data-x", {key("b-c")}));
}

TEST(ReadSelect, TakesAnIndexBeforeAParenthesisForAKey) {
  EXPECT_EQ(only_embed("a(data->0)").items, Items{selected(column("data", {key("0")}))});
}

TEST(ReadSelect, ReadsAliasesCastsAndAggregates) {
  const auto item = only_column("n:price::numeric.avg()::int");
  EXPECT_EQ(item.alias, "n");
  EXPECT_EQ(item.field, column("price"));
  EXPECT_EQ(item.cast, "numeric");
  EXPECT_EQ(item.aggregate, Aggregate::average);
  EXPECT_EQ(item.aggregate_cast, "int");
  EXPECT_EQ(only_column("a::double precision").cast, "double precision");
  EXPECT_EQ(only_column("a.max()").aggregate, Aggregate::maximum);
  EXPECT_EQ(only_column("a.min()").aggregate, Aggregate::minimum);
  EXPECT_EQ(only_column("a.sum()").aggregate, Aggregate::sum);
  EXPECT_EQ(only_column("a->>b.count()").aggregate, Aggregate::count);
}

TEST(ReadSelect, CountsRows) {
  const auto item = only_column("n:count()::text");
  EXPECT_EQ(item.field, column("*"));
  EXPECT_EQ(item.aggregate, Aggregate::count);
  EXPECT_EQ(item.alias, "n");
  EXPECT_EQ(item.aggregate_cast, "text");
  EXPECT_EQ(only_column("count").field, column("count"));
}

TEST(ReadSelect, ReadsEmbeds) {
  const auto embed = only_embed("writer:people!author_fkey!inner(name,...town(*))");
  EXPECT_EQ(embed.alias, "writer");
  EXPECT_EQ(embed.relation, "people");
  EXPECT_EQ(embed.hint, "author_fkey");
  EXPECT_EQ(embed.join, Join::inner);
  EXPECT_FALSE(embed.spread);
  ASSERT_EQ(embed.items.size(), 2U);
  EXPECT_EQ(embed.items[0], selected(column("name")));
  const auto& spread = std::get<Embed>(embed.items[1].value);
  EXPECT_TRUE(spread.spread);
  EXPECT_EQ(spread.relation, "town");
  EXPECT_EQ(spread.items, Items{all_columns()});
}

TEST(ReadSelect, TakesHintAndJoinInAnyOrder) {
  EXPECT_EQ(only_embed("a!inner!x(b)"), only_embed("a!x!inner(b)"));
  EXPECT_EQ(only_embed("a!left(b)").join, Join::left);
  EXPECT_EQ(only_embed("a!x!y(b)").hint, "x");
  EXPECT_EQ(only_embed("a()").items, Items{});
}

TEST(ReadSelect, LetsBlanksStandAroundItems) {
  EXPECT_EQ(select(" a , b ( c , d ) ,%09e"), select("a,b(c,d),e"));
}

TEST(ReadSelect, StopsWhereNoItemBeginsAndBehindEmbeds) {
  EXPECT_EQ(select("*!hint"), Items{});
  EXPECT_EQ(select(","), Items{});
  EXPECT_EQ(select("a(b))"), select("a(b)"));
  EXPECT_EQ(select("a(b)c,d"), select("a(b)"));
}

}  // namespace
}  // namespace marque::query
