// pg/catalogue/keys.hpp: primary, unique and foreign keys of the whole database. Those outside the exposed
// schemas matter too, because views take them over.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/catalogue/rows.hpp"

namespace marque::pg::catalogue {

/// A column of a key: its number in the relation, and its name.
struct KeyColumn {
  std::uint32_t number = 0;
  std::string name;
};

/// A relation's primary key, in the key's order.
struct PrimaryKey {
  ObjectId relation_id = 0;
  QualifiedName relation;
  std::vector<KeyColumn> columns;
};

struct ForeignKey {
  std::string name;
  ObjectId relation_id = 0;  ///< the referencing one
  QualifiedName relation;
  ObjectId foreign_relation_id = 0;
  QualifiedName foreign_relation;
  bool is_one_to_one = false;  ///< its columns are those of a primary or unique key
  std::vector<KeyColumn> columns;
  std::vector<KeyColumn> foreign_columns;  ///< each the partner of that in `columns`
};

/// Ordered by schema and name of the relation.
Result<std::vector<PrimaryKey>> load_primary_keys(Session& session);

/// Of partitioned tables only the key of the parent. Ordered by relation and name.
Result<std::vector<ForeignKey>> load_foreign_keys(Session& session);

}  // namespace marque::pg::catalogue
