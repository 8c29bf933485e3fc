#include "cli/operations_routes.hpp"

#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cli/version.hpp"
#include "core/json.hpp"

namespace marque::cli {
namespace {

namespace asio = boost::asio;
using core::JsonObject;
using http::Request;
using http::Response;

/// A load balancer that asks more often than this gets a failing answer in time.
constexpr std::chrono::milliseconds readiness_timeout{2'000};

Response uncached(Response response) {
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Task<Response> answer_health() {
  co_return uncached(
      http::json_response(200, JsonObject().add("status", "ok").add("version", version).text()));
}

/// A question to the database for whose answer nobody waits longer than the timeout. A cancelled batch would
/// keep its caller until the server reacts, and a server that hangs does not.
struct Question {
  explicit Question(const asio::any_io_executor& executor) : timer(executor, readiness_timeout) {}
  asio::steady_timer timer;
  Result<pg::Reply> answer = fail(Error("pg.no_answer", "PostgreSQL did not answer in time"));
};

Task<Result<pg::Reply>> ask_database(pg::Pool& pool) {
  pg::Batch batch;
  batch.statements.push_back({"select 1", {}});
  batch.lane = pg::Lane::shared;
  batch.repeatable = true;
  batch.timeout = readiness_timeout;
  auto executor = co_await asio::this_coro::executor;
  auto question = std::make_shared<Question>(executor);
  asio::co_spawn(executor, pool.run(std::move(batch)), [question](std::exception_ptr failure, auto reply) {
    if (!failure) question->answer = std::move(reply);
    question->timer.cancel();
  });
  boost::system::error_code ignored;
  co_await question->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return std::move(question->answer);
}

Task<Response> answer_readiness(pg::Pool& pool) {
  auto reply = co_await ask_database(pool);
  if (reply) co_return uncached(http::json_response(200, JsonObject().add("status", "ready").text()));
  co_return uncached(http::json_response(503, JsonObject()
                                                  .add("status", "unavailable")
                                                  .add("code", reply.error().code)
                                                  .add("message", reply.error().message)
                                                  .text()));
}

bool is_from_this_machine(const Request& request) {
  const bool forwarded =
      request.headers().contains("X-Forwarded-For") || request.headers().contains("Forwarded");
  const std::string& peer = request.peer();
  return !forwarded && (peer == "unix" || peer == "::1" || peer.starts_with("127."));
}

bool has_service_key(const Request& request, const identity::ProjectKeys& keys) {
  std::string_view key = request.headers().get_or("apikey", "");
  constexpr std::string_view bearer = "Bearer ";
  if (key.empty()) {
    key = request.headers().get_or("Authorization", "");
    if (!key.starts_with(bearer)) return false;
    key.remove_prefix(bearer.size());
  }
  return keys.secret_key.equals(key) || keys.service_role_key.equals(key);
}

Task<Response> answer_metrics(const Request& request, const Metrics& metrics,
                              const identity::ProjectKeys& keys) {
  if (!is_from_this_machine(request) && !has_service_key(request, keys))
    co_return http::json_response(
        401, JsonObject()
                 .add("code", "metrics.key_needed")
                 .add("message", "metrics are shown to this machine, or with the service_role or secret key")
                 .text());
  co_return uncached(http::text_response(200, "text/plain; version=0.0.4; charset=utf-8", metrics.expose()));
}

}  // namespace

void add_operations_routes(http::Router& router, pg::Pool& pool, const Metrics& metrics,
                           const identity::ProjectKeys& keys) {
  router.add(http::Method::get, "/healthz", [](Request&) { return answer_health(); });
  router.add(http::Method::get, "/readyz", [&pool](Request&) { return answer_readiness(pool); });
  router.add(http::Method::get, "/metrics",
             [&metrics, &keys](Request& request) { return answer_metrics(request, metrics, keys); });
}

}  // namespace marque::cli
