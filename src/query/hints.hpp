// query/hints.hpp: "Perhaps you meant …", for errors about names that the database does not have
// (contracts/rest.md §21). Empty where nothing is near enough.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "pg/catalogue.hpp"

namespace marque::query {

/// For PGRST205.
std::string hint_for_relation(const pg::QualifiedName& name, const pg::Catalogue& catalogue);

/// For PGRST202: another name, or other arguments of a known name.
std::string hint_for_routine(const pg::QualifiedName& name, const std::set<std::string>& arguments,
                             const std::vector<pg::Routine>& overloads, const pg::Catalogue& catalogue);

/// For PGRST200: another origin, or another target of a known origin.
std::string hint_for_relationship(const std::string& schema, const std::string& origin,
                                  const std::string& target, const pg::Catalogue& catalogue);

}  // namespace marque::query
