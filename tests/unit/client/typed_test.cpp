// Queries that the compiler checks, over a header as `marque gen types --lang cpp` writes it. What must not
// compile is in must_not_compile.cpp.
#include <gtest/gtest.h>

#include "generated_types.hpp"
#include "http/url.hpp"
#include "recording_transport.hpp"

namespace marque {
namespace {

using shop::brands;
using shop::products;

std::string line(const Query& query) {
  const auto http = query.http();
  if (!http) return to_string(http.error());
  return http->method + ' ' +
         http::percent_decode_lenient(http->target.substr(std::string("/rest/v1/").size()));
}

const Client db{std::make_shared<RecordingTransport>()};

TEST(Typed, SaysWhatTheTextsSay) {
  const auto typed = db.from<brands>()
                         .select<brands::id, brands::name>()
                         .where(brands::user_id == "u1")
                         .order(brands::created_at, desc)
                         .limit(20);
  const auto text = db.schema("shop")
                        .from("brands")
                        .select("id,name")
                        .eq("user_id", "u1")
                        .order("created_at", desc)
                        .limit(20);
  EXPECT_EQ(line(typed.query()), line(text));
  EXPECT_EQ(typed.query().http()->headers, text.http()->headers);
}

TEST(Typed, ConditionsJoinAsInCpp) {
  const auto where = [](const Condition<brands>& condition) {
    return line(db.from<brands>().select<brands::id>().where(condition).query())
        .substr(std::string("GET brands?select=id&").size());
  };
  EXPECT_EQ(where(brands::step > 2 && brands::step <= 5), "step=gt.2&step=lte.5");
  EXPECT_EQ(where(brands::step < 2 || brands::name.ilike("a%")), "or=(step.lt.2,name.ilike.a%)");
  EXPECT_EQ(where(!(brands::step == 1)), "step=not.eq.1");
  EXPECT_EQ(where(!(brands::step >= 1 || brands::step != 3)), "not.or=(step.gte.1,step.neq.3)");
  EXPECT_EQ(where(brands::step == 1 && (brands::name == "x" || (brands::name == "y" && brands::step == 2))),
            "step=eq.1&or=(name.eq.x,and(name.eq.y,step.eq.2))");
  EXPECT_EQ(where(brands::founded == nullptr || brands::founded != nullptr),
            "or=(founded.is.null,founded.not.is.null)");
  EXPECT_EQ(where(brands::step.in(std::vector{1, 2})), "step=in.(1,2)");
  EXPECT_EQ(where(brands::status == shop::status::on_sale), "status=eq.on sale");
  EXPECT_EQ(where(brands::tags.contains(std::vector<std::string>{"a"})), "tags=cs.{a}");
  EXPECT_EQ(where(brands::created_at > Timestamp()), "created_at=gt.1970-01-01T00:00:00.000000+00:00");
}

TEST(Typed, RowsAreReadByColumn) {
  Recorder recorder;
  recorder.answers(200, R"([{"name":"Acme","founded":null,"status":"sold-out"}])");
  const auto rows =
      recorder.client.from<brands>().select<brands::name, brands::founded, brands::status>().execute();
  ASSERT_TRUE(rows);
  const std::string& name = rows->at(0)[brands::name];
  EXPECT_EQ(name, "Acme");
  EXPECT_EQ(rows->at(0)[brands::founded], std::nullopt);
  EXPECT_EQ(rows->at(0)[brands::status], shop::status::sold_out);
}

TEST(Typed, WholeRowsAreStructs) {
  Recorder recorder;
  recorder.answers(200, R"([{"id":"b","user_id":"u","name":"Acme","status":"draft","step":3,"palette":null,)"
                        R"("settings":{"a":1},"tags":["x"],"founded":"2026-03-14",)"
                        R"("created_at":"2026-03-14T15:09:26+00:00"}])");
  const auto rows = recorder.client.from<brands>().select().execute();
  ASSERT_TRUE(rows) << to_string(rows.error());
  const RowOf<brands>& row = rows->at(0);
  EXPECT_EQ(row.step, 3);
  EXPECT_EQ(row.settings["a"].as<int>(), 1);
  EXPECT_EQ(to_string(*row.founded), "2026-03-14");
  EXPECT_TRUE(
      recorder.last().target.starts_with("/rest/v1/brands?select=id,user_id,name,status,step,palette,"));
}

TEST(Typed, BadRowsNameTheColumn) {
  Recorder recorder;
  recorder.answers(200, R"([{"name":"Acme","status":"burnt"}])");
  const auto rows = recorder.client.from<brands>().select<brands::name, brands::status>().execute();
  EXPECT_EQ(rows.error().message, "column \"status\": expected a value of an enum, found a string");
}

TEST(Typed, InsertsAndUpdates) {
  const auto insert =
      db.from<brands>().insert(brands::user_id = "u", brands::name = "Acme", brands::step = 2,
                               brands::founded = nullptr, brands::status = shop::status::on_sale);
  EXPECT_EQ(line(insert.query()), "POST brands");
  EXPECT_EQ(insert.query().http()->body,
            R"({"user_id":"u","name":"Acme","step":2,"founded":null,"status":"on sale"})");
  const auto update =
      db.from<products>().update(products::list_price = 9.5, products::class_ = "b").where(products::id == 7);
  EXPECT_EQ(line(update.query()), "PATCH products?id=eq.7");
  EXPECT_EQ(update.query().http()->body, R"({"list price":9.5,"class":"b"})");
  EXPECT_EQ(line(db.from<products>().delete_().where(products::list_price > 3).query()),
            "DELETE products?\"list price\"=gt.3");
}

TEST(Typed, CountsOneAndStreams) {
  Recorder recorder;
  recorder.answers(200, "", {{"Content-Range", "*/12"}});
  EXPECT_EQ(recorder.client.from<brands>().select<brands::id>().count(), 12);
  EXPECT_EQ(recorder.last().method, "HEAD");
  recorder.answers(200, R"({"id":"b1"})");
  EXPECT_EQ(recorder.client.from<brands>().select<brands::id>().one().value()[brands::id], "b1");
  recorder.answers(200, "[]");
  EXPECT_FALSE(recorder.client.from<brands>().select<brands::id>().optional().value().has_value());
  recorder.answers(200, R"([{"id":"b1"},{"id":"b2"}])");
  std::string ids;
  const auto taken = recorder.client.from<brands>().select<brands::id>().for_each(
      [&](const auto& row) { return ids += row[brands::id], true; });
  EXPECT_EQ(taken, 2);
  EXPECT_EQ(ids, "b1b2");
  EXPECT_EQ(recorder.client.from<brands>().select<brands::id>().async().wait()->size(), 2U);
}

TEST(Typed, NamesOfColumnsAreTextsOfTheProgram) {
  static_assert(
      JoinedNames<std::remove_cv_t<decltype(brands::id)>, std::remove_cv_t<decltype(brands::name)>>::text() ==
      "id,name");
  static_assert(std::is_empty_v<decltype(brands::id)>);
  static_assert(QueryName<"list price">::value() == "\"list price\"");
  static_assert(QueryName<"a\"b.c\\">::value() == "\"a\\\"b.c\\\\\"");
  using Odd = Column<brands, "a.b, c", int>;
  EXPECT_EQ(line(db.from("t")
                     .select(JoinedNames<Odd>::text())
                     .where((Odd() > 1).predicate)
                     .order(Odd::query_name())),
            "GET t?select=\"a.b, c\"&\"a.b, c\"=gt.1&order=\"a.b, c\".asc");
}

}  // namespace
}  // namespace marque
