#include "cli/settings.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/environment.hpp"
#include "core/text.hpp"
#include "pg/connection_url.hpp"

namespace marque::cli {
namespace {

using core::SettingDefinition;
using enum core::SettingKind;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t gibibyte = 1LL << 30;

constexpr std::array definitions{
    SettingDefinition{"server.listen", text, "127.0.0.1:54321",
                      "address and port of the HTTP server; port 0 takes a free one"},
    SettingDefinition{"server.public_url", text, "",
                      "the URL by which clients reach the server, where a proxy stands before it"},
    SettingDefinition{"server.role", text, "all",
                      "all, api or worker; they do the same until there are API routes and jobs"},
    SettingDefinition{"server.io_threads",
                      integer,
                      "0",
                      "threads that serve requests; 0 means half of the cores",
                      {},
                      0,
                      64},
    SettingDefinition{"server.tls_certificate", text, "",
                      "PEM file with the certificate chain; empty means plain HTTP"},
    SettingDefinition{"server.tls_key", text, "", "PEM file with the certificate's private key"},
    SettingDefinition{"server.cors_origins", list, "*", "origins that browsers may call from; * for all"},
    SettingDefinition{"server.access_log", boolean, "true", "one log line per request"},
    SettingDefinition{
        "server.connections", integer, "4096", "open client connections at a time", {}, 1, 1'000'000},
    SettingDefinition{
        "server.connections_per_peer", integer, "512", "open connections from one address", {}, 1, 1'000'000},
    SettingDefinition{"server.body_limit",
                      bytes,
                      "1MiB",
                      "largest request body where a route names no other limit",
                      {},
                      1,
                      16 * gibibyte},
    SettingDefinition{"server.shutdown_timeout",
                      duration,
                      "20s",
                      "how long running requests may go on after SIGTERM",
                      {},
                      0,
                      hour_ms},
    SettingDefinition{"data.dir", text, "./.marque", "where keys, files and the embedded PostgreSQL live"},
    SettingDefinition{"database.url", secret, "",
                      "PostgreSQL 15 or newer to use instead of the embedded one"},
    SettingDefinition{"database.shared_connections",
                      integer,
                      "4",
                      "connections that carry several quick requests at a time, per thread",
                      {},
                      0,
                      100},
    SettingDefinition{
        "database.shared_depth", integer, "8", "quick requests at a time on each of them", {}, 1, 256},
    SettingDefinition{"database.exclusive_connections",
                      integer,
                      "6",
                      "connections for slow or writing requests, per thread",
                      {},
                      1,
                      500},
    SettingDefinition{"database.queue_limit",
                      integer,
                      "2000",
                      "requests that may wait for a connection, per thread",
                      {},
                      1,
                      1'000'000},
    SettingDefinition{"database.acquire_timeout",
                      duration,
                      "10s",
                      "how long a request waits for a connection",
                      {},
                      1,
                      hour_ms},
    SettingDefinition{"database.request_timeout",
                      duration,
                      "30s",
                      "how long a request may run in the database",
                      {},
                      1,
                      hour_ms},
    SettingDefinition{"database.prepared_statements", boolean, "true",
                      "false behind a pooler in transaction mode"},
    SettingDefinition{"database.exposed_schemas", list, "public,storage",
                      "schemas that the API shows; their tables need row-level security"},
    SettingDefinition{"database.tables_without_rls", list, "",
                      "tables (schema.name) that may do without row-level security"},
    SettingDefinition{"rest.extra_search_path", list, "public,extensions",
                      "schemas behind the request's own on the search path"},
    SettingDefinition{"rest.max_rows",
                      integer,
                      "0",
                      "most rows of one answer, at every level; 0 means no limit",
                      {},
                      0,
                      1'000'000'000},
    SettingDefinition{"rest.aggregates", boolean, "false", "aggregate functions in select"},
    SettingDefinition{"rest.plan_enabled", boolean, "false", "answers with PostgreSQL's plan where asked"},
    SettingDefinition{"rest.pre_request", text, "", "function (schema.name) that runs before each request"},
    SettingDefinition{"rest.root_function", text, "", "function that answers /rest/v1/ instead of OpenAPI"},
    SettingDefinition{"rest.transaction_end", text, "commit",
                      "commit, commit-allow-override, rollback or rollback-allow-override"},
    SettingDefinition{"rest.openapi", text, "follow-privileges",
                      "follow-privileges, ignore-privileges or disabled"},
    SettingDefinition{"rest.server_timing", boolean, "false", "Server-Timing in answers"},
    SettingDefinition{"rest.body_limit", bytes, "64MiB", "largest body of a REST request", {}, 1, gibibyte},
    SettingDefinition{"pg.port",
                      integer,
                      "54322",
                      "port of the embedded PostgreSQL on 127.0.0.1; 0 takes a free one",
                      {},
                      0,
                      65'535},
    SettingDefinition{"pg.bin", text, "", "folder with PostgreSQL 17's programs"},
    SettingDefinition{"pg.run_as", text, "auto",
                      "as root: auto, namespace, drop, or the name of the user for PostgreSQL"},
    SettingDefinition{"migrations.dir", text, "",
                      "folder with migrations; empty means ./supabase/migrations, else the built-in ones"},
    SettingDefinition{"migrations.at_start", boolean, "true",
                      "apply pending migrations when the server starts"},
    SettingDefinition{"migrations.platform", text, "auto",
                      "auto, embedded or external: whether roles, auth and storage schemas are ours to make"},
    SettingDefinition{"migrations.seed", boolean, "true", "apply the seed data after the first migrations"},
    SettingDefinition{"auth.jwt_secret", secret, "", "HS256 secret to use instead of a generated one"},
    SettingDefinition{"auth.publishable_key", secret, "",
                      "sb_publishable_ key to use instead of a generated one"},
    SettingDefinition{"auth.secret_key", secret, "", "sb_secret_ key to use instead of a generated one"},
    SettingDefinition{"log.level", text, "info", "debug, info, warning or error"},
    SettingDefinition{"log.format", text, "auto", "auto, text or json"},
};

/// Documented for connectors that this version does not have yet.
constexpr std::array<std::string_view, 15> later_variables{
    "FAL_KEY",           "MARQUE_FAL_QUEUE_URL",  "MARQUE_FAL_RUN_URL", "MARQUE_FAL_REST_URL",
    "GHL_TOKEN",         "GHL_LOCATION_ID",       "MARQUE_GHL_URL",     "OPENAI_API_KEY",
    "OPENAI_BASE_URL",   "MARQUE_LLM_MODEL",      "MARQUE_SMTP_URL",    "MARQUE_S3_URL",
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"};

bool is_later_variable(std::string_view name) {
  return std::ranges::find(later_variables, name) != later_variables.end();
}

Result<void> check_choice(const Configuration& configuration, std::string_view key,
                          std::initializer_list<std::string_view> choices) {
  const std::string& value = configuration.text(key);
  if (std::ranges::find(choices, value) != choices.end()) return {};
  std::string allowed;
  for (const std::string_view choice : choices)
    allowed += (allowed.empty() ? "" : ", ") + std::string(choice);
  return fail(Error("configuration.bad_value",
                    configuration.origin(key) + ": " + std::string(key) + " = \"" + value + "\" is not known")
                  .with_hint("one of: " + allowed));
}

Result<Configuration> check_choices(Configuration configuration) {
  for (const auto& checked :
       {check_choice(configuration, "server.role", {"all", "api", "worker"}),
        check_choice(configuration, "log.level", {"debug", "info", "warning", "error"}),
        check_choice(configuration, "log.format", {"auto", "text", "json"}),
        check_choice(configuration, "migrations.platform", {"auto", "embedded", "external"}),
        check_choice(configuration, "rest.openapi", {"follow-privileges", "ignore-privileges", "disabled"}),
        check_choice(configuration, "rest.transaction_end",
                     {"commit", "commit-allow-override", "rollback", "rollback-allow-override"})})
    if (!checked) return fail(checked.error());
  if (const Secret url = configuration.secret("database.url"); !url.empty())
    if (auto checked = pg::check_connection_url(url); !checked)
      return fail(Error("configuration.bad_value",
                        configuration.origin("database.url") + ": " + checked.error().message)
                      .with_hint(checked.error().hint));
  return configuration;
}

}  // namespace

std::span<const SettingDefinition> setting_definitions() { return definitions; }

Result<Configuration> load_configuration(const CommandLine& command_line) {
  core::ConfigurationSources sources;
  sources.flags = command_line.flags;
  sources.environment = core::process_environment();
  std::erase_if(sources.environment, [](const auto& variable) { return is_later_variable(variable.first); });
  if (command_line.configuration_file)
    sources.file = *command_line.configuration_file;
  else if (std::filesystem::exists("marque.toml"))
    sources.file = "marque.toml";
  auto configuration = Configuration::load(definitions, sources);
  if (!configuration) return configuration;
  return check_choices(std::move(*configuration));
}

std::vector<std::string> unread_environment() {
  std::vector<std::string> names;
  for (const auto& [name, value] : core::process_environment())
    if (name.starts_with("MARQUE_") && is_later_variable(name)) names.push_back(name);
  return names;
}

}  // namespace marque::cli
