// cli/rest_routes.hpp: the REST API on the router of one I/O thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cli/rest_world.hpp"
#include "http/router.hpp"
#include "identity/gateway.hpp"
#include "pg/pool.hpp"

namespace marque::cli {

struct RestRoutesOptions {
  std::string prefix;                          ///< "/rest/v1", or "" for the whole server
  const identity::Gateway* gateway = nullptr;  ///< stands before the API where given
  std::uint64_t body_limit = 0;
  std::string version;          ///< for the root document
  bool log_statements = false;  ///< their texts, at the level "debug"
};

/// Mounts the API. Everything that is given by reference or pointer outlives the router.
void add_rest_routes(http::Router& router, pg::Pool& pool, const RestWorld& world, RestRoutesOptions options);

}  // namespace marque::cli
