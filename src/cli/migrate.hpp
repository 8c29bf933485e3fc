// cli/migrate.hpp: the verb `marque migrate up|status|verify|new|lint|docs`.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

/// Adds `migrate` with its subcommands.
void add_migrate_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
