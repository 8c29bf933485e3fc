// query/preferences.hpp: the `Prefer` header, in both directions (contracts/rest.md §12).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "query/tree.hpp"

namespace marque::query {

/// What of Preferences the server's settings allow.
struct PreferenceRules {
  bool transaction_override = false;  ///< db-tx-end ends in "-allow-override"
  /// Names that `timezone=` may have; nullptr allows all.
  const std::set<std::string, std::less<>>* timezones = nullptr;
};

/// Reads all `Prefer` headers of a request, in their order. Unknown tokens are collected, never an error
/// here.
Preferences read_preferences(const std::vector<std::string_view>& headers, const PreferenceRules& rules);

/// The one header that says the same; empty if there is nothing to say. Reading it gives `preferences` back.
std::string write_preferences(const Preferences& preferences);

}  // namespace marque::query
