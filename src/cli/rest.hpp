// cli/rest.hpp: the verb `marque rest`: only the REST API, from PostgREST's own configuration.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

/// Adds `rest [FILE]`.
void add_rest_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
