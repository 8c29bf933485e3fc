// http/message.hpp: a request as a handler sees it, and the response that it answers with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/log.hpp"
#include "core/task.hpp"
#include "http/body.hpp"
#include "http/headers.hpp"
#include "http/limits.hpp"
#include "http/method.hpp"

namespace marque::http {

/// How the end of a request's body is found.
enum class BodyFraming : std::uint8_t { none, content_length, chunked };

/// A request up to its body, as the parser leaves it: checked, but nothing decoded.
struct RequestHead {
  Method method = Method::get;
  std::string method_text;  ///< as sent: "GET", "PROPFIND"
  std::string target;       ///< as sent: "/rest/v1/brands?id=eq.1", "*", "http://host/path"
  std::string host;  ///< the authority: the Host header, or the one in an absolute target; may be empty
  Headers headers;
  std::size_t path_at = 0;    ///< where the path begins in `target` …
  std::size_t path_size = 0;  ///< … and how long it is; 0 in "http://host", where the path is "/"
  std::uint64_t content_length = 0;
  std::uint8_t minor_version = 1;  ///< HTTP/1.x
  BodyFraming framing = BodyFraming::none;
  bool keep_alive = true;
  bool expects_continue = false;

  /// The raw path: "/rest/v1/brands", or "*".
  std::string_view path() const;
  /// The raw query without its "?"; empty if there is none.
  std::string_view query() const;
  /// Ready for the next request; keeps its memory.
  void clear();
};

/// A piece of the path that a route's pattern named: {bucket} → decoded value.
struct PathParameter {
  std::string_view name;
  std::string value;
};

/// One request. The connection owns it; a handler borrows it until it has answered. All views point into it.
///
/// When the peer goes away (or the server's grace period ends) while a handler runs, the handler's pending
/// Asio operation is cancelled (cancellation_type::terminal: it throws operation_aborted, which the handler
/// may let pass) and `cancelled()` becomes true. A peer that closes only its sending side counts as gone too.
/// Noticed within Limits::deadline_check, so a quick handler pays nothing for it.
class Request {
 public:
  Request() = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  Method method() const { return head.method; }
  std::string_view method_text() const { return head.method_text; }
  std::string_view target() const { return head.target; }
  std::string_view path() const { return head.path(); }
  std::string_view query() const { return head.query(); }
  const Headers& headers() const { return head.headers; }
  /// The decoded value of `{name}` in the route's pattern; empty if the pattern has no such name.
  std::string_view parameter(std::string_view name) const;
  /// Below a mounted prefix: the raw path after it ("/brands" for /rest/v1/brands under /rest/v1; may be
  /// empty).
  std::string_view path_below_mount() const { return path().substr(std::min(mount_size, path().size())); }
  const std::string& peer() const { return peer_address; }
  const std::string& id() const { return request_id; }
  bool cancelled() const { return gone; }
  bool secure() const { return over_tls; }
  /// A log whose lines carry this request's id.
  Log log() const { return Log(request_id); }

  /// The body as a stream; at its end at once if there is none. Reading fails with http.body_too_large beyond
  /// `body_limit()`, http.body_timeout, http.bad_chunk, http.body_incomplete. A client that waits for
  /// "100 Continue" gets it at the first read. What a handler leaves unread is thrown away or ends the
  /// connection.
  BodySource& body() const { return *source; }
  /// The whole body, at most `limit` bytes and never more than the route's own limit.
  Task<Result<std::string>> read_all(std::uint64_t limit = no_body_limit);
  std::uint64_t body_limit() const { return largest_body; }

  // Filled in by the server (or by whoever calls handlers without one: tests, the in-process client).
  RequestHead head;
  std::vector<PathParameter> parameters;
  std::size_t mount_size = 0;
  std::string peer_address;  ///< "192.0.2.7", "2001:db8::1", or "unix"
  std::string request_id;
  BodySource* source = nullptr;
  std::uint64_t largest_body = 0;
  bool gone = false;
  bool over_tls = false;
};

/// One answer. The server adds Date, Server, Connection, X-Request-Id and the framing headers; those of a
/// handler are not sent, except Content-Length on an answer to HEAD that has no body here. For HEAD, 204 and
/// 304 the body is left out.
struct Response {
  int status = 200;
  Headers headers;
  Body body = std::string();
  /// Ends the connection after this answer.
  bool close = false;
  /// Stands for the status' own name in the status line; empty for that name. One that holds a control
  /// character is not sent.
  std::string reason{};
};

/// `status` with `content_type` and `body`.
Response text_response(int status, std::string_view content_type, std::string body);
/// `status` with `json` as application/json; charset=utf-8.
Response json_response(int status, std::string json);
/// `status` without a body.
Response empty_response(int status);

/// "Not Found" for 404; "Unknown" for numbers that nobody assigned.
std::string_view status_reason(int status);

}  // namespace marque::http
