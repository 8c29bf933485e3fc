#include <semaphore>

#include <gtest/gtest.h>

#include "marque/marque.hpp"
#include "scripted_server.hpp"

namespace marque {
namespace {

using namespace std::chrono_literals;

ClientOptions quick() {
  ClientOptions options;
  options.http.first_pause = 2ms;
  return options;
}

Client client_of(const ScriptedServer& server, ClientOptions options = quick()) {
  return {server.url(), "key", std::move(options)};
}

TEST(HttpTransport, SendsWhatTheQuerySays) {
  ScriptedServer server({http_answer(200, R"([{"id":1}])", "Content-Range: 0-0/7\r\n")});
  const auto answer =
      client_of(server).from("brands").select("id").eq("name", "A&B").count(Count::exact).execute();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, R"([{"id":1}])");
  EXPECT_EQ(answer->count, 7);
  const std::string head = server.seen().at(0).head;
  EXPECT_TRUE(head.starts_with("GET /rest/v1/brands?select=id&name=eq.A%26B HTTP/1.1\r\n")) << head;
  for (const auto* line : {"apikey: key\r\n", "Authorization: Bearer key\r\n", "Accept: application/json\r\n",
                           "Prefer: count=exact\r\n", "X-Client-Info: marque-cpp/"})
    EXPECT_NE(head.find(line), head.npos) << line;
  EXPECT_EQ(head.find("Content-Type"), head.npos);
}

TEST(HttpTransport, SendsBodiesAndMethods) {
  ScriptedServer server({http_answer(200, "[]")});
  const Client client = client_of(server);
  (void)client.from("b").insert({{"a", 1}}).execute();
  (void)client.from("b").update({{"a", 2}}).eq("id", 1).execute();
  (void)client.from("b").delete_().eq("id", 1).execute();
  (void)client.rpc("f").execute();
  const auto seen = server.seen();
  EXPECT_TRUE(seen.at(0).head.starts_with("POST /rest/v1/b HTTP/1.1\r\n"));
  EXPECT_EQ(seen.at(0).body, R"({"a":1})");
  EXPECT_NE(seen.at(0).head.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_TRUE(seen.at(1).head.starts_with("PATCH /rest/v1/b?id=eq.1 "));
  EXPECT_EQ(seen.at(1).body, R"({"a":2})");
  EXPECT_TRUE(seen.at(2).head.starts_with("DELETE /rest/v1/b?id=eq.1 "));
  EXPECT_EQ(seen.at(2).body, "");
  EXPECT_EQ(seen.at(3).body, "{}");
  EXPECT_EQ(seen.at(3).connection, 0) << "one connection for all";
}

TEST(HttpTransport, HeadHasNoBody) {
  ScriptedServer server(
      {{"HTTP/1.1 206 X\r\nContent-Range: 0-4/55\r\nContent-Type: application/json\r\n\r\n"}});
  const auto answer = client_of(server).from("b").select().head().count(Count::exact).execute();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->count, 55);
  EXPECT_EQ(answer->body, "");
}

TEST(HttpTransport, ReadsAreSentAgainAfter503AndLostConnections) {
  ScriptedServer server({http_answer(503, "{}"),
                         {"", true},
                         {"HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n[", true},
                         http_answer(200, "[1]")});
  const auto answer = client_of(server).from("b").select().execute();
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->body, "[1]");
  EXPECT_EQ(server.seen().at(0).head.find("X-Retry-Count"), std::string::npos);
  EXPECT_NE(server.seen().back().head.find("X-Retry-Count: 2\r\n"), std::string::npos)
      << "libcurl itself replaces a kept connection that turns out to be closed";
}

TEST(HttpTransport, WritesAreNotSentAgain) {
  ScriptedServer refusing({http_answer(503, R"({"code":"PGRST002","message":"m"})"), http_answer(200, "[]")});
  EXPECT_EQ(client_of(refusing).from("b").insert({{"a", 1}}).execute().error().code, "PGRST002");
  EXPECT_EQ(refusing.seen().size(), 1U);
  ScriptedServer closing({{"", true}});
  EXPECT_EQ(client_of(closing).rpc("f").execute().error().code, "marque.connection_lost");
}

TEST(HttpTransport, WritesAreNotSentAgainOnAKeptConnectionEither) {
  ScriptedServer server({http_answer(200, "[]"), {"", true}, http_answer(200, "[]")});
  const Client client = client_of(server);
  EXPECT_TRUE(client.from("b").select().execute());
  EXPECT_EQ(client.from("b").insert({{"a", 1}}).execute().error().code, "marque.connection_lost");
  EXPECT_EQ(server.seen().size(), 2U);
}

TEST(HttpTransport, RetriesCanBeTurnedOff) {
  ScriptedServer server({http_answer(503, "{}"), http_answer(200, "[]")});
  EXPECT_EQ(client_of(server).from("b").select().retry(false).execute().error().status, 503);
}

