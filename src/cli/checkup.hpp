// cli/checkup.hpp: the single checks of `marque doctor`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/configuration.hpp"
#include "core/error.hpp"

namespace marque::cli {

enum class Health : std::uint8_t { good, warning, bad };
std::string_view name_of(Health health);

/// What one check found: a sentence for the reader, and what to do where something is to be done.
struct Finding {
  std::string check;  ///< "disk", "clock", "drift"
  Health health = Health::good;
  std::string message;
  std::string advice;
};

/// Runs every check that the configuration calls for, in an order in which a reader would ask. A check that
/// cannot be made because an earlier one failed is left out.
std::vector<Finding> run_checkup(const Configuration& configuration);

}  // namespace marque::cli
