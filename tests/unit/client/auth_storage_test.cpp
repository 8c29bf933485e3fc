// Calls of auth and storage and the requests that they make (contracts auth.md, storage.md).
#include <gtest/gtest.h>

#include "recording_transport.hpp"
#include "scripted_server.hpp"

namespace marque {
namespace {

using namespace std::chrono_literals;

constexpr const char* session = R"({"access_token":"at","refresh_token":"rt","token_type":"bearer",)"
                                R"("expires_in":3600,"expires_at":1770000000,"user":{"id":"u1"}})";

std::string line(const HttpRequest& request) {
  return request.method + ' ' + request.target + (request.body.empty() ? "" : ' ' + request.body);
}

std::string bearer(const HttpRequest& request) {
  return std::string(header_value(request.headers, "Authorization"));
}

TEST(AuthCalls, SigningInGivesTheClientAndItsCopiesTheToken) {
  Recorder recorder;
  recorder.answers(200, session);
  const Client copy = recorder.client;
  const auto signed_in = recorder.client.auth().sign_in_with_password("ada@example.org", "pw");
  ASSERT_TRUE(signed_in);
  EXPECT_EQ(signed_in->user["id"].as<std::string>(), "u1");
  EXPECT_EQ(line(recorder.last()),
            R"(POST /auth/v1/token?grant_type=password {"email":"ada@example.org","password":"pw"})");
  EXPECT_EQ(bearer(recorder.last()), "Bearer key");
  (void)copy.from("brands").select().execute();
  EXPECT_EQ(bearer(recorder.last()), "Bearer at");
  recorder.answers(204, "");
  EXPECT_TRUE(recorder.client.auth().sign_out(SignOutScope::local));
  EXPECT_EQ(line(recorder.last()), "POST /auth/v1/logout?scope=local");
  EXPECT_EQ(bearer(recorder.last()), "Bearer at");
  (void)copy.from("brands").select().execute();
  EXPECT_EQ(bearer(recorder.last()), "Bearer key");
}

TEST(AuthCalls, SigningUpMayHaveToBeConfirmed) {
  Recorder recorder;
  recorder.answers(200, R"({"id":"u1","email":"ada@example.org"})");
  const auto waiting =
      recorder.client.auth().sign_up("ada@example.org", "pw", Json::object({{"name", "Ada"}}));
  ASSERT_TRUE(waiting);
  EXPECT_FALSE(waiting->session);
  EXPECT_EQ(line(recorder.last()),
            R"(POST /auth/v1/signup {"email":"ada@example.org","password":"pw","data":{"name":"Ada"}})");
  recorder.answers(200, session);
  EXPECT_EQ(recorder.client.auth().sign_up("ada@example.org", "pw")->session->refresh_token, "rt");
}

TEST(AuthCalls, OtherCallsAndErrors) {
  Recorder recorder;
  recorder.answers(200, R"({"id":"u1"})");
  EXPECT_EQ(recorder.client.auth().get_user()->find("id")->as<std::string>(), "u1");
  EXPECT_EQ(line(recorder.last()), "GET /auth/v1/user");
  EXPECT_TRUE(recorder.client.auth().update_user(Json::object({{"password", "x"}})));
  EXPECT_EQ(line(recorder.last()), R"(PUT /auth/v1/user {"password":"x"})");
  EXPECT_TRUE(recorder.client.auth().reset_password_for_email("a@b.c"));
  EXPECT_EQ(line(recorder.last()), R"(POST /auth/v1/recover {"email":"a@b.c"})");
  recorder.answers(400,
                   R"({"code":400,"error_code":"invalid_credentials","msg":"Invalid login credentials"})");
  EXPECT_EQ(recorder.client.auth().refresh_session("x").error().code, "invalid_credentials");
}

TEST(StorageCalls, AreTheDocumentedRequests) {
  Recorder recorder;
  const Bucket logos = recorder.client.storage().from("brand logos");
  recorder.answers(200, R"({"Id":"1","Key":"brand logos/a/b.png"})");
  EXPECT_TRUE(logos.upload("a/ü b.png", "bytes", {.content_type = "image/png", .upsert = true}));
  EXPECT_EQ(line(recorder.last()), "POST /storage/v1/object/brand%20logos/a/%C3%BC%20b.png bytes");
  EXPECT_EQ(header_value(recorder.last().headers, "x-upsert"), "true");
  EXPECT_EQ(header_value(recorder.last().headers, "Content-Type"), "image/png");
  EXPECT_EQ(header_value(recorder.last().headers, "Cache-Control"), "max-age=3600");
  recorder.answers(200, "bytes");
  EXPECT_EQ(logos.download("a/b.png"), "bytes");
  EXPECT_EQ(line(recorder.last()), "GET /storage/v1/object/brand%20logos/a/b.png");
  recorder.answers(200,
                   R"([{"name":"b.png","id":"1","updated_at":"2026-03-14T15:09:26Z","metadata":{"size":5}},)"
                   R"({"name":"folder","id":null,"updated_at":null,"metadata":null}])");
  const auto listed = logos.list("a", {.limit = 10, .sort_order = desc});
  ASSERT_TRUE(listed) << to_string(listed.error());
  EXPECT_EQ(listed->at(0).metadata["size"].as<int>(), 5);
  EXPECT_FALSE(listed->at(1).id);
  EXPECT_EQ(line(recorder.last()),
            "POST /storage/v1/object/list/brand%20logos "
            R"({"prefix":"a","limit":10,"offset":0,"sortBy":{"column":"name","order":"desc"}})");
  EXPECT_EQ(logos.remove({"a/b.png"})->size(), 2U);
  EXPECT_EQ(line(recorder.last()), R"(DELETE /storage/v1/object/brand%20logos {"prefixes":["a/b.png"]})");
  EXPECT_TRUE(logos.move("a", "b"));
  EXPECT_EQ(
      line(recorder.last()),
      R"(POST /storage/v1/object/move {"bucketId":"brand logos","sourceKey":"a","destinationKey":"b"})");
  EXPECT_TRUE(logos.copy("a", "b"));
  EXPECT_TRUE(recorder.client.storage().list_buckets());
  EXPECT_EQ(line(recorder.last()), "GET /storage/v1/bucket");
}

TEST(StorageCalls, AddressesBeginWithTheServers) {
  ScriptedServer server({http_answer(200, R"({"signedURL":"/object/sign/b/a.png?token=t"})")});
  const Client client(server.url() + "/", "key");
  EXPECT_EQ(client.storage().from("b").create_signed_url("a.png", 60s),
            server.url() + "/storage/v1/object/sign/b/a.png?token=t");
  EXPECT_EQ(server.seen().at(0).body, R"({"expiresIn":60})");
  EXPECT_EQ(client.storage().from("b").public_url("a b.png"),
            server.url() + "/storage/v1/object/public/b/a%20b.png");
}

TEST(StorageCalls, ErrorsHaveTheirCode) {
  Recorder recorder;
  recorder.answers(400,
                   R"({"statusCode":"409","error":"Duplicate","message":"The resource already exists"})");
  const auto error = recorder.client.storage().from("b").upload("a", "x").error();
  EXPECT_EQ(error.code, "Duplicate");
  EXPECT_EQ(error.message, "The resource already exists");
}

}  // namespace
}  // namespace marque
