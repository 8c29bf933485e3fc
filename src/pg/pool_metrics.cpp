#include "pg/pool_metrics.hpp"

namespace marque::pg {
namespace {

core::Gauge& connections(Metrics& metrics, const char* lane) {
  return metrics.gauge("marque_pool_connections", "Open connections to PostgreSQL.", {{"lane", lane}});
}

core::Counter& batches(Metrics& metrics, const char* outcome) {
  return metrics.counter("marque_pool_batches_total", "Batches by how they ended.", {{"outcome", outcome}});
}

core::Counter& connects_made(Metrics& metrics, const char* outcome) {
  return metrics.counter("marque_pool_connects_total", "Attempts to connect to PostgreSQL.",
                         {{"outcome", outcome}});
}

}  // namespace

PoolMetrics::PoolMetrics(Metrics& metrics)
    : shared_open(connections(metrics, "shared")),
      exclusive_open(connections(metrics, "exclusive")),
      in_flight(metrics.gauge("marque_pool_in_flight", "Batches sent and not answered.")),
      waiting(metrics.gauge("marque_pool_waiting", "Batches waiting for a connection.")),
      run_seconds(metrics.duration("marque_pool_batch_seconds", "From submission to the last result.")),
      succeeded(batches(metrics, "ok")),
      failed(batches(metrics, "error")),
      lost(batches(metrics, "connection_lost")),
      repeated(metrics.counter("marque_pool_repeats_total", "Batches sent a second time.")),
      refused(batches(metrics, "queue_full")),
      timed_out_waiting(batches(metrics, "acquire_timeout")),
      timed_out_running(batches(metrics, "timeout")),
      cancelled(batches(metrics, "cancelled")),
      connects(connects_made(metrics, "ok")),
      connect_failures(connects_made(metrics, "error")) {}

}  // namespace marque::pg
