// cli/io_thread.hpp: one I/O thread of the server: its loop, its connections to PostgreSQL, its HTTP
// listener. Threads share nothing but metrics; the kernel spreads connections over their listeners
// (SO_REUSEPORT).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <sys/types.h>

#include "core/error.hpp"
#include "core/metrics.hpp"
#include "http/server.hpp"
#include "pg/pool.hpp"

namespace marque::cli {

struct IoThreadOptions {
  pg::PoolOptions pool;
  http::ServerOptions server;
  std::string host;
  std::string unix_socket;  ///< a path; listened on instead of the port where not empty
  mode_t unix_socket_mode = 0600;
};

class IoThread {
 public:
  /// Makes loop, pool and server; `add_routes` fills the router with what this thread's handlers need.
  IoThread(IoThreadOptions options, const std::function<void(http::Router&, pg::Pool&)>& add_routes,
           Metrics& metrics, http::ServerMetrics& server_metrics);
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;
  /// Ends at once what still runs; `stop` first for a graceful end.
  ~IoThread();

  /// Listens and runs the loop on a thread of its own; gives the port. Errors: the server's `listen`.
  Result<std::uint16_t> start(std::uint16_t port, bool shared);

  /// A second server on this thread, for those who operate the first. Before `start`. Errors: the server's
  /// `listen`.
  Result<std::uint16_t> add_admin(http::Router router, http::ServerOptions options, const std::string& host,
                                  std::uint16_t port);

  /// Waits until the pool has a connection. Errors: pg.unreachable with the last attempt's reason.
  Result<void> wait_for_database(std::chrono::milliseconds patience);

  void reload_tls();

  /// Begins to stop: no new connections, running requests finish within `grace`. Returns at once; `join`
  /// waits.
  void stop(std::chrono::milliseconds grace);
  void join();

 private:
  Task<void> stop_in_order(std::chrono::milliseconds grace);

  boost::asio::io_context context_{1};
  IoThreadOptions options_;
  std::optional<pg::Pool> pool_;
  std::optional<http::Server> server_;
  std::optional<http::Server> admin_;
  http::ServerMetrics& server_metrics_;
  std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
  std::jthread thread_;
};

}  // namespace marque::cli
