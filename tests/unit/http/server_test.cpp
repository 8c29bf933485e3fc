#include <fstream>

#include "test_handlers.hpp"

namespace marque::http {
namespace {

using namespace std::chrono_literals;

using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

Task<Response> broken(Request&) {
  throw std::runtime_error("the handler's secret reason");
  co_return Response{};
}

Task<Response> path_text(Request& request) {
  co_return text_response(200, "text/plain", std::string(request.path()));
}

Task<Response> status_from_query(Request& request) {
  Response response = text_response(std::stoi(std::string(request.query())), "text/plain", "body");
  response.headers.add("X-Id", request.id());
  co_return response;
}

Router routes() {
  Router router;
  router.add(Method::get, "/hello", hello);
  router.add(Method::get, "/broken", broken);
  router.add(Method::get, "/status", status_from_query);
  router.add(Method::post, "/echo", echo);
  router.add(Method::post, "/count", count_bytes, {.body_limit = no_body_limit});
  router.add(Method::get, "/slow", slow);
  router.mount("/path", path_text);
  router.set_cors("", {.allowed_origins = {}, .exposed_headers = "X-Y"});
  return router;
}

TEST(Server, AnswersAndKeepsTheConnection) {
  TestServer server(routes());
  TestClient client = server.client();
  for (int round = 0; round < 3; ++round) {
    const std::string answer = client.send(get("/hello")).read_answer();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: ")) << answer;
    EXPECT_NE(answer.find("\r\nServer: marque\r\nX-Request-Id: "), answer.npos) << answer;
    EXPECT_EQ(answer.find("Connection:"), answer.npos);
    EXPECT_EQ(body_of(answer), "hello");
  }
  EXPECT_EQ(server.open_connections(), 1U);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  TestServer server(routes());
  std::string requests, expected;
  for (int number = 0; number < 200; ++number) {
    const std::string path = "/path/" + std::to_string(number);
    requests += number % 10 == 3 ? post("/echo", path) : number % 50 == 7 ? get("/slow?5") : get(path);
    expected += number % 50 == 7 ? "waited" : path;
  }
  TestClient client = server.client();
  client.send(requests);
  std::string bodies;
  for (int number = 0; number < 200; ++number) bodies += body_of(client.read_answer());
  EXPECT_EQ(bodies, expected);
}

TEST(Server, ReadsARequestWhereverItIsCut) {
  TestServer server(routes());
  const std::string bytes = post("/echo", "some body");
  TestClient client = server.client();
  for (std::size_t cut = 1; cut < bytes.size(); cut += 7) {
    client.send(bytes.substr(0, cut));
    std::this_thread::sleep_for(2ms);
    EXPECT_EQ(body_of(client.send(bytes.substr(cut)).read_answer()), "some body");
  }
}

TEST(Server, ClosesWhereAsked) {
  TestServer server(routes());
  TestClient client = server.client();
  const std::string answer = client.send(get("/hello", "Connection: close\r\n")).read_to_end();
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), answer.npos) << answer;
  EXPECT_TRUE(answer.ends_with("hello"));
  TestClient old = server.client();
  const std::string old_answer = old.send("GET /hello HTTP/1.0\r\n\r\n").read_to_end();
  EXPECT_TRUE(old_answer.ends_with("hello")) << old_answer;
  TestClient kept = server.client();
  for (int round = 0; round < 2; ++round) {
    const std::string kept_answer =
        kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").read_answer();
    EXPECT_NE(kept_answer.find("\r\nConnection: keep-alive\r\n"), kept_answer.npos);
  }
}

TEST(Server, LeavesOutBodiesThatMustNotBe) {
  TestServer server(routes());
  TestClient client = server.client();
  const std::string head = client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n").read_until("\r\n\r\n");
  EXPECT_NE(head.find("Content-Length: 5\r\n"), head.npos);
  for (const char* status : {"204", "304"}) {
    const std::string answer = client.send(get("/status?" + std::string(status))).read_until("\r\n\r\n");
    EXPECT_EQ(answer.find("Content-Length"), answer.npos);
  }
  EXPECT_TRUE(client.send(get("/hello")).read_answer().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, RefusesHostileBytesAndCloses) {
  TestServer server(routes());
  for (const auto& [bytes, status] : std::vector<std::pair<std::string, std::string>>{
           {"GET / HTTP/1.1\r\n\r\n", "400"},
           {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "400"},
           {"GET /" + std::string(20000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414"},
           {get("/", "X: " + std::string(70000, 'x') + "\r\n"), "431"},
           {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
           {get("/", "Expect: x\r\n"), "417"},
           {get("/", "Transfer-Encoding: gzip\r\n"), "501"},
           {std::string("\x16\x03\x01\0\0", 5), "400"}}) {
    TestClient client = server.client();
    const std::string answer = client.send(bytes).send(get("/hello")).read_to_end();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + status)) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), answer.npos);
    EXPECT_NE(answer.find("{\"code\":\"http."), answer.npos);
    EXPECT_EQ(answer.find("hello"), answer.npos);
    EXPECT_EQ(answer.find("(still open)"), answer.npos);
  }
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 0; }));
  EXPECT_NE(server.metrics().find("marque_http_rejected_total{reason=\"too_large\"} 2"), std::string::npos);
}

