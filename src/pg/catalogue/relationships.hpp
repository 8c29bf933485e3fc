// pg/catalogue/relationships.hpp: how relations refer to each other, worked out of keys, views and functions
// (contracts/rest.md §8.1). Without I/O but for the list of functions.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/catalogue/keys.hpp"
#include "pg/catalogue/view_keys.hpp"

namespace marque::pg::catalogue {

/// Functions from one relation's row to rows of another, wherever they are. Errors: the server's.
Result<std::vector<Relationship>> load_computed_relationships(Session& session);

struct RelationshipSources {
  const std::vector<std::string>& schemas;  ///< the exposed ones
  const std::vector<ForeignKey>& foreign_keys;
  const ShownRelations& shown;
  const decltype(Catalogue::relations)& relations;  ///< with their primary keys
  const std::vector<Relationship>& computed;
};

/// Every way between relations of exposed schemas, each list sorted.
decltype(Catalogue::relationships) build_relationships(const RelationshipSources& sources);

}  // namespace marque::pg::catalogue
