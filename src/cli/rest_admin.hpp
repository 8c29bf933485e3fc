// cli/rest_admin.hpp: PostgREST's admin server (contracts/rest.md §24): is it alive, can it work, what does
// it know, what does it measure.
#pragma once

#include "cli/rest_world.hpp"
#include "core/metrics.hpp"
#include "http/router.hpp"
#include "pg/pool.hpp"

namespace marque::cli {

/// What the admin server looks at; all of it outlives the router.
struct RestAdminView {
  const RestWorld& world;
  const pg::Pool& pool;
  std::size_t pool_size;
  const Metrics& metrics;
};

/// /live, /ready, /schema_cache and /metrics; 404 for the rest.
http::Router rest_admin_router(RestAdminView view);

}  // namespace marque::cli
