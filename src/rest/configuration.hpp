// rest/configuration.hpp: PostgREST 14's own configuration, for `marque rest` (contracts/rest.md §2, §25):
// file, environment and database settings as values, and back as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/secret.hpp"
#include "identity/token_verifier.hpp"
#include "pg/catalogue.hpp"
#include "rest/configuration_file.hpp"
#include "rest/configuration_sources.hpp"
#include "rest/settings.hpp"

namespace marque::rest {

enum class LogLevel : std::uint8_t { critical, error, warning, info, debug };

struct PoolSettings {
  std::int64_t size = 10;
  std::int64_t acquisition_timeout_s = 10;
  std::int64_t maximum_lifetime_s = 1800;
  std::int64_t maximum_idle_time_s = 30;
  bool automatic_recovery = true;
};

/// Where a server listens.
struct ListenSettings {
  std::string host = "!4";    ///< a name, an address, or one of *, *4, !4, *6, !6 (see listen_addresses)
  std::uint16_t port = 3000;  ///< 0: any free one
  std::string unix_socket;    ///< a path; listened on instead of the port where not empty
  std::uint32_t unix_socket_mode = 0660;
};

struct RestConfiguration {
  Settings settings;  ///< without the role settings, which only the database knows
  identity::TokenRules token_rules;
  Secret database_url;
  PoolSettings pool;
  bool prepared_statements = true;
  bool database_config = true;                  ///< db-config: also read the authenticator role's settings
  std::optional<pg::QualifiedName> pre_config;  ///< function that may set further ones
  std::string channel = "pgrst";                ///< that is listened to for reloads
  bool channel_enabled = true;
  std::vector<std::string> hoisted_settings;  ///< function settings that hold for the whole transaction
  ListenSettings server;
  std::string admin_host = "!4";
  std::optional<std::uint16_t> admin_port;  ///< nothing: no admin server
  LogLevel log_level = LogLevel::error;
  bool log_query = false;
};

/// Everything that the configuration is made of.
struct ConfigurationSources {
  std::optional<std::string> file_text;  ///< nothing: no file was named
  std::string file_path;                 ///< for messages and imports
  EnvironmentVariables environment;
  std::map<std::string, std::string, std::less<>>
      database;                                 ///< "db_schemas" → value (database_setting_names)
  std::optional<Secret> previous_database_url;  ///< on a reload: db-uri does not change any more
  /// Reads what db-uri and jwt-secret name with @, and imports.
  FileReader read_file = [](const std::string& path) { return core::read_file(path); };
};

/// Errors: rest.bad_configuration in the peer's words, identity.bad_key for the secret, those of `read_file`.
Result<RestConfiguration> load_rest_configuration(const ConfigurationSources& sources);

/// The configuration as a file that gives the same one, as `postgrest --dump-config` prints it.
std::string dump_rest_configuration(const RestConfiguration& configuration);

/// The addresses to try for a server's host, in this order; the first that can be bound is the one.
std::vector<std::string> listen_addresses(std::string_view host);

}  // namespace marque::rest
