// pg/pool_metrics.hpp: what /metrics tells of the pool. All pools of a process add to the same series.
#pragma once

#include "core/metrics.hpp"

namespace marque::pg {

struct PoolMetrics {
  explicit PoolMetrics(Metrics& metrics);

  core::Gauge& shared_open;
  core::Gauge& exclusive_open;
  core::Gauge& in_flight;
  core::Gauge& waiting;
  core::Histogram& run_seconds;
  core::Counter& succeeded;
  core::Counter& failed;    ///< the server refused the statement
  core::Counter& lost;      ///< the connection broke
  core::Counter& repeated;  ///< sent a second time: stale statement or lost connection
  core::Counter& refused;   ///< queue full
  core::Counter& timed_out_waiting;
  core::Counter& timed_out_running;
  core::Counter& cancelled;  ///< the caller left
  core::Counter& connects;
  core::Counter& connect_failures;
};

}  // namespace marque::pg
