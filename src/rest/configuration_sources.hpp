// rest/configuration_sources.hpp: one setting out of database, environment and file, with PostgREST's rules
// for what counts as a text, a number, a boolean (contracts/rest.md §2).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rest/configuration_file.hpp"

namespace marque::rest {

/// The settings that may stand in the database, in the spelling that they have there: `pgrst.` goes before
/// each.
inline constexpr std::array<std::string_view, 23> database_setting_names{
    "db_aggregates_enabled",
    "db_anon_role",
    "db_pre_config",
    "db_extra_search_path",
    "db_max_rows",
    "db_plan_enabled",
    "db_pre_request",
    "db_prepared_statements",
    "db_root_spec",
    "db_schemas",
    "db_tx_end",
    "db_hoisted_tx_settings",
    "jwt_aud",
    "jwt_role_claim_key",
    "jwt_secret",
    "jwt_secret_is_base64",
    "jwt_cache_max_lifetime",
    "openapi_mode",
    "openapi_security_active",
    "openapi_server_proxy_uri",
    "server_cors_allowed_origins",
    "server_trace_header",
    "server_timing_enabled",
};

/// The three places, strongest first. A setting that one of them has, even as an empty text, hides the
/// others.
struct SettingSources {
  std::map<std::string, std::string, std::less<>>
      database;                      ///< "db_schemas" → value; unknown names do not count
  EnvironmentVariables environment;  ///< the process's variables; PGRST_… are settings
  ConfigurationValues file;

  /// The text of `key` ("db-schemas"), also an empty one; what is no text in the file is shown: "Bool True".
  std::optional<std::string> any_text(std::string_view key) const;
  /// The same, with an empty text as nothing.
  std::optional<std::string> text(std::string_view key) const;
  /// Nothing for what is no whole number of 64 bits.
  std::optional<std::int64_t> integer(std::string_view key) const;
  /// "true" in any case and whatever stands around its letters, or a number above 0. Nothing for all else.
  std::optional<bool> boolean(std::string_view key) const;
  /// Every "app.settings.…" and its text, sorted by name.
  std::vector<std::pair<std::string, std::string>> app_settings() const;

 private:
  std::optional<ConfigurationValue> value(std::string_view key) const;
};

}  // namespace marque::rest
