// cli/rest_configuration.hpp: PostgREST's configuration out of its file, the environment and the database, at
// the start and again on every reload.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cli/io_thread.hpp"
#include "core/error.hpp"
#include "pg/session.hpp"
#include "rest/configuration.hpp"

namespace marque::cli {

/// The PostgREST whose behaviour this is, as its clients look for it in `Server`.
inline constexpr std::string_view postgrest_version = "14.17";

/// PostgREST has no limit; PostgreSQL takes 1 GB in one parameter.
inline constexpr std::uint64_t rest_body_limit = std::uint64_t{1} << 30;

/// Reads one installation's configuration. Used by one thread at a time.
class RestConfigurationReader {
 public:
  /// `file`: the path, or empty for the environment alone.
  explicit RestConfigurationReader(std::string file) : file_(std::move(file)) {}

  /// File and environment. Errors: rest.bad_configuration and those of the file.
  Result<rest::RestConfiguration> read_first();
  /// The same with what the database says, over a connection of its own.
  Result<rest::RestConfiguration> read_with_database();
  /// The settings as they are now: file, environment, database, and its roles' settings.
  Result<rest::Settings> read_again(pg::Session& session);

  /// What requests need of a configuration.
  static rest::Settings settings_of(const rest::RestConfiguration& configuration);

 private:
  Result<rest::RestConfiguration> read(const std::map<std::string, std::string>& database);
  Result<rest::RestConfiguration> read_over(pg::Session& session);

  std::string file_;
  std::optional<Secret> database_url_;
};

IoThreadOptions rest_io_thread_options(const rest::RestConfiguration& configuration);
std::size_t rest_io_thread_count(const rest::RestConfiguration& configuration);
void configure_rest_log(const rest::RestConfiguration& configuration);

}  // namespace marque::cli
