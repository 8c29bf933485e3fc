// http/server_metrics.hpp: what the servers of one process count, resolved once so that a request only
// increments.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/metrics.hpp"
#include "http/method.hpp"
#include "http/router.hpp"

namespace marque::http {

/// Why a connection or a request was turned away before a handler saw it.
enum class Rejection : std::uint8_t {
  malformed,
  too_large,
  timeout,
  unsupported,
  connections,
  peer_connections,
  tls
};

/// Shared by all servers (threads) of a process; safe to use from each.
class ServerMetrics {
 public:
  /// Registers everything with `metrics`, which must outlive this object.
  explicit ServerMetrics(core::Metrics& metrics);

  core::Counter& requests(Method method, int status);
  core::Counter& rejected(Rejection reason) { return *rejected_[static_cast<std::size_t>(reason)]; }
  core::Counter& bytes_in() { return *bytes_in_; }
  core::Counter& bytes_out() { return *bytes_out_; }
  core::Gauge& open_connections() { return *open_connections_; }

  /// One histogram per route, by Route::index; then one for requests that met no route.
  std::vector<core::Histogram*> durations(const Router& router);

 private:
  static constexpr std::size_t status_classes = 5;
  static constexpr std::size_t reasons = 7;

  core::Metrics* metrics_;
  std::array<std::array<core::Counter*, status_classes>, method_count> requests_{};
  std::array<core::Counter*, reasons> rejected_{};
  core::Counter* bytes_in_;
  core::Counter* bytes_out_;
  core::Gauge* open_connections_;
};

/// The reason under which an error of this room is counted.
Rejection rejection_for(int status);

}  // namespace marque::http
