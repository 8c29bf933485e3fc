#include "cli/migrate_database.hpp"

#include <filesystem>

#include <fmt/format.h>

#include "pg/embedded/running_server.hpp"

namespace marque::cli {
namespace {

namespace migrations = pg::migrations;

Result<Database> find_database(const Configuration& configuration, Creation creation) {
  const std::filesystem::path directory = configuration.text("data.dir");
  const bool exists = !configuration.secret("database.url").empty() ||
                      std::filesystem::exists(directory / "postgres" / "PG_VERSION");
  if (!exists && creation == Creation::refused)
    return fail(
        Error("migration.no_database", fmt::format("there is no database in {} yet", directory.string()))
            .with_hint("`marque migrate up` or `marque serve` makes one; or is --data-dir another folder?"));
  auto database = open_database(configuration, {});
  if (database || database.error().code != "cluster.in_use") return database;
  auto url = pg::embedded::running_server_url(directory);
  if (!url) return fail(std::move(database.error()));
  Database running;
  running.owner_url = std::move(*url);
  return running;
}

}  // namespace

migrations::FileLocations file_locations(const Configuration& configuration) {
  return {.migrations = configuration.text("migrations.dir"), .platform = {}, .seed = {}};
}

Result<std::unique_ptr<MigrationTarget>> open_target(const Configuration& configuration, Creation creation) {
  const auto platform = migrations::platform_mode_named(configuration.text("migrations.platform"));
  if (!platform) return fail(platform.error());
  auto files = migrations::read_files(file_locations(configuration));
  if (!files) return fail(std::move(files.error()));
  auto database = find_database(configuration, creation);
  if (!database) return fail(std::move(database.error()));
  auto session = pg::Session::open(database->owner_url);
  if (!session) return fail(std::move(session.error()));
  return std::make_unique<MigrationTarget>(
      MigrationTarget{std::move(*database), std::move(*session), std::move(*files), *platform});
}

}  // namespace marque::cli
