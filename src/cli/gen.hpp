// cli/gen.hpp: `marque gen types`: the schema as source text.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

void add_gen_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
