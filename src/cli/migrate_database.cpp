#include "cli/migrate_database.hpp"

#include "pg/embedded/running_server.hpp"

namespace marque::cli {
namespace {

namespace migrations = pg::migrations;

Result<Database> find_database(const Configuration& configuration) {
  auto database = open_database(configuration, {});
  if (database || database.error().code != "cluster.in_use") return database;
  auto url = pg::embedded::running_server_url(configuration.text("data.dir"));
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