TEST(Server, TurnsExceptionsIntoAnswers) {
  TestServer server(routes());
  TestClient client = server.client();
  CaptureStderr();
  const std::string answer = client.send(get("/broken", "X-Request-Id: my-id.1\r\n")).read_answer();
  const std::string log = GetCapturedStderr();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_NE(answer.find("\r\nX-Request-Id: my-id.1\r\n"), answer.npos);
  EXPECT_EQ(answer.find("secret reason"), answer.npos);
  EXPECT_NE(log.find("secret reason"), log.npos);
  EXPECT_NE(log.find("my-id.1"), log.npos);
  EXPECT_EQ(body_of(client.send(get("/hello")).read_answer()), "hello");
}

TEST(Server, TakesSaneRequestIdsOnly) {
  TestServer server(routes());
  TestClient client = server.client();
  const auto id_for = [&](const std::string& sent) {
    const std::string answer = client.send(get("/hello", "X-Request-Id: " + sent + "\r\n")).read_answer();
    const std::size_t at = answer.find("X-Request-Id: ") + 14;
    return answer.substr(at, answer.find('\r', at) - at);
  };
  EXPECT_EQ(id_for("aZ09._-"), "aZ09._-");
  EXPECT_EQ(id_for(std::string(64, 'x')), std::string(64, 'x'));
  EXPECT_NE(id_for(std::string(65, 'x')), std::string(65, 'x'));
  EXPECT_NE(id_for("a b"), "a b");
  EXPECT_NE(id_for("\""), id_for("\""));
}

TEST(Server, LogsRequestsWithoutSecrets) {
  core::configure_log(core::LogLevel::info, core::LogFormat::json);
  ServerOptions options = quick_options();
  options.access_log = true;
  CaptureStderr();
  {
    TestServer server(routes(), options);
    TestClient client = server.client();
    client
        .send(get("/path/x?id=eq.5&token=s3cret", "Authorization: Bearer s3cret\r\nX-Request-Id: log-1\r\n"))
        .read_answer();
  }
  const std::string log = GetCapturedStderr();
  EXPECT_NE(log.find(R"("request_id":"log-1","message":"request","method":"GET","path":"/path/x",)"
                     R"("query":"id=eq.5&token=[hidden]","status":200,"bytes":)"),
            log.npos)
      << log;
  EXPECT_NE(log.find(R"("peer":"127.0.0.1")"), log.npos);
  EXPECT_EQ(log.find("s3cret"), log.npos);
}

TEST(Server, AnswersPreflightsAndMarksAnswers) {
  TestServer server(routes());
  TestClient client = server.client();
  const std::string preflight = client
                                    .send(
                                        "OPTIONS /hello HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n"
                                        "Access-Control-Request-Method: POST\r\n\r\n")
                                    .read_answer();
  EXPECT_TRUE(preflight.starts_with("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n")) << preflight;
  const std::string marked = client.send(get("/nothing", "Origin: http://b\r\n")).read_answer();
  EXPECT_TRUE(marked.starts_with("HTTP/1.1 404 "));
  EXPECT_NE(marked.find("Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: X-Y\r\n"),
            marked.npos);
  EXPECT_EQ(client.send(get("/hello")).read_answer().find("Access-Control"), std::string::npos);
}

TEST(Server, CountsRequestsByRoute) {
  TestServer server(routes());
  {
    TestClient client = server.client();
    client.send(get("/hello")).read_answer();
    client.send(get("/path/secret-name")).read_answer();
    client.send(get("/nowhere")).read_answer();
    EXPECT_NE(server.metrics().find("marque_http_open_connections 1"), std::string::npos);
  }
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 0; }));
  const std::string text = server.metrics();
  EXPECT_NE(text.find("marque_http_requests_total{method=\"GET\",status=\"2xx\"} 2"), text.npos) << text;
  EXPECT_NE(text.find("marque_http_requests_total{method=\"GET\",status=\"4xx\"} 1"), text.npos);
  EXPECT_NE(text.find("marque_http_request_duration_seconds_count{route=\"/path/*\"} 1"), text.npos);
  EXPECT_NE(text.find("marque_http_request_duration_seconds_count{route=\"none\"} 1"), text.npos);
  EXPECT_EQ(text.find("secret-name"), text.npos);
}

TEST(Server, ListensOnAUnixSocketToo) {
  const TestDirectory directory;
  const std::string path = directory.file("socket");
  {
    TestServer server(routes());
    server.on_thread([&](Server& inner) { EXPECT_TRUE(inner.listen_unix(path)); });
    TestClient client(path);
    EXPECT_EQ(body_of(client.send(get("/hello")).read_answer()), "hello");
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
    server.on_thread([&](Server& inner) { EXPECT_FALSE(inner.listen_unix(path)); });
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, SaysWhatIsWrongWithAPort) {
  TestServer server(routes());
  server.on_thread([&](Server& inner) {
    const auto taken = inner.listen("127.0.0.1", server.port());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, "http.port_taken");
    EXPECT_EQ(inner.listen("no such host.", 1).error().code, "http.listen");
  });
  EXPECT_EQ(check_port_free("127.0.0.1", server.port()).error().code, "http.port_taken");
}

TEST(Server, SharesAPortAmongThreads) {
  TestServer first(routes()), second(routes());
  std::uint16_t port = 0;
  first.on_thread([&](Server& server) { port = server.listen("127.0.0.1", 0, true).value_or(0); });
  second.on_thread([&](Server& server) { EXPECT_TRUE(server.listen("127.0.0.1", port, true)); });
  EXPECT_FALSE(check_port_free("127.0.0.1", port));
  for (int round = 0; round < 20; ++round) {
    TestClient client(port);
    EXPECT_EQ(body_of(client.send(get("/hello", "Connection: close\r\n")).read_answer()), "hello");
  }
}

}  // namespace
}  // namespace marque::http
