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

/// Reads all `Prefer` headers of a request, in their order. The first of a kind wins. Unknown tokens are
/// collected, never an error here; so are all `timezone=` if the first of them names none of
/// `rules.timezones`. A `tx=` that is not allowed and a `max-affected=` without a number say nothing and are
/// fine.
Preferences read_preferences(const std::vector<std::string_view>& headers, const PreferenceRules& rules);

/// The one header that says the same; empty if there is nothing to say. Reading it under rules that allow all
/// gives `preferences` back, if its texts are tokens: no commas, no blanks at the ends, and nothing in
/// `invalid` that is known.
std::string write_preferences(const Preferences& preferences);

/// What is known of an answered request, to tell which preferences counted (contract §12).
struct Applied {
  Action action = Action::read;
  bool has_conflict_target = false;  ///< of inserts: the relation has a primary key, or on_conflict was given
};

/// The value of `Preference-Applied`; empty means no header. `resolution` counts for inserts that can
/// conflict, `missing` for inserts and updates, `return` for all mutations, `max-affected` for updates,
/// deletes and calls under `handling=strict`, the others always.
std::string applied_preferences(const Preferences& preferences, const Applied& applied);

}  // namespace marque::query
