// query/find_relationship.hpp: which relationship an embed means (contracts/rest.md §8.2).
#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "pg/catalogue.hpp"

namespace marque::query {

/// What an embed says of its relationship: `origin?select=target!hint()`.
struct RelationshipWish {
  const std::string& schema;
  const std::string& origin;
  const std::string& target;
  const std::optional<std::string>& hint;
};

/// The one relationship that fits; it belongs to the catalogue. Errors: PGRST200 where none does, PGRST201
/// where several do.
Result<const pg::Relationship*> find_relationship(const RelationshipWish& wish,
                                                  const pg::Catalogue& catalogue);

}  // namespace marque::query
