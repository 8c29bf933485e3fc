// pg/catalogue/view_keys.hpp: which columns of which tables the exposed views show unchanged, through any
// number of views in between. From that follows which keys a view takes over (contracts/rest.md §8.1).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/catalogue/keys.hpp"
#include "pg/catalogue/node_tree.hpp"
#include "pg/catalogue/rows.hpp"

namespace marque::pg::catalogue {

/// A view and the target list of its query.
struct ViewDefinition {
  ObjectId id = 0;
  std::vector<TargetEntry> targets;
};

/// What one exposed view shows of one relation: the relation's column → the view's names for it, in order.
struct ShownColumns {
  QualifiedName view;
  std::map<std::uint32_t, std::vector<std::string>> names;
};

/// Relation → how each exposed view shows it.
using ShownRelations = std::unordered_map<ObjectId, std::vector<ShownColumns>>;

/// Every view and materialised view in `schemas`. Errors: the server's, 3F000 for a missing schema.
Result<std::vector<ViewDefinition>> load_view_definitions(Session& session,
                                                          const std::vector<std::string>& schemas);

/// Follows the columns of the views among `relations` down through `views`.
ShownRelations find_shown_columns(const std::vector<ViewDefinition>& views,
                                  const std::unordered_map<ObjectId, Relation>& relations);

/// Every way to name `key`'s columns in the view, in the key's order; none where the view lacks one of them.
std::vector<std::vector<std::string>> names_of_key(const ShownColumns& shown,
                                                   const std::vector<KeyColumn>& key);

}  // namespace marque::pg::catalogue
