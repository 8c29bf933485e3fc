// cli/keys.hpp: the verb `marque keys`.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

/// Adds `keys`: prints the installation's API keys, making them if there are none.
void add_keys_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
