// http/server.hpp: HTTP/1.1 over TCP, TLS and unix sockets.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <sys/types.h>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "core/task.hpp"
#include "http/limits.hpp"
#include "http/router.hpp"
#include "http/server_metrics.hpp"
#include "http/tls_context.hpp"

namespace marque::http {

struct ServerOptions {
  Limits limits;
  /// Certificate and key; then every TCP connection is TLS. Unix sockets stay plain.
  std::optional<TlsFiles> tls;
  /// One log line per request.
  bool access_log = true;
  /// The X-Request-Id header in answers.
  bool request_id_header = true;
  /// The Server header; left out if empty. A handler may set another.
  std::string server_name = "marque";
  const core::Clock* clock = &core::system_clock();
};

/// What a graceful stop came to.
struct StopReport {
  std::size_t finished = 0;   ///< connections that ended by themselves within the grace period
  std::size_t cancelled = 0;  ///< connections that were cut off
};

/// The server of one io_context, which one thread runs. For several threads make one server each, with a
/// router each, listening on the same port with `shared`: they share nothing but the metrics. Every call must
/// come from the thread that runs the context (or before it runs).
///
/// Requests on one connection are answered in order, one at a time. A handler's exception is logged and
/// becomes a 500; it never ends the server. SIGPIPE is ignored from the first `listen` on, since sendfile has
/// no other way to keep a vanished peer from ending the process.
class Server {
 public:
  /// `metrics` must outlive `context`, which must outlive the server.
  Server(boost::asio::io_context& context, Router router, ServerMetrics& metrics, ServerOptions options = {});
  /// Cuts off what is left; `stop` first for a graceful end.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens on `host` and `port` (0: any) and starts to accept; may be called for several addresses. Gives
  /// the port. Errors: http.port_taken, http.listen, http.tls.
  Result<std::uint16_t> listen(const std::string& host, std::uint16_t port, bool shared = false);
  /// The same on a unix socket with `mode`; its file is removed at the end.
  Result<void> listen_unix(const std::string& path, mode_t mode = 0600);

  /// Reads certificate and key again, for new connections; on an error the old ones stay in use.
  Result<void> reload_tls();

  /// Stops accepting, closes idle connections, lets running requests finish (answered with Connection: close)
  /// for at most `grace`, then cancels their handlers and closes the rest.
  Task<StopReport> stop(std::chrono::milliseconds grace);

  std::size_t open_connections() const;

 private:
  std::shared_ptr<struct ServerState> state_;
};

/// Fails with http.port_taken if anybody listens on that port. A shared port would hide a second program
/// there: ask before the first `listen(…, shared)`.
Result<void> check_port_free(const std::string& host, std::uint16_t port);

}  // namespace marque::http
