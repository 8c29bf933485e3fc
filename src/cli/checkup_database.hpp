// cli/checkup_database.hpp: the checks of `marque doctor` that ask the database.
#pragma once

#include <vector>

#include "cli/checkup.hpp"

namespace marque::cli {

/// Adds reachability, version, durability, clock, roles, migrations, drift and row-level security; only the
/// first where the database cannot be reached.
void check_database(const Configuration& configuration, std::vector<Finding>& findings);

}  // namespace marque::cli
