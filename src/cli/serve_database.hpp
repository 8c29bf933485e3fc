// cli/serve_database.hpp: the database of a server: embedded or given by URL, brought up to date and checked
// before the first request.
#pragma once

#include <memory>
#include <string>

#include "core/configuration.hpp"
#include "core/error.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "pg/embedded/cluster.hpp"

namespace marque::cli {

struct Database {
  std::unique_ptr<pg::embedded::Cluster> cluster;  ///< none where the database is somebody else's
  Secret owner_url;                                ///< for migrations and checks
  Secret request_url;                              ///< for the I/O threads: a role that owns nothing
  Secret public_url;                               ///< for the operator's own tools, over TCP
};

/// Starts the embedded PostgreSQL or takes database.url. Errors: cluster.*, pg.*.
Result<Database> open_database(const Configuration& configuration, std::stop_token cancel);

/// Applies pending migrations, reports drift, and refuses tables without row-level security. Errors:
/// migrations.*, pg.*, and rls.missing.
Result<void> bring_up_to_date(const Configuration& configuration, Database& database);

}  // namespace marque::cli
