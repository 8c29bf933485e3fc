#include "rest/error.hpp"

#include <gtest/gtest.h>

namespace marque::rest {
namespace {

std::string body(const http::Response& response) { return std::get<std::string>(response.body); }

Error server_error(std::string_view sqlstate, std::string message) {
  return Error("pg." + std::string(sqlstate), std::move(message));
}

int status(std::string_view sqlstate, std::string message = "m", bool anonymous = false) {
  return status_of(server_error(sqlstate, std::move(message)), {.anonymous = anonymous});
}

TEST(RestError, HasFourMembersInOrderAndNullsWhereNothingIsSaid) {
  const auto response = error_response(Error("PGRST125", "Invalid path specified in request URL"), {});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(
      body(response),
      R"({"code":"PGRST125","details":null,"hint":null,"message":"Invalid path specified in request URL"})");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.headers.get("Proxy-Status"), "PostgREST; error=PGRST125");
  EXPECT_EQ(response.headers.get("WWW-Authenticate"), std::nullopt);
  EXPECT_EQ(response.headers.get("Retry-After"), std::nullopt);
}

TEST(RestError, ShowsDetailAndHint) {
  const Error error = Error("pg.22P02", "bad \"x\"\n").with_detail("d\te").with_hint("h\b\x7f");
  EXPECT_EQ(error_body(error),
            "{\"code\":\"22P02\",\"details\":\"d\\te\",\"hint\":\"h\\u0008\x7f\","
            "\"message\":\"bad \\\"x\\\"\\n\"}");
}

TEST(RestError, KeepsTheCandidatesOfAnAmbiguousEmbedAsJson) {
  const Error error = Error("PGRST201", "m").with_detail(R"([{"cardinality":"many-to-one"}])").with_hint("h");
  EXPECT_EQ(error_body(error),
            R"({"code":"PGRST201","details":[{"cardinality":"many-to-one"}],"hint":"h","message":"m"})");
  EXPECT_EQ(status_of(error, {}), 300);
}

TEST(RestError, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(error_body(Error("PGRST102", "a\xff\xc3\xa4")),
            "{\"code\":\"PGRST102\",\"details\":null,\"hint\":null,\"message\":\"a\xEF\xBF\xBD\xc3\xa4\"}");
}

TEST(RestError, KnowsTheStatusOfEverySqlstate) {
  const std::pair<std::string_view, int> expected[] = {
      {"08006", 503}, {"09000", 500}, {"0LP01", 403}, {"0P000", 403}, {"23502", 400}, {"23503", 409},
      {"23505", 409}, {"25006", 405}, {"25P02", 500}, {"28000", 403}, {"2D000", 500}, {"38000", 500},
      {"39P01", 500}, {"3B001", 500}, {"40001", 500}, {"42703", 400}, {"42883", 404}, {"42P01", 404},
      {"42P10", 400}, {"42P17", 500}, {"42501", 403}, {"53100", 503}, {"53400", 500}, {"54001", 500},
      {"55P03", 500}, {"57014", 500}, {"57P01", 503}, {"58030", 500}, {"F0000", 500}, {"HV000", 500},
      {"P0001", 400}, {"P0002", 500}, {"XX000", 500}, {"22P02", 400}, {"PT402", 402}, {"PTABC", 500}};
  for (const auto& [sqlstate, number] : expected) EXPECT_EQ(status(sqlstate), number) << sqlstate;
}

TEST(RestError, TellsSomeReportsApartByTheirMessage) {
  EXPECT_EQ(status("21000", "UPDATE requires a WHERE clause"), 400);
  EXPECT_EQ(status("21000", "more than one row returned by a subquery"), 500);
  EXPECT_EQ(status("22023", "role \"nobody\" does not exist"), 401);
  EXPECT_EQ(status("22023", "time zone \"x\" not recognized"), 400);
  EXPECT_EQ(status("42883", "function xmlagg(integer) does not exist"), 406);
}

TEST(RestError, AsksTheAnonymousRoleToAuthenticate) {
  const auto response = error_response(server_error("42501", "permission denied"), {.anonymous = true});
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.headers.get("WWW-Authenticate"), "Bearer");
}

TEST(RestError, SaysWhatIsWrongWithAToken) {
  EXPECT_EQ(
      error_response(Error("PGRST302", "Anonymous access is disabled"), {}).headers.get("WWW-Authenticate"),
      "Bearer");
  const auto expired = error_response(Error("PGRST303", "JWT expired"), {});
  EXPECT_EQ(expired.status, 401);
  EXPECT_EQ(expired.headers.get("WWW-Authenticate"),
            "Bearer error=\"invalid_token\", error_description=\"JWT expired\"");
  EXPECT_EQ(error_response(Error("PGRST300", "Server lacks JWT secret"), {}).status, 500);
}

