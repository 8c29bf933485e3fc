// core/metrics.hpp: counters, gauges and histograms of the process in Prometheus' text format.
#pragma once

#include <memory>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace marque::core {

using Counter = prometheus::Counter;
using Gauge = prometheus::Gauge;
using Histogram = prometheus::Histogram;
using Labels = prometheus::Labels;

/// All metrics of one process. Names start with `marque_`, units last (`_seconds`, `_bytes`, `_total`).
/// The references stay valid as long as the Metrics object; incrementing is safe from every thread.
class Metrics {
 public:
  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  /// Buckets suit durations in seconds, from 50 µs to 10 s.
  Histogram& duration(const std::string& name, const std::string& help, const Labels& labels = {});

  /// Text exposition format 0.0.4.
  std::string expose() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
};

}  // namespace marque::core

namespace marque {
using core::Metrics;
}
