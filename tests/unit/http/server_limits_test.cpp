#include <sys/resource.h>

#include "test_handlers.hpp"

namespace marque::http {
namespace {

using namespace std::chrono_literals;

std::atomic<bool> handler_saw_cancellation{false};

Task<Response> waits_for_ever(Request& request) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor);
  timer.expires_after(1h);
  try {
    co_await timer.async_wait(boost::asio::use_awaitable);
  } catch (const boost::system::system_error&) {
    handler_saw_cancellation = request.cancelled();
    throw;
  }
  co_return Response{};
}

Task<Response> endless(Request&) {
  struct Zeros final : BodySource {
    Task<Result<std::size_t>> read(std::span<char> into) override { co_return into.size(); }
  };
  Response response = empty_response(200);
  response.body = std::make_unique<Zeros>();
  co_return response;
}

Router routes() {
  Router router;
  router.add(Method::get, "/hello", hello);
  router.add(Method::post, "/echo", echo);
  router.add(Method::get, "/slow", slow);
  router.add(Method::get, "/forever", waits_for_ever);
  router.add(Method::get, "/endless", endless);
  return router;
}

ServerOptions options_with(auto&& change) {
  ServerOptions options = quick_options();
  change(options.limits);
  return options;
}

using Clock = std::chrono::steady_clock;

TEST(ServerLimits, CutsHeadsThatDrip) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.header_read = 100ms; }));
  TestClient client = server.client();
  const auto begun = Clock::now();
  client.send("GET /hello HT");
  const std::string answer = client.read_to_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
  EXPECT_NE(answer.find("http.header_timeout"), answer.npos);
  EXPECT_LT(Clock::now() - begun, 3s);
  EXPECT_NE(server.metrics().find("marque_http_rejected_total{reason=\"timeout\"} 1"), std::string::npos);
}

TEST(ServerLimits, EndsIdleConnectionsSilently) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.keep_alive_idle = 100ms; }));
  TestClient client = server.client();
  EXPECT_EQ(body_of(client.send(get("/hello")).read_answer()), "hello");
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(ServerLimits, CutsBodiesThatStall) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.body_idle = 100ms; }));
  TestClient client = server.client();
  const std::string answer =
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc").read_to_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << answer;
  EXPECT_NE(answer.find("http.body_timeout"), answer.npos);
}

TEST(ServerLimits, CutsBodiesThatAreFedByDrops) {
  TestServer server(routes(), options_with([](Limits& limits) {
                      limits.body_grace = 150ms;
                      limits.body_bytes_per_second = 1000;
                    }));
  TestClient client = server.client();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  const auto begun = Clock::now();
  for (int drop = 0; drop < 100 && Clock::now() - begun < 600ms; ++drop) {
    client.send("x");
    std::this_thread::sleep_for(10ms);
  }
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 408 "));
}

TEST(ServerLimits, CutsPeersThatDoNotRead) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.write_idle = 100ms; }));
  TestClient client = server.client();
  client.send(get("/endless"));
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 0; }));
}

TEST(ServerLimits, CountsConnections) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.connections = 2; }));
  TestClient first = server.client(), second = server.client();
  first.send(get("/hello")).read_answer();
  second.send(get("/hello")).read_answer();
  TestClient third = server.client();
  const std::string answer = third.read_to_end();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_TRUE(answer.ends_with("}"));
  second.close();
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 1; }));
  TestClient fourth = server.client();
  EXPECT_EQ(body_of(fourth.send(get("/hello")).read_answer()), "hello");
}

TEST(ServerLimits, CountsConnectionsOfOnePeer) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.connections_per_peer = 1; }));
  TestClient first = server.client();
  first.send(get("/hello")).read_answer();
  EXPECT_TRUE(server.client().read_to_end().starts_with("HTTP/1.1 503 "));
  EXPECT_NE(server.metrics().find("reason=\"peer_connections\"} 1"), std::string::npos);
}

