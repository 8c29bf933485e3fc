// cli/serve.hpp: the verb `marque serve`.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

/// Adds `serve` with its flags.
void add_serve_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
