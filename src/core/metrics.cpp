#include "core/metrics.hpp"

#include <prometheus/text_serializer.h>

namespace marque::core {
namespace {

const Histogram::BucketBoundaries duration_buckets_s{
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};

}  // namespace

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(labels);
}

Histogram& Metrics::duration(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(*registry_)
      .Add(labels, duration_buckets_s);
}

std::string Metrics::expose() const { return prometheus::TextSerializer().Serialize(registry_->Collect()); }

}  // namespace marque::core