TEST(HttpTransport, GivesUpInTime) {
  ScriptedServer slow({{.bytes = "HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n[]", .before = 2s}});
  const auto started = std::chrono::steady_clock::now();
  const auto answer = client_of(slow).from("b").select().timeout(50ms).execute();
  EXPECT_EQ(answer.error().code, "marque.timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - started, 1s);
  ScriptedServer busy({http_answer(503, "{}", "Retry-After: 20\r\n")});
  EXPECT_EQ(client_of(busy).from("b").select().timeout(1s).execute().error().status, 503);
}

TEST(HttpTransport, SaysWhyThereIsNoAnswer) {
  const auto code = [](const std::string& url, const std::string& key = "k") {
    ClientOptions options = quick();
    options.http.maximum_retries = 0;
    return Client(url, key, options).from("b").select().execute().error().code;
  };
  EXPECT_EQ(code("http://127.0.0.1:1"), "marque.unreachable");
  EXPECT_EQ(code("http://no-such-host.invalid"), "marque.unreachable");
  EXPECT_EQ(code("file:///etc"), "marque.bad_url");
  EXPECT_EQ(code("http://a b"), "marque.bad_url");
  EXPECT_EQ(code("http://127.0.0.1:1", "k\r\nX-Evil: 1"), "marque.bad_value");
}

TEST(HttpTransport, DoesNotFollowRedirectsNorHoldEndlessAnswers) {
  ScriptedServer moved({http_answer(302, "", "Location: http://127.0.0.1:1/\r\n")});
  EXPECT_EQ(client_of(moved).from("b").select().execute().error().code, "http.302");
  ScriptedServer large({http_answer(200, std::string(5000, ' '))});
  ClientOptions options = quick();
  options.http.maximum_body_bytes = 4999;
  EXPECT_EQ(client_of(large, options).from("b").select().execute().error().code, "marque.answer_too_large");
}

TEST(HttpTransport, StreamsChunksAsRows) {
  const std::string chunks = "6\r\n[{\"a\":\r\n9\r\n1},{\"a\":2\r\n2\r\n}]\r\n0\r\n\r\n";
  ScriptedServer server({{"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks}});
  std::vector<int> rows;
  const auto taken = client_of(server).from("b").select().stream([&](const Json& row) {
    rows.push_back(*row["a"].as<int>());
    return true;
  });
  EXPECT_EQ(taken, 2);
  EXPECT_EQ(rows, (std::vector<int>{1, 2}));
  EXPECT_EQ(client_of(server).from("b").select().stream([](const Json&) { return false; }), 1);
}

TEST(HttpTransport, AStreamsFailureIsAnError) {
  ScriptedServer refusing({http_answer(404, R"({"code":"PGRST205","message":"m"})")});
  EXPECT_EQ(client_of(refusing).from("b").select().stream([](const Json&) { return true; }).error().code,
            "PGRST205");
  ScriptedServer cut({{"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n[1,2,", true}});
  int rows = 0;
  EXPECT_EQ(client_of(cut).from("b").select().stream([&](const Json&) { return ++rows, true; }).error().code,
            "marque.connection_lost");
  EXPECT_EQ(rows, 2) << "once each: a stream that has begun is not begun again";
}

TEST(HttpTransport, ExceptionsOfTheCallersCodePassThrough) {
  ScriptedServer server({http_answer(200, "[1]")});
  const Client client = client_of(server);
  EXPECT_THROW(
      (void)client.from("b").select().stream([](const Json&) -> bool { throw std::runtime_error("x"); }),
      std::runtime_error);
  EXPECT_TRUE(client.from("b").select().execute());
}

TEST(HttpTransport, RunsManyAtATime) {
  ScriptedServer server({{.bytes = "HTTP/1.1 200 X\r\nContent-Length: 3\r\n\r\n[1]", .before = 50ms}});
  const Client client = client_of(server);
  constexpr int many = 20;
  std::counting_semaphore<many> arrived(0);
  std::atomic<int> succeeded = 0;
  const auto started = std::chrono::steady_clock::now();
  for (int index = 0; index < many; ++index)
    client.from("b").select().async().then([&](const Expected<Response>& answer) {
      if (answer && answer->body == "[1]") ++succeeded;
      arrived.release();
    });
  for (int index = 0; index < many; ++index) arrived.acquire();
  EXPECT_EQ(succeeded, many);
  EXPECT_LT(std::chrono::steady_clock::now() - started, 50ms * many);
}

TEST(HttpTransport, AsynchronousReadsAreSentAgainToo) {
  ScriptedServer server({http_answer(503, "{}"), {"", true}, http_answer(200, "[1]")});
  const auto answer = client_of(server).from("b").select().async().wait();
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(answer->body, "[1]");
  EXPECT_EQ(server.seen().size(), 3U);
}

TEST(HttpTransport, IsClosedWithWhatRuns) {
  ScriptedServer slow({{.bytes = "HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n[]", .before = 200ms}});
  std::binary_semaphore arrived(0);
  std::string code;
  {
    const auto transport = http_transport(slow.url());
    transport->start(Request(HttpRequest{"GET", "/", {}, ""}), [&](const Expected<Response>& answer) {
      code = answer ? "answered" : answer.error().code;
      arrived.release();
    });
  }
  arrived.acquire();
  EXPECT_EQ(code, "marque.stopped");
}

TEST(HttpTransport, MayEndInItsOwnCallback) {
  ScriptedServer server({http_answer(200, "[]")});
  std::binary_semaphore arrived(0);
  auto client = std::make_shared<Client>(client_of(server));
  client->from("b").select().async().then([&arrived, kept = client](const Expected<Response>&) mutable {
    kept.reset();
    arrived.release();
  });
  client.reset();
  arrived.acquire();
}

}  // namespace
}  // namespace marque
