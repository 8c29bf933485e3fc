#include "cli/serve_database.hpp"

#include <fmt/format.h>

#include "cli/version.hpp"
#include "core/files.hpp"
#include "core/random.hpp"
#include "pg/migrations/rls_check.hpp"
#include "pg/migrations/runner.hpp"

namespace marque::cli {
namespace {

namespace embedded = pg::embedded;
namespace migrations = pg::migrations;

/// The role that serves requests: it owns nothing and may become anon, authenticated or service_role.
constexpr std::string_view request_role = "authenticator";
constexpr std::size_t password_length = 32;

void log_cluster_state(const embedded::ClusterStatus& status) {
  const std::string_view state = embedded::name_of(status.state);
  if (status.state == embedded::ClusterState::down)
    Log("postgres").error("PostgreSQL is down; starting it again", {{"reason", status.reason}});
  else
    Log("postgres").info("PostgreSQL", {{"state", state}});
}

embedded::ClusterOptions cluster_options(const Configuration& configuration, std::stop_token cancel) {
  embedded::ClusterOptions options;
  options.data_directory = configuration.text("data.dir");
  options.port = static_cast<std::uint16_t>(configuration.integer("pg.port"));
  if (const std::string& folder = configuration.text("pg.bin"); !folder.empty()) options.binaries = folder;
  const std::string& run_as = configuration.text("pg.run_as");
  if (run_as == "namespace") {
    options.root_mode = embedded::RootMode::user_namespace;
  } else if (run_as != "auto") {
    options.root_mode = embedded::RootMode::drop;
    if (run_as != "drop") options.unprivileged_user = run_as;
  }
  options.on_change = log_cluster_state;
  options.cancel = std::move(cancel);
  return options;
}

Result<Secret> read_or_make_password(const std::filesystem::path& path) {
  auto text = core::read_file(path);
  if (text) return Secret(std::move(*text));
  if (text.error().code != "file.missing") return fail(text.error());
  Secret password(core::random_text(password_length));
  if (auto written = core::write_file_atomically(path, password.reveal()); !written)
    return fail(written.error());
  return password;
}

/// Gives the request role its password: at the first start, and where a restored backup brought another one.
Result<void> set_request_password(pg::Session& session, const Database& database, const Secret& password) {
  auto has_password =
      session.query("select rolpassword is not null from pg_catalog.pg_authid where rolname = $1",
                    {std::string(request_role)});
  if (!has_password) return fail(has_password.error());
  if (has_password->single() == "t" && pg::Session::open(database.request_url)) return {};
  return session.execute(fmt::format("alter role {} with login password {}", request_role,
                                     pg::quote_literal(password.reveal())));
}

Result<migrations::UpOptions> up_options(const Configuration& configuration) {
  auto platform = migrations::platform_mode_named(configuration.text("migrations.platform"));
  if (!platform) return fail(platform.error());
  migrations::UpOptions options;
  options.platform = *platform;
  options.seed = configuration.boolean("migrations.seed");
  options.marque_version = std::string(version);
  return options;
}

void report_drift(const std::vector<migrations::DriftEntry>& drift) {
  for (const auto& entry : drift)
    Log("migrations")
        .warning(
            "the database is not as the migrations left it",
            {{"object", entry.kind + " " + entry.identity}, {"change", migrations::name_of(entry.change)}});
  if (!drift.empty())
    Log("migrations")
        .warning("see `marque migrate verify`; accept with `marque migrate verify --accept`",
                 {{"objects", drift.size()}});
}

/// The log is what a starting server shows; each file takes far less than a second on an empty database.
void log_progress(const migrations::Progress& progress) {
  using enum migrations::Progress::Stage;
  if (progress.stage == file_begins)
    Log("migrations")
        .info("applying", {{"file", progress.file_name}, {"number", progress.file}, {"of", progress.files}});
  if (progress.stage == waiting || progress.stage == note) Log("migrations").info(progress.message);
}

Result<void> apply_migrations(const Configuration& configuration, pg::Session& session) {
  auto files = migrations::read_files(
      {.migrations = configuration.text("migrations.dir"), .platform = {}, .seed = {}});
  if (!files) return fail(files.error());
  auto options = up_options(configuration);
  if (!options) return fail(options.error());
  if (!configuration.boolean("migrations.at_start")) {
    auto verified = migrations::verify_schema(session, *files, {.platform = options->platform});
    if (!verified) return fail(verified.error());
    report_drift(verified->drift);
    return verified->problems.empty() ? Result<void>() : fail(migrations::error_of(verified->problems));
  }
  auto report = migrations::migrate_up(session, *files, *options, log_progress);
  if (!report) return fail(report.error());
  if (!report->applied.empty())
    Log("migrations")
        .info("migrations applied", {{"files", report->applied.size()}, {"from", files->source}});
  report_drift(report->drift);
  return {};
}

}  // namespace

Result<Database> open_database(const Configuration& configuration, std::stop_token cancel) {
  Database database;
  if (Secret url = configuration.secret("database.url"); !url.empty()) {
    database.owner_url = database.request_url = database.public_url = std::move(url);
    return database;
  }
  auto cluster = embedded::Cluster::start(cluster_options(configuration, std::move(cancel)), Log("postgres"));
  if (!cluster) return fail(cluster.error());
  database.cluster = std::move(*cluster);
  database.owner_url = database.cluster->superuser_url();
  database.public_url = database.cluster->superuser_url(embedded::Endpoint::tcp);
  return database;
}

Result<void> bring_up_to_date(const Configuration& configuration, Database& database) {
  auto session = pg::Session::open(database.owner_url);
  if (!session) return fail(session.error());
  if (auto applied = apply_migrations(configuration, *session); !applied) return applied;
  if (auto checked = migrations::check_row_security(*session, configuration.list("database.exposed_schemas"),
                                                    configuration.list("database.tables_without_rls"));
      !checked)
    return checked;
  if (!database.cluster) return {};
  const std::filesystem::path secrets = std::filesystem::path(configuration.text("data.dir")) / "secrets";
  auto password = read_or_make_password(secrets / "authenticator_password");
  if (!password) return fail(password.error());
  database.request_url = database.cluster->url(embedded::Endpoint::unix_socket, request_role, *password);
  return set_request_password(*session, database, *password);
}

}  // namespace marque::cli
