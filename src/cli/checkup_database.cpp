#include "cli/checkup_database.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/clock.hpp"
#include "pg/embedded/running_server.hpp"
#include "pg/migrations/rls_check.hpp"
#include "pg/migrations/runner.hpp"
#include "pg/session.hpp"

namespace marque::cli {
namespace {

namespace migrations = pg::migrations;

constexpr int oldest_server_version = 150000;
/// Tokens are checked against this machine's clock, rows are stamped by the server's.
constexpr double tolerable_clock_difference_s = 2;

Result<pg::Session> open_session(const Configuration& configuration) {
  if (const Secret url = configuration.secret("database.url"); !url.empty()) return pg::Session::open(url);
  const auto url = pg::embedded::running_server_url(configuration.text("data.dir"));
  if (!url) return fail(url.error());
  return pg::Session::open(*url);
}

Finding failed(std::string check, const Error& error) {
  return {std::move(check), Health::bad, error.message, error.hint.empty() ? error.detail : error.hint};
}

Finding check_version(const pg::Session& session) {
  const int version = session.server_version();
  const std::string text = fmt::format("PostgreSQL {}.{}", version / 10000, version % 10000);
  if (version < oldest_server_version)
    return {"database", Health::bad, text, "Marque needs PostgreSQL 15 or newer"};
  return {"database", Health::good, text + " answers", ""};
}

Finding check_durability(pg::Session& session) {
  const auto rows = session.query(
      "select name, setting from pg_catalog.pg_settings"
      " where name in ('fsync', 'full_page_writes', 'data_checksums') and setting <> 'on' order by name");
  if (!rows) return failed("durability", rows.error());
  if (rows->empty()) return {"durability", Health::good, "fsync, full page writes and checksums are on", ""};
  std::string off;
  bool loses_data = false;
  for (const auto& row : rows->rows) {
    off += (off.empty() ? "" : ", ") + *row[0];
    loses_data = loses_data || *row[0] != "data_checksums";
  }
  return {"durability", loses_data ? Health::bad : Health::warning, off + " is off",
          loses_data ? "a power cut can lose or damage committed rows: switch it on"
                     : "damaged pages stay unnoticed without checksums"};
}

Finding check_clock(pg::Session& session) {
  const auto now = session.query("select extract(epoch from clock_timestamp())");
  if (!now || !now->single()) return failed("clock", now ? Error("doctor.clock", "no time") : now.error());
  const auto ours = std::chrono::duration<double>(core::system_clock().now().time_since_epoch()).count();
  const double difference_s = std::abs(ours - std::stod(*now->single()));
  const std::string message = fmt::format("{:.3f} s between this machine and the database", difference_s);
  if (difference_s > tolerable_clock_difference_s)
    return {"clock", Health::bad, message,
            "synchronise both clocks (NTP): tokens and expiry times depend on them"};
  return {"clock", Health::good, message, ""};
}

Finding check_roles(pg::Session& session) {
  const auto rows = session.query(
      "select wanted from unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) as wanted"
      " where not exists (select from pg_catalog.pg_roles as role where role.rolname = wanted)");
  if (!rows) return failed("roles", rows.error());
  if (rows->empty()) return {"roles", Health::good, "the API's roles exist", ""};
  std::string missing;
  for (const auto& row : rows->rows) missing += (missing.empty() ? "" : ", ") + *row[0];
  return {"roles", Health::bad, "missing: " + missing,
          "`marque migrate up` makes them where the database is ours"};
}

void check_schema(const Configuration& configuration, pg::Session& session, std::vector<Finding>& findings) {
  const auto files = migrations::read_files(
      {.migrations = configuration.text("migrations.dir"), .platform = {}, .seed = {}});
  if (!files) return findings.push_back(failed("migrations", files.error()));
  const auto platform = migrations::platform_mode_named(configuration.text("migrations.platform"));
  if (!platform) return findings.push_back(failed("migrations", platform.error()));
  const auto report = migrations::verify_schema(session, *files, {.platform = *platform});
  if (!report) return findings.push_back(failed("migrations", report.error()));
  for (const Error& problem : report->problems) findings.push_back(failed("migrations", problem));
  if (report->problems.empty())
    findings.push_back({"migrations", Health::good, "all files are applied and unchanged", ""});
  if (report->drift.empty())
    findings.push_back({"drift", Health::good, "the schema is as the migrations left it", ""});
  else
    findings.push_back(
        {"drift", Health::warning,
         fmt::format("{} objects differ, first: {} {} {}", report->drift.size(), report->drift.front().kind,
                     report->drift.front().identity, migrations::name_of(report->drift.front().change)),
         "`marque migrate verify` shows them; `--accept` records them"});
}

}  // namespace

void check_database(const Configuration& configuration, std::vector<Finding>& findings) {
  auto session = open_session(configuration);
  if (!session) {
    const bool idle = session.error().code == "cluster.not_running";
    Finding finding = failed("database", session.error());
    if (idle) finding.health = Health::warning;
    return findings.push_back(std::move(finding));
  }
  findings.push_back(check_version(*session));
  findings.push_back(check_durability(*session));
  findings.push_back(check_clock(*session));
  findings.push_back(check_roles(*session));
  check_schema(configuration, *session, findings);
  const auto secured =
      migrations::check_row_security(*session, configuration.list("database.exposed_schemas"),
                                     configuration.list("database.tables_without_rls"));
  findings.push_back(secured ? Finding{"row-level security", Health::good, "on for every exposed table", ""}
                             : failed("row-level security", secured.error()));
}

}  // namespace marque::cli
