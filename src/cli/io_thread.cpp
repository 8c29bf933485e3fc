#include "cli/io_thread.hpp"

#include <future>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>

namespace marque::cli {
namespace {

namespace asio = boost::asio;

/// What is left for queries once all requests have been answered or cancelled.
constexpr std::chrono::seconds pool_grace{2};

pg::Batch empty_question() {
  pg::Batch batch;
  batch.statements.push_back({"select 1", {}});
  batch.lane = pg::Lane::shared;
  batch.repeatable = true;
  return batch;
}

Task<Result<void>> ask_database(pg::Pool& pool) {
  auto reply = co_await pool.run(empty_question());
  if (!reply) co_return fail(reply.error());
  co_return Result<void>();
}

}  // namespace

IoThread::IoThread(IoThreadOptions options, const std::function<void(http::Router&, pg::Pool&)>& add_routes,
                   Metrics& metrics, http::ServerMetrics& server_metrics)
    : options_(std::move(options)), server_metrics_(server_metrics) {
  work_.emplace(asio::make_work_guard(context_));
  pool_.emplace(context_, options_.pool, Log("pool"), metrics);
  http::Router router;
  add_routes(router, *pool_);
  server_.emplace(context_, std::move(router), server_metrics, options_.server);
}

IoThread::~IoThread() {
  work_.reset();
  context_.stop();
  if (thread_.joinable()) thread_.join();
  admin_.reset();
  server_.reset();
  pool_.reset();
}

Result<std::uint16_t> IoThread::start(std::uint16_t port, bool shared) {
  Result<std::uint16_t> listening = 0;
  if (options_.unix_socket.empty())
    listening = server_->listen(options_.host, port, shared);
  else if (auto opened = server_->listen_unix(options_.unix_socket, options_.unix_socket_mode); !opened)
    return fail(opened.error());
  if (!listening) return listening;
  thread_ = std::jthread([this] { context_.run(); });
  return listening;
}

Result<std::uint16_t> IoThread::add_admin(http::Router router, http::ServerOptions options,
                                          const std::string& host, std::uint16_t port) {
  admin_.emplace(context_, std::move(router), server_metrics_, std::move(options));
  return admin_->listen(host, port);
}

Result<void> IoThread::wait_for_database(std::chrono::milliseconds patience) {
  auto answer = asio::co_spawn(context_, ask_database(*pool_), asio::use_future);
  if (answer.wait_for(patience) != std::future_status::ready)
    return fail("pg.unreachable", "PostgreSQL did not answer in time");
  return answer.get();
}

void IoThread::reload_tls() {
  asio::post(context_, [this] {
    if (auto reloaded = server_->reload_tls(); !reloaded)
      Log("server").error("the new certificate cannot be used; the old one stays", reloaded.error());
    else
      Log("server").info("certificate read again");
  });
}

void IoThread::stop(std::chrono::milliseconds grace) {
  asio::co_spawn(context_, stop_in_order(grace), asio::detached);
}

Task<void> IoThread::stop_in_order(std::chrono::milliseconds grace) {
  const auto report = co_await server_->stop(grace);
  if (report.cancelled > 0)
    Log("server").warning("requests were cut off",
                          {{"cut_off", report.cancelled}, {"finished", report.finished}});
  if (admin_) {
    const auto closed = co_await admin_->stop(std::chrono::milliseconds(0));
    (void)closed;
  }
  co_await pool_->stop(pool_grace);
  work_.reset();
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace marque::cli
