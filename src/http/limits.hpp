// http/limits.hpp: every bound that the server keeps, with its reason. A program may set each of them;
// marque's own settings reach the bounds on bodies and connections, the others are these defaults.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace marque::http {

inline constexpr std::size_t kibibyte = 1024;
inline constexpr std::size_t mebibyte = 1024 * kibibyte;

/// A body limit that never bites, for routes that count for themselves (uploads).
inline constexpr std::uint64_t no_body_limit = std::numeric_limits<std::uint64_t>::max();

/// What a server accepts from its peers. A limit is the largest value that still passes.
struct Limits {
  using Duration = std::chrono::milliseconds;

  /// Request target. Long filters (`id=in.(…)`) are real; browsers and proxies stop at 8–16 KiB. Beyond: 414.
  std::size_t target_bytes = 16 * kibibyte;
  /// Header lines with their ends, up to and including the empty line. Two large JWTs and cookies fit.
  /// Beyond: 431.
  std::size_t header_block_bytes = 64 * kibibyte;
  /// Header lines. Beyond: 431.
  std::size_t header_count = 100;
  /// Request body, unless the route says otherwise (RouteOptions::body_limit). Beyond: 413.
  std::uint64_t body_bytes = mebibyte;
  /// What is read and thrown away of a body that the handler left unread, to keep the connection usable.
  std::uint64_t drain_bytes = 256 * kibibyte;

  /// Open connections of one server (one I/O thread). Each costs about 12 KiB while idle. Beyond: 503.
  std::size_t connections = 4096;
  /// Open connections from one address (one /64 for IPv6). Beyond: 503. High, since a proxy is one address.
  std::size_t connections_per_peer = 1024;

  /// From the first byte of a request to the end of its head; also for the TLS handshake. Beyond: 408.
  Duration header_read{10'000};
  /// Between two pieces of a body. Beyond: 408.
  Duration body_idle{20'000};
  /// A body must come at this rate on average, once the grace below is spent waiting: stops drip-feeding.
  std::size_t body_bytes_per_second = 1 * kibibyte;
  Duration body_grace{20'000};
  /// Between two pieces of a response that the peer takes.
  Duration write_idle{30'000};
  /// An unused keep-alive connection. Longer than the 60 s of common proxies, which must be the first to
  /// close.
  Duration keep_alive_idle{75'000};
  /// How long a closing connection still listens, so that the peer can read the last answer.
  Duration linger{1'000};
  /// How often deadlines are looked at, hence their precision; one timer serves all connections.
  Duration deadline_check{250};
  /// Wait after accept() ran out of file descriptors or memory.
  Duration accept_backoff{100};
};

}  // namespace marque::http
