// One request after the other through everything: HTTP parser, router, pool, PostgreSQL, response writer. Run
// under callgrind by tests/cost, which takes the difference between two numbers of requests, so that start
// and end do not count. The client in the same process is as plain as possible and costs the same each time.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/log.hpp"
#include "core/metrics.hpp"
#include "http/router.hpp"
#include "http/server.hpp"
#include "pg/pool.hpp"

namespace {

namespace asio = boost::asio;
using marque::Task;

constexpr const char* settings_sql =
    "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)";
constexpr const char* row_sql =
    "select json_build_object('id', $1::int, 'name', 'Brand number ' || $1)::text";

Task<marque::http::Response> answer_row(marque::pg::Pool& pool, marque::http::Request& request) {
  marque::pg::Batch batch;
  batch.role = "postgres";
  batch.lane = marque::pg::Lane::shared;
  batch.statements.push_back(
      {settings_sql, {"postgres", R"({"sub":"11111111-1111-4111-8111-111111111111"})"}});
  batch.statements.push_back({row_sql, {std::string(request.parameter("id"))}});
  auto reply = co_await pool.run(std::move(batch));
  if (!reply) co_return marque::http::json_response(503, "{}");
  co_return marque::http::json_response(200, std::string(reply->results[1].value(0, 0)));
}

Task<void> ask(asio::io_context& context, std::uint16_t port, int requests, int& answered) {
  asio::ip::tcp::socket socket(context);
  const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
  co_await socket.async_connect(server, asio::use_awaitable);
  std::array<char, 4096> buffer{};
  for (int number = 0; number < requests; ++number) {
    const std::string request = "GET /row/" + std::to_string(1000 + number % 1000) +
                                " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(request), asio::use_awaitable);
    const std::size_t size = co_await socket.async_read_some(asio::buffer(buffer), asio::use_awaitable);
    if (std::string_view(buffer.data(), size).starts_with("HTTP/1.1 200")) ++answered;
  }
  context.stop();
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 3) {
    std::fputs("usage: request_cost DATABASE_URL REQUESTS\n", stderr);
    return 2;
  }
  const int requests = std::atoi(arguments[2]);
  asio::io_context context(1);
  marque::Metrics metrics;
  marque::http::ServerMetrics server_metrics(metrics);
  marque::pg::PoolOptions options;
  options.url = marque::Secret(arguments[1]);
  options.shared_connections = 1;
  options.slow_after = std::chrono::hours(1);  // everything is slow under callgrind
  marque::pg::Pool pool(context, options, marque::Log("cost"), metrics);
  marque::http::Router router;
  router.add(marque::http::Method::get, "/row/{id}",
             [&pool](marque::http::Request& request) { return answer_row(pool, request); });
  marque::http::ServerOptions server_options;
  server_options.access_log = false;
  marque::http::Server server(context, std::move(router), server_metrics, server_options);
  const auto port = server.listen("127.0.0.1", 0);
  if (!port) {
    std::fprintf(stderr, "%s\n", marque::core::describe(port.error()).c_str());
    return 1;
  }
  int answered = 0;
  asio::co_spawn(context, ask(context, *port, requests, answered), asio::detached);
  context.run();
  std::printf("%d of %d answered\n", answered, requests);
  return answered == requests ? 0 : 1;
}
