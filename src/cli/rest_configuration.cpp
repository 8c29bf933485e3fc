#include "cli/rest_configuration.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "core/environment.hpp"
#include "core/files.hpp"
#include "core/log.hpp"
#include "pg/role_settings.hpp"

namespace marque::cli {
namespace {

/// PostgREST sets no limit of its own to how long a statement may run.
constexpr std::chrono::hours no_statement_limit{24 * 365};

core::LogLevel log_level(rest::LogLevel level) {
  switch (level) {
    case rest::LogLevel::debug: return core::LogLevel::debug;
    case rest::LogLevel::info: return core::LogLevel::info;
    case rest::LogLevel::warning: return core::LogLevel::warning;
    default: return core::LogLevel::error;
  }
}

}  // namespace

Result<rest::RestConfiguration> RestConfigurationReader::read(
    const std::map<std::string, std::string>& database) {
  rest::ConfigurationSources sources;
  if (!file_.empty()) {
    auto text = core::read_file(file_);
    if (!text) return fail(text.error());
    sources.file_text = std::move(*text);
    sources.file_path = file_;
  }
  for (const auto& [name, value] : core::process_environment()) sources.environment.emplace(name, value);
  for (const auto& [key, value] : database) {
    std::string name = key;
    std::ranges::replace(name, '-', '_');
    sources.database.emplace(std::move(name), value);
  }
  sources.previous_database_url = database_url_;
  auto configuration = rest::load_rest_configuration(sources);
  if (configuration) database_url_ = configuration->database_url;
  return configuration;
}

Result<rest::RestConfiguration> RestConfigurationReader::read_first() { return read({}); }

Result<rest::RestConfiguration> RestConfigurationReader::read_over(pg::Session& session) {
  auto configuration = read({});
  if (!configuration || !configuration->database_config) return configuration;
  auto database = pg::load_database_configuration(session, configuration->pre_config);
  if (!database) return fail(database.error());
  return read(*database);
}

Result<rest::RestConfiguration> RestConfigurationReader::read_with_database() {
  auto configuration = read({});
  if (!configuration || !configuration->database_config) return configuration;
  auto session = pg::Session::open(configuration->database_url);
  if (session) return read_over(*session);
  Log("rest").warning("without the database, what is configured there is left out",
                      {{"reason", session.error().message}});
  return configuration;
}

Result<rest::Settings> RestConfigurationReader::read_again(pg::Session& session) {
  auto configuration = read_over(session);
  if (!configuration) return fail(configuration.error());
  rest::Settings settings = settings_of(*configuration);
  if (!configuration->database_config) return settings;
  auto roles = pg::load_role_settings(session);
  if (!roles) return fail(roles.error());
  settings.role_settings = std::move(roles->settings);
  settings.role_isolation = std::move(roles->isolation);
  return settings;
}

rest::Settings RestConfigurationReader::settings_of(const rest::RestConfiguration& configuration) {
  rest::Settings settings = configuration.settings;
  settings.token_rules = configuration.token_rules;
  settings.hoisted_settings = configuration.hoisted_settings;
  settings.server_host = configuration.server.host;
  settings.server_port = configuration.server.port;
  return settings;
}

IoThreadOptions rest_io_thread_options(const rest::RestConfiguration& configuration) {
  IoThreadOptions options;
  const rest::PoolSettings& pool = configuration.pool;
  const std::size_t threads =
      configuration.server.unix_socket.empty() ? rest_io_thread_count(configuration) : 1;
  const std::size_t size = std::max<std::size_t>(1, static_cast<std::size_t>(pool.size) / threads);
  options.pool.url = configuration.database_url;
  options.pool.shared_connections = size * 2 / 5;
  options.pool.exclusive_connections = size - options.pool.shared_connections;
  options.pool.acquire_timeout = std::chrono::seconds(pool.acquisition_timeout_s);
  options.pool.default_timeout = no_statement_limit;
  options.pool.maximum_lifetime = std::chrono::seconds(pool.maximum_lifetime_s);
  options.pool.idle_timeout = std::chrono::seconds(pool.maximum_idle_time_s);
  options.pool.prepared_statements = configuration.prepared_statements;
  options.server.access_log = configuration.log_level >= rest::LogLevel::info;
  options.server.server_name = fmt::format("postgrest/{}", postgrest_version);
  options.server.request_id_header = false;
  options.server.limits.target_bytes = 64 * http::kibibyte;
  options.server.limits.header_block_bytes = 128 * http::kibibyte;
  options.unix_socket = configuration.server.unix_socket;
  options.unix_socket_mode = static_cast<mode_t>(configuration.server.unix_socket_mode);
  return options;
}

std::size_t rest_io_thread_count(const rest::RestConfiguration& configuration) {
  const std::size_t half = std::max(1U, std::thread::hardware_concurrency() / 2);
  return std::clamp<std::size_t>(static_cast<std::size_t>(configuration.pool.size), 1, half);
}

void configure_rest_log(const rest::RestConfiguration& configuration) {
  core::configure_log(log_level(configuration.log_level), core::LogFormat::automatic);
}

}  // namespace marque::cli
