// cli/operations_routes.hpp: what those who operate Marque ask it: is it alive, can it work, what does it
// measure.
#pragma once

#include "core/metrics.hpp"
#include "http/router.hpp"
#include "identity/project_keys.hpp"
#include "pg/pool.hpp"

namespace marque::cli {

/// Adds GET /healthz (the process answers), /readyz (the database answers too; else 503 with the reason) and
/// /metrics (Prometheus text). Metrics are for this machine, or for whoever has the service_role or secret
/// key. Everything given must outlive the router.
void add_operations_routes(http::Router& router, pg::Pool& pool, const Metrics& metrics,
                           const identity::ProjectKeys& keys);

}  // namespace marque::cli
