// cli/version.hpp: which Marque this is.
#pragma once

#include <string_view>

namespace marque::cli {

inline constexpr std::string_view version = MARQUE_VERSION;

}  // namespace marque::cli
