// pg/catalogue/relations.hpp: tables and views of the exposed schemas with their columns.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/catalogue/rows.hpp"

namespace marque::pg::catalogue {

/// By identity; primary keys are not filled in yet. Partitions are left out, and so are the system schemas.
/// Errors: the server's, 3F000 for a schema that does not exist.
Result<std::unordered_map<ObjectId, Relation>> load_relations(Session& session,
                                                              const std::vector<std::string>& schemas);

}  // namespace marque::pg::catalogue
