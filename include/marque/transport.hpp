// marque/transport.hpp: how queries travel: over HTTP, straight into PostgreSQL (in_process.hpp), or however
// you write it yourself: a transport for tests is a class with three functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "marque/response.hpp"

namespace marque {

/// A request as it goes over the wire. `target` is below the server's base address:
/// "/rest/v1/brands?id=eq.1".
struct HttpRequest {
  std::string method = "GET";
  std::string target;
  Headers headers;
  std::string body;
};

namespace client {
struct Statement;
}

/// One thing to be done by a transport.
class Request {
 public:
  /// A request that is no query: the calls of auth and storage.
  explicit Request(HttpRequest http);
  /// A query, which only becomes HTTP where `http()` is asked for.
  explicit Request(std::shared_ptr<const client::Statement> statement);

  HttpRequest http() const;
  /// The query, for transports of the library's own; nothing for other requests.
  const std::shared_ptr<const client::Statement>& statement() const { return statement_; }

  /// How long it may take; nothing: the transport's own limit.
  std::optional<std::chrono::milliseconds> timeout;
  /// May be sent again after a failure; only has effect on GET and HEAD.
  bool retry = true;

 private:
  HttpRequest http_;
  std::shared_ptr<const client::Statement> statement_;
};

/// The seam between building a query and getting it done. May be used from several threads at a time.
class Transport {
 public:
  using Done = std::function<void(Expected<Response>)>;
  /// Takes a piece of the body; false ends the transfer.
  using Sink = std::function<bool(std::string_view)>;

  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Does it and waits. An answer of any status is a Response; an error says that there was none.
  virtual Expected<Response> execute(const Request& request) = 0;
  /// The same, with the body of a successful answer given to `sink` as it arrives instead of being kept; of a
  /// failed one it is in the Response. Ended by the sink, it succeeds with what was there.
  virtual Expected<Response> stream(const Request& request, const Sink& sink) = 0;
  /// Begins it; `done` is called once, on a thread of the transport's own; on the caller's where the request
  /// cannot even be sent.
  virtual void start(Request request, Done done) = 0;
};

/// Limits and habits of the HTTP transport.
struct HttpOptions {
  std::chrono::milliseconds connect_timeout{10'000};
  /// For a whole request with its answer; streams are not limited by it but by `stall_timeout`.
  std::chrono::milliseconds timeout{120'000};
  /// How long a stream may stand still.
  std::chrono::milliseconds stall_timeout{60'000};
  /// GET and HEAD are sent again after a lost or refused connection and after 503 and 520.
  int maximum_retries = 3;
  /// The first pause between tries; it doubles, with jitter, up to `longest_pause`. Retry-After comes first.
  std::chrono::milliseconds first_pause{250};
  std::chrono::milliseconds longest_pause{30'000};
  /// Larger answers are refused (not of streams): they could not be anything that was meant to be held.
  std::size_t maximum_body_bytes = std::size_t{1} << 30U;
  /// Connections that are kept open between requests.
  std::size_t idle_connections = 16;
  /// Certificates to trust instead of the system's, a PEM file. Verification cannot be turned off.
  std::string certificate_file{};
};

/// Sends over HTTP/1.1 or HTTP/2 with keep-alive, by libcurl. `base_url` is "https://project.supabase.co",
/// "http://127.0.0.1:54321". Redirects are not followed: they would carry the key elsewhere. Errors of its
/// requests: marque.bad_url, marque.unreachable, marque.timeout, marque.tls, marque.connection_lost,
/// marque.answer_too_large.
std::shared_ptr<Transport> http_transport(std::string base_url, HttpOptions options = {});

}  // namespace marque
