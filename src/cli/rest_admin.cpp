#include "cli/rest_admin.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rest/catalogue_json.hpp"

namespace marque::cli {
namespace {

using http::Request;
using http::Response;

Task<Response> answer_live() { co_return http::empty_response(200); }

Task<Response> answer_ready(const RestWorld& world) {
  const auto phase = world.state().phase;
  co_return http::empty_response(phase == pg::CatalogueState::Phase::loaded ? 200 : 503);
}

Task<Response> answer_catalogue(const RestWorld& world) {
  const auto catalogue = world.current().catalogue;
  if (!catalogue) co_return http::empty_response(200);
  Response response;
  response.body = rest::catalogue_json(*catalogue);
  co_return response;
}

void append_metric(std::string& text, std::string_view name, std::string_view kind, std::string_view help,
                   std::string_view labels, double value) {
  text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0}{3} {4}\n", name, help, kind, labels, value);
}

/// PostgREST's own names, so that dashboards keep working; Marque's follow.
std::string metrics_text(const RestAdminView& view) {
  const pg::CatalogueState state = view.world.state();
  const pg::PoolState pool = view.pool.state();
  std::string text;
  append_metric(text, "pgrst_schema_cache_query_time_seconds", "gauge", "How long the last load took", "",
                std::chrono::duration<double>(state.load_time).count());
  text +=
      "# HELP pgrst_schema_cache_loads_total Loads of the schema cache\n"
      "# TYPE pgrst_schema_cache_loads_total counter\n";
  text += fmt::format("pgrst_schema_cache_loads_total{{status=\"SUCCESS\"}} {}\n", state.version);
  text += fmt::format("pgrst_schema_cache_loads_total{{status=\"FAIL\"}} {}\n", state.failed_loads);
  append_metric(text, "pgrst_db_pool_max", "gauge", "Most connections of the pool", "",
                static_cast<double>(view.pool_size));
  const std::size_t busy = std::min(pool.in_flight, view.pool_size);
  append_metric(text, "pgrst_db_pool_available", "gauge", "Connections that may take a request", "",
                static_cast<double>(view.pool_size - busy));
  append_metric(text, "pgrst_db_pool_waiting", "gauge", "Requests that wait for a connection", "",
                static_cast<double>(pool.waiting));
  return text + view.metrics.expose();
}

Task<Response> answer_metrics(const RestAdminView& view) {
  co_return http::text_response(200, "text/plain; charset=utf-8", metrics_text(view));
}

Task<Response> answer_unknown() { co_return http::empty_response(404); }

}  // namespace

http::Router rest_admin_router(RestAdminView view) {
  http::Router router;
  const auto kept = std::make_shared<const RestAdminView>(view);
  router.add(http::Method::get, "/live", [](Request&) { return answer_live(); });
  router.add(http::Method::get, "/ready", [kept](Request&) { return answer_ready(kept->world); });
  router.add(http::Method::get, "/schema_cache", [kept](Request&) { return answer_catalogue(kept->world); });
  router.add(http::Method::get, "/metrics", [kept](Request&) { return answer_metrics(*kept); });
  router.on_not_found("", [](Request&) { return answer_unknown(); });
  return router;
}

}  // namespace marque::cli
