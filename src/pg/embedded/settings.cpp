#include "pg/embedded/settings.hpp"

#include <string_view>

#include <fmt/format.h>

#include "pg/embedded/processes.hpp"

namespace marque::pg::embedded {
namespace {

constexpr std::string_view settings =
    R"(# Written by marque at each start; changes here are lost. Put yours into
# postgresql.user.conf in marque's data directory: it is read behind this file and wins.

# Memory: every page of shared_buffers that was ever used stays in memory, so this is the idle size; the
# operating system's cache holds the rest. A connection costs 2 to 6 MB.
shared_buffers = 32MB
wal_buffers = 1MB
max_connections = 40
superuser_reserved_connections = 3
work_mem = 4MB
maintenance_work_mem = 64MB
effective_cache_size = 1GB
huge_pages = off
jit = off

# Helpers: no logical replication; a few workers for large queries and index builds.
max_logical_replication_workers = 0
max_worker_processes = 4
max_parallel_workers = 2
max_parallel_maintenance_workers = 2
autovacuum_max_workers = 2

# Write-ahead log: enough in it for backups while running (pg_basebackup), small enough for a small disk.
wal_level = replica
max_wal_senders = 2
max_replication_slots = 2
min_wal_size = 32MB
max_wal_size = 512MB

# Solid-state disks are what we run on.
random_page_cost = 1.1
effective_io_concurrency = 100

# Clients get the report of their own mistakes; the log must not repeat their data.
log_min_error_statement = panic
log_checkpoints = off
log_connections = off
log_startup_progress_interval = 10s

# The same everywhere, whatever the machine's locale says.
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, mdy'
default_text_search_config = 'pg_catalog.english'
password_encryption = 'scram-sha-256'

)";

/// A text inside of single quotes in postgresql.conf: quotes doubled, backslashes too (they start escapes
/// there).
std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char character : text) out.append(character == '\'' || character == '\\' ? 2 : 1, character);
  return out + '\'';
}

/// An element of a list of directories: double quotes keep blanks and commas.
std::string list_element(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) out.append(character == '"' ? 2 : 1, character);
  return out + '"';
}

}  // namespace

std::string configuration_text(const std::filesystem::path& user_file) {
  // Without the directive where there is no file: PostgreSQL would mention its absence at every start.
  std::error_code ignored;
  if (!std::filesystem::exists(user_file, ignored)) return std::string(settings);
  return fmt::format("{}include_if_exists = {}\n", settings, single_quoted(user_file.string()));
}

std::vector<std::string> fixed_arguments(const std::filesystem::path& data_directory,
                                         const std::filesystem::path& socket_directory, std::uint16_t port) {
  std::vector<std::string> arguments{"-D", data_directory.string()};
  for (const std::string& setting :
       {fmt::format("cluster_name={}", cluster_name), fmt::format("port={}", port),
        std::string("listen_addresses=127.0.0.1"),
        fmt::format("unix_socket_directories={}", list_element(socket_directory.string())),
        std::string("unix_socket_permissions=0700"), std::string("fsync=on"),
        std::string("full_page_writes=on"), std::string("logging_collector=off"),
        std::string("log_destination=stderr"), std::string("log_line_prefix=[%p] "),
        std::string("lc_messages=C")}) {
    arguments.emplace_back("-c");
    arguments.push_back(setting);
  }
  return arguments;
}

std::string access_text() {
  return "# Passwords only, and only from this machine.\n"
         "# TYPE  DATABASE     USER  ADDRESS       METHOD\n"
         "local   all          all                 scram-sha-256\n"
         "host    all          all   127.0.0.1/32  scram-sha-256\n"
         "host    all          all   ::1/128       scram-sha-256\n"
         "local   replication  all                 scram-sha-256\n"
         "host    replication  all   127.0.0.1/32  scram-sha-256\n"
         "host    replication  all   ::1/128       scram-sha-256\n";
}

}  // namespace marque::pg::embedded
