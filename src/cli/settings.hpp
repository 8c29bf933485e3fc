// cli/settings.hpp: every setting that Marque knows, and how the command line, the environment and
// marque.toml come together.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/configuration.hpp"

namespace marque::cli {

/// The settings in the order of `docs/operating.md`, which a test compares with this list.
std::span<const core::SettingDefinition> setting_definitions();

/// What the command line gave: setting keys and values, and the file named by --config.
struct CommandLine {
  std::map<std::string, std::string> flags;
  std::optional<std::string> configuration_file;
};

/// Flags > environment > file > defaults. Without --config, ./marque.toml is read if it exists.
Result<Configuration> load_configuration(const CommandLine& command_line);

/// Variables of connectors that a later version brings and that are set already: the operator should know
/// that nothing reads them yet.
std::vector<std::string> unread_environment();

}  // namespace marque::cli
