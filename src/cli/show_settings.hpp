// cli/show_settings.hpp: the verb `marque settings`.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

/// Adds `settings`: every setting with its value here, where that comes from, and what it is for.
void add_settings_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
