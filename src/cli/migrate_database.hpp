// cli/migrate_database.hpp: what the subcommands of `marque migrate` work on.
#pragma once

#include <cstdint>
#include <memory>

#include "cli/serve_database.hpp"
#include "core/configuration.hpp"
#include "core/error.hpp"
#include "pg/migrations/runner.hpp"
#include "pg/session.hpp"

namespace marque::cli {

/// The files and an open session, and the embedded server behind it if this process had to start it.
struct MigrationTarget {
  Database database;
  pg::Session session;
  pg::migrations::FileSet files;
  pg::migrations::PlatformMode platform;
};

/// Whether a data directory without a database gets one.
enum class Creation : std::uint8_t { allowed, refused };

/// Takes database.url, else the embedded server of the data directory: the running one, or one started for
/// this. Error migration.no_database: there is none, and `creation` refuses to make one.
Result<std::unique_ptr<MigrationTarget>> open_target(const Configuration& configuration, Creation creation);

/// Where the settings say that files are.
pg::migrations::FileLocations file_locations(const Configuration& configuration);

}  // namespace marque::cli
