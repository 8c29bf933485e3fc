#include "http/server_metrics.hpp"

#include <algorithm>

namespace marque::http {
namespace {

constexpr std::array<const char*, 7> reason_names{"malformed",   "too_large",        "timeout", "unsupported",
                                                  "connections", "peer_connections", "tls"};

}  // namespace

ServerMetrics::ServerMetrics(core::Metrics& metrics) : metrics_(&metrics) {
  for (std::size_t method = 0; method < method_count; ++method)
    for (std::size_t status = 0; status < status_classes; ++status)
      requests_[method][status] =
          &metrics.counter("marque_http_requests_total", "Requests answered, by method and class of status.",
                           {{"method", std::string(method_name(static_cast<Method>(method)))},
                            {"status", std::to_string(status + 1) + "xx"}});
  for (std::size_t reason = 0; reason < reasons; ++reason)
    rejected_[reason] = &metrics.counter("marque_http_rejected_total",
                                         "Requests and connections turned away unseen, by reason.",
                                         {{"reason", reason_names[reason]}});
  bytes_in_ = &metrics.counter("marque_http_received_bytes_total", "Bytes received from HTTP clients.");
  bytes_out_ = &metrics.counter("marque_http_sent_bytes_total", "Bytes sent to HTTP clients.");
  open_connections_ = &metrics.gauge("marque_http_open_connections", "Open HTTP connections.");
}

core::Counter& ServerMetrics::requests(Method method, int status) {
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
  return *requests_[static_cast<std::size_t>(method)][status_class];
}

std::vector<core::Histogram*> ServerMetrics::durations(const Router& router) {
  const std::string name = "marque_http_request_duration_seconds";
  const std::string help = "From the end of a request's head to the end of its answer, by route.";
  std::vector<core::Histogram*> histograms;
  for (const auto& route : router.routes())
    histograms.push_back(&metrics_->duration(name, help, {{"route", route->name}}));
  histograms.push_back(&metrics_->duration(name, help, {{"route", "none"}}));
  return histograms;
}

Rejection rejection_for(int status) {
  switch (status) {
    case 408: return Rejection::timeout;
    case 413:
    case 414:
    case 431: return Rejection::too_large;
    case 417:
    case 501:
    case 505: return Rejection::unsupported;
    default: return Rejection::malformed;
  }
}

}  // namespace marque::http
