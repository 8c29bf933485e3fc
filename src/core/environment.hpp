// core/environment.hpp: the variables that this process was started with.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace marque::core {

/// Names and values in their order. Read it before any thread could change them.
std::vector<std::pair<std::string, std::string>> process_environment();

}  // namespace marque::core
