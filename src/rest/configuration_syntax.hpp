// rest/configuration_syntax.hpp: the grammar of PostgREST's configuration files (contracts/rest.md §2): lines
// of `key = value`, groups in braces, imports, comments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace marque::rest {

struct ConfigurationValue {
  enum class Kind : std::uint8_t { boolean, number, text, list };
  Kind kind = Kind::boolean;
  bool boolean = false;
  std::string text;  ///< of a text: what it says; of a number: its digits
  std::vector<ConfigurationValue> items;
};

/// One statement of a file.
struct ConfigurationDirective {
  enum class Kind : std::uint8_t { binding, group, import };
  Kind kind = Kind::binding;
  std::string name;                                ///< a key, or the path of what is imported
  ConfigurationValue value;                        ///< of a binding
  std::vector<ConfigurationDirective> directives;  ///< of a group
};

/// Reads a whole file. `path` is for the message. Error: rest.bad_configuration with line and column.
Result<std::vector<ConfigurationDirective>> parse_configuration(std::string_view text, std::string_view path);

}  // namespace marque::rest