TEST(ServerLimits, SurvivesRunningOutOfDescriptors) {
  TestServer server(routes(), options_with([](Limits& limits) { limits.accept_backoff = 20ms; }));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  TestClient waiting = server.client();
  waiting.send(get("/hello")).read_answer();
  TestClient late = server.client();  // has its descriptor; the server's end is accepted below
  late.send(get("/hello")).read_answer();
  std::vector<FileDescriptor> hoard;
  const rlimit low{.rlim_cur = 64, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &low);
  FileDescriptor spare(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  while (true) {
    FileDescriptor one(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!one) break;
    hoard.push_back(std::move(one));
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(spare.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(body_of(waiting.send(get("/hello")).read_answer()), "hello");
  EXPECT_EQ(server.open_connections(), 2U);
  hoard.clear();
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 3; }));
}

TEST(ServerLimits, TellsAHandlerThatItsPeerHasGone) {
  handler_saw_cancellation = false;
  TestServer server(routes());
  TestClient client = server.client();
  client.send(get("/forever"));
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 1; }));
  std::this_thread::sleep_for(30ms);
  EXPECT_FALSE(handler_saw_cancellation);
  client.close();
  EXPECT_TRUE(eventually([&] { return server.open_connections() == 0; }));
  EXPECT_TRUE(handler_saw_cancellation);
}

TEST(ServerStop, LetsARunningRequestFinish) {
  TestServer server(routes());
  TestClient idle = server.client(), busy = server.client();
  idle.send(get("/hello")).read_answer();
  busy.send(get("/slow?300"));
  std::this_thread::sleep_for(50ms);
  auto stopped = server.stop_later(5s);
  EXPECT_EQ(idle.read_to_end(), "");
  const std::string answer = busy.read_to_end();
  EXPECT_TRUE(answer.ends_with("waited")) << answer;
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), answer.npos);
  const StopReport report = stopped.get();
  EXPECT_EQ(report.finished, 2U);
  EXPECT_EQ(report.cancelled, 0U);
}

TEST(ServerStop, CancelsWhatTakesTooLong) {
  handler_saw_cancellation = false;
  TestServer server(routes());
  TestClient busy = server.client(), reading = server.client();
  busy.send(get("/forever"));
  reading.send(get("/endless")).read_bytes(100);
  std::this_thread::sleep_for(50ms);
  const auto begun = Clock::now();
  const StopReport report = server.stop(100ms);
  EXPECT_EQ(report.cancelled, 2U);
  EXPECT_LT(Clock::now() - begun, 900ms);
  EXPECT_TRUE(handler_saw_cancellation);
  EXPECT_TRUE(busy.ended());
}

TEST(ServerStop, NeedsNoStopBeforeItsEnd) {
  boost::asio::io_context context;
  Metrics metrics;
  ServerMetrics server_metrics(metrics);
  std::uint16_t port = 0;
  auto server = std::make_unique<Server>(context, routes(), server_metrics, quick_options());
  port = server->listen("127.0.0.1", 0).value_or(0);
  TestClient client(port);
  client.send(get("/forever"));
  context.run_for(50ms);
  EXPECT_EQ(server->open_connections(), 1U);
  server.reset();
  context.run_for(200ms);
  EXPECT_TRUE(client.ended());
}

TEST(ServerStop, MayBeDroppedWithItsContext) {
  Metrics metrics;
  ServerMetrics server_metrics(metrics);
  boost::asio::io_context context;
  Server server(context, routes(), server_metrics, quick_options());
  const std::uint16_t port = server.listen("127.0.0.1", 0).value_or(0);
  TestClient client(port), reading(port);
  client.send(get("/forever"));
  reading.send(get("/endless"));
  context.run_for(50ms);
  EXPECT_EQ(server.open_connections(), 2U);
}

}  // namespace
}  // namespace marque::http
