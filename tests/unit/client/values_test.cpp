#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "marque/row.hpp"

namespace marque {
namespace {

using namespace std::chrono_literals;

struct Brand {
  std::string id;
  std::int32_t step = 0;
  std::optional<std::string> url;
  std::vector<std::string> tags;
  static constexpr auto columns =
      marque::columns(marque::column("id", &Brand::id), marque::column("step", &Brand::step),
                      marque::column("url", &Brand::url), marque::column("tags", &Brand::tags));
};

TEST(Values, AreSpelledAsPostgresqlReadsThem) {
  EXPECT_EQ(Value("a,b").text(), "a,b");
  EXPECT_EQ(Value(5).text(), "5");
  EXPECT_EQ(Value(true).text(), "true");
  EXPECT_EQ(Value(0.1).text(), "0.1");
  EXPECT_EQ(Value(Json::object({{"a", 1}})).text(), R"({"a":1})");
  EXPECT_EQ(Value(Json::array({1, "b"})).text(), R"([1,"b"])");
  EXPECT_EQ(Value(Date(2026y / 3 / 14)).text(), "2026-03-14");
}

TEST(Values, WriteListsAsArrayLiteralsAndQuoteWhereNeeded) {
  EXPECT_EQ(Value(std::vector<std::string>{"a", "b c", "", "NULL", "x\"y\\z", "{", "p,q"}).text(),
            R"({a,"b c","","NULL","x\"y\\z","{","p,q"})");
  EXPECT_EQ(Value(std::vector<int>{1, 2}).text(), "{1,2}");
  EXPECT_EQ(Value(std::vector<int>()).text(), "{}");
  EXPECT_EQ((Value(std::vector<std::optional<int>>{1, std::nullopt}).text()), "{1,NULL}");
  EXPECT_EQ((Value(std::vector<std::vector<int>>{{1}, {2}}).text()), "{{1},{2}}");
}

TEST(Values, ReadTimesWithTheirOffsets) {
  const Timestamp noon = Date(2026y / 3 / 14) + 12h;
  EXPECT_EQ(parse_timestamp("2026-03-14T12:00:00+00:00"), noon);
  EXPECT_EQ(parse_timestamp("2026-03-14T12:00:00Z"), noon);
  EXPECT_EQ(parse_timestamp("2026-03-14 14:00:00+02"), noon);
  EXPECT_EQ(parse_timestamp("2026-03-14T08:30:00.5-03:30"), noon + 500ms);
  EXPECT_EQ(parse_timestamp("2026-03-14T12:19:32.000001+00:19:32"), noon + 1us);
  EXPECT_EQ(parse_timestamp("2026-03-14T12:00"), noon);
  for (const auto* text : {"", "infinity", "2026-02-30T00:00:00Z", "2026-03-14", "2026-03-14T25:00:00",
                           "2026-03-14T12:60:00", "2026-03-14T12:00:00+", "2026-03-14T12:00:00Zx"})
    EXPECT_FALSE(parse_timestamp(text)) << text;
}

TEST(Values, TimesComeBackAsTheyWere) {
  rc::check([] {
    const auto since = *rc::gen::inRange<std::int64_t>(-62'135'596'800'000'000, 253'402'300'799'999'999);
    const Timestamp time{std::chrono::microseconds(since)};
    RC_ASSERT(parse_timestamp(to_string(time)).value() == time);
  });
}

TEST(Rows, AreReadByTheNamesOfTheirColumns) {
  const auto brand = Json::parse(R"({"tags":["x"],"id":"b1","step":2,"more":0})")->as<Brand>();
  ASSERT_TRUE(brand);
  EXPECT_EQ(brand->id, "b1");
  EXPECT_EQ(brand->step, 2);
  EXPECT_EQ(brand->url, std::nullopt);
  EXPECT_EQ(brand->tags, std::vector<std::string>{"x"});
}

TEST(Rows, SayWhichColumnDoesNotFit) {
  const auto brand = Json::parse(R"({"id":"b1","step":"two"})")->as<Brand>();
  EXPECT_EQ(brand.error().code, "marque.bad_row");
  EXPECT_EQ(brand.error().message, "column \"step\": expected a whole number of 32 bits, found a string");
}

TEST(Rows, AreSentWithAllTheirColumns) {
  EXPECT_EQ(Json(Brand{"b1", 2, "u", {"x"}}).text(), R"({"id":"b1","step":2,"url":"u","tags":["x"]})");
  EXPECT_EQ(Json(std::vector<Brand>{{}, {}}).items().size(), 2U);
  EXPECT_EQ(select_list<Brand>(), "id,step,url,tags");
}

}  // namespace
}  // namespace marque