TEST(RestError, TellsWhenToComeBackWhileTheDatabaseIsAway) {
  const Error error = Error("pg.unreachable", "ours").with_detail("connection refused").with_hint("ours");
  const auto response = error_response(error, {.retry_after_seconds = 4});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.headers.get("Retry-After"), "4");
  EXPECT_EQ(body(response), R"({"code":"PGRST000","details":"connection refused","hint":null,)"
                            R"("message":"Database connection error. Retrying the connection."})");
  EXPECT_EQ(status_of(Error("pg.pool_timeout", "m"), {}), 504);
  EXPECT_EQ(status_of(Error("pg.connection_lost", "m"), {}), 503);
  EXPECT_EQ(status_of(Error("pg.stopped", "m"), {}), 503);
  EXPECT_EQ(error_response(Error("pg.timeout", "m"), {}).headers.get("Proxy-Status"),
            "PostgREST; error=57014");
  EXPECT_EQ(status_of(Error("http.body_too_large", "m"), {}), 413);
  EXPECT_EQ(status_of(Error("nobody.knows", "m"), {}), 500);
}

TEST(RaisedStatus, HasTheMessageAsItsReason) {
  const auto response = error_response(
      Error("pg.PT402", "Payment Required").with_detail("Quota exceeded").with_hint("Upgrade your plan"), {});
  EXPECT_EQ(response.status, 402);
  EXPECT_EQ(response.reason, "Payment Required");
  EXPECT_EQ(body(response), R"({"code":"PT402","details":"Quota exceeded","hint":"Upgrade your plan",)"
                            R"("message":"Payment Required"})");
  EXPECT_EQ(error_response(Error("pg.PTABC", "m"), {}).reason, "");
}

TEST(RaisedError, ControlsTheWholeAnswer) {
  const auto response = error_response(
      Error("pg.PGRST", R"({"code":"123","message":"ABC","details":"DEF","hint":"XYZ"})")
          .with_detail(R"({"status":332,"status_text":"My Custom Status","headers":{"X-Header":"str"}})"),
      {});
  EXPECT_EQ(response.status, 332);
  EXPECT_EQ(response.reason, "My Custom Status");
  EXPECT_EQ(response.headers.get("X-Header"), "str");
  EXPECT_EQ(response.headers.get("Proxy-Status"), "PostgREST; error=123");
  EXPECT_EQ(body(response), R"({"code":"123","details":"DEF","hint":"XYZ","message":"ABC"})");
}

TEST(RaisedError, MayLeaveOutDetailsHintAndReason) {
  const auto response = error_response(Error("pg.PGRST", R"( {"message":"A","code":"1","hint":null} )")
                                           .with_detail(R"({"status":404,"headers":{}})"),
                                       {});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.reason, "");
  EXPECT_EQ(body(response), R"({"code":"1","details":null,"hint":null,"message":"A"})");
}

std::string raised(std::string message, std::string detail) {
  const auto response =
      error_response(Error("pg.PGRST", std::move(message)).with_detail(std::move(detail)), {});
  EXPECT_EQ(response.status, 500);
  return body(response);
}

TEST(RaisedError, SaysWhichPartCannotBeRead) {
  EXPECT_EQ(raised("INVALID", R"({"status":1,"headers":{}})"),
            R"({"code":"PGRST121","details":"Invalid JSON value for MESSAGE: 'INVALID'",)"
            R"("hint":"MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional )"
            R"(keys: 'details', 'hint'.",)"
            R"("message":"Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error"})");
  const std::string message = R"({"code":"1","message":"A"})";
  EXPECT_NE(raised(message, "").find("DETAIL is missing in the RAISE statement"), std::string::npos);
  for (const char* detail :
       {"INVALID", "[]", "{}", R"({"status":404})", R"({"headers":{}})", R"({"status":"404","headers":{}})",
        R"({"status":404,"headers":{"A":1}})", R"({"status":404,"headers":{},"status_text":1})",
        R"({"status":404,"headers":{}}x)"})
    EXPECT_NE(raised(message, detail).find("Invalid JSON value for DETAIL: '"), std::string::npos) << detail;
  for (const char* wrong :
       {R"({"code":1,"message":"A"})", R"({"code":"1"})", R"({"code":"1","message":"A","hint":3})"})
    EXPECT_NE(raised(wrong, R"({"status":404,"headers":{}})").find("for MESSAGE"), std::string::npos)
        << wrong;
}

}  // namespace
}  // namespace marque::rest
