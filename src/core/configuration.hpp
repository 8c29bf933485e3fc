// core/configuration.hpp: settings from flag > environment > marque.toml > default, checked as a whole at
// start.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/secret.hpp"

namespace marque::core {

enum class SettingKind : std::uint8_t {
  text,
  secret,    ///< a text whose value is never shown
  integer,   ///< within `minimum` … `maximum`
  boolean,   ///< true, false, on, off, yes, no, 1, 0
  duration,  ///< "250ms", "30s", "5m", "2h"; bounds in milliseconds
  bytes,     ///< "512", "64KiB", "16MiB", "2GiB"; bounds in bytes
  list,      ///< comma separated on the command line and in the environment, an array in the file
};

/// One setting that the program knows.
struct SettingDefinition {
  std::string_view key;  ///< "server.listen": table and name in marque.toml
  SettingKind kind;
  std::string_view default_value;  ///< as it would be written in the environment
  std::string_view description;
  std::string_view environment = {};  ///< the variable's name where it is not MARQUE_SECTION_KEY
  std::int64_t minimum = 0;
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
};

/// Where the values come from, in the order of their precedence.
struct ConfigurationSources {
  std::map<std::string, std::string> flags;                      ///< setting key → value
  std::vector<std::pair<std::string, std::string>> environment;  ///< the process's variables
  std::optional<std::filesystem::path> file;                     ///< marque.toml; must exist when given
};

class Configuration {
 public:
  /// Reads and checks everything. Errors: configuration.unknown_key (names the nearest known key),
  /// configuration.bad_value (names the source, the value unless secret, and what is allowed),
  /// configuration.bad_file (with line and column).
  static Result<Configuration> load(std::span<const SettingDefinition> definitions,
                                    const ConfigurationSources& sources);

  // The value of a setting. An unknown key or a wrong kind is a mistake in the program and throws.
  const std::string& text(std::string_view key) const;
  Secret secret(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::chrono::milliseconds duration(std::string_view key) const;
  std::int64_t bytes(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;

  /// "flag --listen", "environment MARQUE_SERVER_LISTEN", "marque.toml:12" or "default".
  const std::string& origin(std::string_view key) const;
  bool is_default(std::string_view key) const { return origin(key) == "default"; }

 private:
  struct Entry {
    const SettingDefinition* definition;
    std::string value;
    std::string origin;
    std::int64_t number;  ///< integer, boolean, milliseconds or bytes
  };
  const Entry& entry(std::string_view key, SettingKind kind) const;
  Result<void> set(const SettingDefinition& definition, std::string value, std::string origin);

  std::map<std::string, Entry, std::less<>> entries_;
};

/// The environment variable of a setting: its own name or MARQUE_ + the key in capitals with underscores.
std::string environment_name(const SettingDefinition& definition);

/// The one of `candidates` that takes the fewest edits from `word`; empty where none is near.
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates);

/// Milliseconds of "250ms", "30s", "5m", "2h".
std::optional<std::int64_t> parse_duration_ms(std::string_view text);
/// Bytes of "512", "64KiB", "16MiB", "2GiB" (also KB, MB, GB in powers of ten).
std::optional<std::int64_t> parse_bytes(std::string_view text);

}  // namespace marque::core

namespace marque {
using core::Configuration;
}
