// core/configuration_file.hpp: marque.toml as a flat list of keys and values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace marque::core {

/// One value of the file: `[server] listen = "x"` is key "server.listen", text "x", origin "marque.toml:2".
struct FileValue {
  std::string key;
  std::string text;
  std::string origin;
};

/// Reads TOML 1.0. Errors: configuration.bad_file with line and column; configuration.bad_value for a value
/// that is no text, number, boolean or list of texts.
Result<std::vector<FileValue>> read_configuration_file(const std::filesystem::path& path);

}  // namespace marque::core
