#include <gtest/gtest.h>

#include "recording_transport.hpp"

namespace marque {
namespace {

struct Brand {
  std::string id;
  std::optional<std::string> name;
  static constexpr auto columns =
      marque::columns(marque::column("id", &Brand::id), marque::column("name", &Brand::name));
};

constexpr const char* two_brands = R"([{"id":"1","name":"Acme"}, 
 {"id":"2","name":null}])";

TEST(Answer, IsReadAsRows) {
  Recorder recorder;
  recorder.answers(200, two_brands);
  const auto rows = recorder.client.from("brands").select().fetch<Brand>();
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->at(0).name, "Acme");
  EXPECT_EQ(rows->at(1).name, std::nullopt);
}

TEST(Answer, IsStreamedRowByRow) {
  Recorder recorder;
  recorder.answers(200, two_brands);
  for (const std::size_t piece : {1U, 3U, 1000U}) {
    recorder.transport->piece_bytes = piece;
    std::vector<std::string> ids;
    const auto taken = recorder.client.from("brands").select().for_each<Brand>([&](const Brand& brand) {
      ids.push_back(brand.id);
      return true;
    });
    EXPECT_EQ(taken, 2);
    EXPECT_EQ(ids, (std::vector<std::string>{"1", "2"}));
  }
  int seen = 0;
  EXPECT_EQ(recorder.client.from("b").select().stream([&](const Json&) { return ++seen, false; }), 1);
}

TEST(Answer, AStreamEndsWithWhatIsWrong) {
  Recorder recorder;
  recorder.answers(200, R"([{"id":"1"},{"id":2}])");
  const auto typed = recorder.client.from("b").select().for_each<Brand>([](const Brand&) { return true; });
  EXPECT_EQ(typed.error().code, "marque.bad_row");
  recorder.answers(200, R"([{"id":"1"},{"id":)");
  const auto cut = recorder.client.from("b").select().stream([](const Json&) { return true; });
  EXPECT_EQ(cut.error().code, "marque.bad_json");
  recorder.answers(200, R"([{"id":"1"},{id:2}])");
  const auto broken = recorder.client.from("b").select().stream([](const Json&) { return true; });
  EXPECT_EQ(broken.error().code, "marque.bad_json");
  recorder.answers(401, R"({"code":"PGRST301","message":"JWT expired","details":null,"hint":null})");
  EXPECT_EQ(recorder.client.from("b").select().stream([](const Json&) { return true; }).error().status, 401);
}

TEST(Answer, GivesCountsFromContentRange) {
  Recorder recorder;
  recorder.answers(206, "[]", {{"content-range", "0-19/1234"}});
  EXPECT_EQ(recorder.client.from("b").select().count(Count::exact).execute()->count, 1234);
  EXPECT_EQ(recorder.client.from("b").select().execute()->count, std::nullopt) << "nobody asked";
  recorder.answers(200, "[]", {{"content-range", "*/*"}});
  EXPECT_EQ(recorder.client.from("b").select().count(Count::exact).execute()->count, std::nullopt);
}

TEST(Answer, MaybeSingleIsOneRowNoneOrAnError) {
  Recorder recorder;
  recorder.answers(200, "[{\"id\":\"1\"}]");
  EXPECT_EQ(recorder.client.from("b").select().maybe_single().execute()->body, "{\"id\":\"1\"}");
  EXPECT_EQ(recorder.client.from("b").select().fetch_optional<Brand>().value()->id, "1");
  recorder.answers(200, "[]");
  EXPECT_EQ(recorder.client.from("b").select().fetch_optional<Brand>().value().has_value(), false);
  recorder.answers(200, two_brands);
  const auto two = recorder.client.from("b").select().fetch_optional<Brand>();
  EXPECT_EQ(two.error().code, "PGRST116");
  EXPECT_EQ(two.error().details, "The result contains 2 rows");
}

TEST(Answer, ErrorsKeepTheServersWords) {
  Recorder recorder;
  recorder.answers(409,
                   R"({"code":"23505","message":"duplicate key","details":"Key (a) exists","hint":"h"})");
  const auto error = recorder.client.from("b").insert({{"a", 1}}).execute().error();
  EXPECT_EQ(error.code, "23505");
  EXPECT_EQ(error.message, "duplicate key");
  EXPECT_EQ(error.details, "Key (a) exists");
  EXPECT_EQ(error.hint, "h");
  EXPECT_EQ(error.status, 409);
  EXPECT_EQ(to_string(error), "23505: duplicate key\n  details: Key (a) exists\n  hint: h");
}

TEST(Answer, ErrorsOfOtherShapesAreErrorsToo) {
  Recorder recorder;
  const auto error = [&] { return recorder.client.from("b").select().execute().error(); };
  recorder.answers(300, R"({"code":"PGRST201","message":"m","details":[{"a":1}],"hint":null})");
  EXPECT_EQ(error().details, R"([{"a":1}])");
  recorder.answers(502, "<html>Bad gateway</html>");
  EXPECT_EQ(error().code, "http.502");
  EXPECT_EQ(error().message, "The server answered 502 Bad Gateway.");
  EXPECT_EQ(error().details, "<html>Bad gateway</html>");
  recorder.answers(406, "", {{"Proxy-Status", "PostgREST; error=PGRST116"}});
  EXPECT_EQ(error().code, "PGRST116") << "HEAD has no body";
  recorder.answers(400, R"({"code":400,"error_code":"weak_password","msg":"Password is too short"})");
  EXPECT_EQ(error().code, "weak_password");
  EXPECT_EQ(error().message, "Password is too short");
}

TEST(Answer, ValuesOfFunctions) {
  Recorder recorder;
  recorder.answers(200, "42");
  EXPECT_EQ(recorder.client.rpc("answer").execute()->value<int>(), 42);
  recorder.answers(204, "");
  EXPECT_TRUE(recorder.client.rpc("nothing").execute()->json()->is_null());
  EXPECT_EQ(recorder.client.from("b").insert({{"a", 1}}).execute()->rows<Brand>()->size(), 0U);
}

}  // namespace
}  // namespace marque
