// rest/configuration_file.hpp: a PostgREST configuration file as a flat list of keys and values: groups
// joined to their keys, imports followed, $(names) filled in.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "rest/configuration_syntax.hpp"

namespace marque::rest {

/// "app.settings.x" → value; of several bindings of one key the last counts.
using ConfigurationValues = std::map<std::string, ConfigurationValue, std::less<>>;
using EnvironmentVariables = std::map<std::string, std::string, std::less<>>;
using FileReader = std::function<Result<std::string>(const std::string& path)>;

/// Where a file comes from and what it may refer to.
struct ConfigurationFile {
  std::string_view text;
  std::string_view path;                    ///< imports are relative to its folder
  const EnvironmentVariables& environment;  ///< for $(names) that are no key
  const FileReader& read_file;              ///< for imports
};

/// Errors: rest.bad_configuration (what is wrong, and where), and those of `read_file`.
Result<ConfigurationValues> read_configuration(const ConfigurationFile& file);

}  // namespace marque::rest
