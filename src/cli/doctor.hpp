// cli/doctor.hpp: the verb `marque doctor`: looks at everything that Marque needs, and explains what it
// finds.
#pragma once

#include "cli/command.hpp"

namespace marque::cli {

/// Adds `doctor`. It changes nothing and starts nothing; exit code 0 if no check failed.
void add_doctor_command(CLI::App& app, Invocation& invocation);

}  // namespace marque::cli
