#include "cli/migrate_database.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "core/files.hpp"
#include "core/text.hpp"

namespace marque::cli {
namespace {

namespace fs = std::filesystem;
namespace migrations = pg::migrations;

/// The server that another marque runs in this data directory, as its pid file tells (PostgreSQL 17, 73.1):
/// line 4 the port, line 5 the socket's directory.
Result<Secret> running_url(const fs::path& directory) {
  auto pid_file = core::read_file(directory / "postgres" / "postmaster.pid");
  if (!pid_file) return fail(std::move(pid_file.error()));
  auto password = core::read_file(directory / "secrets" / "postgres_password");
  if (!password) return fail(std::move(password.error()));
  const auto lines = core::split(*pid_file, '\n');
  if (lines.size() < 5) return fail("migration.not_running", "the embedded PostgreSQL is only just starting");
  return Secret(fmt::format("host='{}' port={} user=postgres dbname=postgres password='{}'", lines[4],
                            lines[3], core::trim(*password)));
}

Result<Database> find_database(const Configuration& configuration) {
  auto database = open_database(configuration, {});
  if (database || database.error().code != "cluster.in_use") return database;
  auto url = running_url(configuration.text("data.dir"));
  if (!url) return fail(std::move(database.error()));
  Database running;
  running.owner_url = std::move(*url);
  return running;
}

}  // namespace

migrations::FileLocations file_locations(const Configuration& configuration) {
  return {.migrations = configuration.text("migrations.dir"), .platform = {}, .seed = {}};
}

Result<std::unique_ptr<MigrationTarget>> open_target(const Configuration& configuration) {
  const auto platform = migrations::platform_mode_named(configuration.text("migrations.platform"));
  if (!platform) return fail(platform.error());
  auto files = migrations::read_files(file_locations(configuration));
  if (!files) return fail(std::move(files.error()));
  auto database = find_database(configuration);
  if (!database) return fail(std::move(database.error()));
  auto session = pg::Session::open(database->owner_url);
  if (!session) return fail(std::move(session.error()));
  return std::make_unique<MigrationTarget>(
      MigrationTarget{std::move(*database), std::move(*session), std::move(*files), *platform});
}

}  // namespace marque::cli
