// query/hash_order.hpp: the order in which the peer walks its hash maps. It shows in two places: which embed
// comes first when several have limits, and which of equally near names a hint offers. The peer's maps are
// hash array mapped tries over XXH3 with a salt (xxhash.com; names of at most 128 bytes, as here).
#pragma once

#include <cstdint>
#include <string_view>

#include "pg/catalogue.hpp"

namespace marque::query {

/// The hash of a text that is a key.
std::uint64_t hash_text(std::string_view text);

/// The hash of schema and name that are a key.
std::uint64_t hash_name(const pg::QualifiedName& name);

/// The hash of a relation and a schema that are a key.
std::uint64_t hash_relationship_key(const pg::RelationshipKey& key);

/// Sorting by rank gives the order of the map's walk: five bits a level, the lowest first.
std::uint64_t hash_map_rank(std::uint64_t hash);

}  // namespace marque::query
