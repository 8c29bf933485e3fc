#include "pg/catalogue_loader.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <unordered_map>
#include <utility>

#include "pg/catalogue/column_rights.hpp"
#include "pg/catalogue/conversions.hpp"
#include "pg/catalogue/keys.hpp"
#include "pg/catalogue/relations.hpp"
#include "pg/catalogue/relationships.hpp"
#include "pg/catalogue/routines.hpp"
#include "pg/catalogue/view_keys.hpp"

namespace marque::pg {
namespace {

using namespace catalogue;

// All queries see the same moment. The empty search path makes PostgreSQL write every name with its schema.
constexpr const char* begin_sql =
    "begin isolation level repeatable read read only; set local search_path = ''";

using RelationsById = std::unordered_map<ObjectId, Relation>;

/// Puts what was loaded where it belongs, or hands on the error.
template <class Value>
Result<void> keep(Result<Value> loaded, Value& place) {
  if (!loaded) return fail(std::move(loaded.error()));
  place = std::move(*loaded);
  return {};
}

/// A table's key sorted by name. A view's is made of those of its tables that it shows whole, in the key's
/// order and the first of several names for a column; of two tables, the one later in the alphabet first.
void set_primary_keys(RelationsById& relations, const std::vector<PrimaryKey>& keys,
                      const ShownRelations& shown) {
  std::unordered_map<QualifiedName, std::vector<std::string>, QualifiedNameHash> of_views;
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (const auto relation = relations.find(key->relation_id); relation != relations.end()) {
      for (const KeyColumn& column : key->columns) relation->second.primary_key.push_back(column.name);
      std::ranges::sort(relation->second.primary_key);
    }
    const auto views = shown.find(key->relation_id);
    if (views == shown.end()) continue;
    for (const ShownColumns& view : views->second)
      if (const auto names = names_of_key(view, key->columns); !names.empty())
        std::ranges::copy(names.front(), std::back_inserter(of_views[view.view]));
  }
  for (auto& [id, relation] : relations)
    if (relation.is_view) relation.primary_key = std::move(of_views[relation.name]);
}

std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Result<void> load_relations_and_relationships(Session& session, const CatalogueScope& scope,
                                              Catalogue& catalogue) {
  auto relations = load_relations(session, scope.schemas);
  if (!relations) return fail(std::move(relations.error()));
  const auto primary_keys = load_primary_keys(session);
  if (!primary_keys) return fail(primary_keys.error());
  const auto foreign_keys = load_foreign_keys(session);
  if (!foreign_keys) return fail(foreign_keys.error());
  const auto views = load_view_definitions(session, joined(scope.schemas, scope.extra_search_path));
  if (!views) return fail(views.error());
  const auto computed = load_computed_relationships(session);
  if (!computed) return fail(computed.error());

  auto readable = load_readable_columns(session, scope.schemas);
  if (!readable) return fail(std::move(readable.error()));
  for (auto& [id, columns] : *readable)
    if (const auto relation = relations->find(id); relation != relations->end())
      relation->second.readable_columns = std::move(columns);

  const ShownRelations shown = find_shown_columns(*views, *relations);
  set_primary_keys(*relations, *primary_keys, shown);
  for (auto& [id, relation] : *relations) catalogue.relations.emplace(relation.name, std::move(relation));
  catalogue.relationships =
      build_relationships({scope.schemas, *foreign_keys, shown, catalogue.relations, *computed});
  return {};
}

Result<void> load_all(Session& session, const CatalogueScope& scope, Catalogue& catalogue) {
  catalogue.server_version = session.server_version();
  if (auto done = load_relations_and_relationships(session, scope, catalogue); !done) return done;
  if (auto done = keep(load_routines(session, scope.schemas, scope.hoisted_settings), catalogue.routines);
      !done)
    return done;
  if (auto done = keep(load_representations(session), catalogue.representations); !done) return done;
  if (auto done = keep(load_media_handlers(session, scope.schemas), catalogue.media_handlers); !done)
    return done;
  return keep(load_timezones(session), catalogue.timezones);
}

}  // namespace

Result<Catalogue> load_catalogue(Session& session, const CatalogueScope& scope) {
  if (auto begun = session.execute(begin_sql); !begun) return fail(std::move(begun.error()));
  Catalogue catalogue;
  auto loaded = load_all(session, scope, catalogue);
  const auto ended = session.execute("rollback");  // nothing was written
  if (!loaded) return fail(std::move(loaded.error()));
  if (!ended) return fail(ended.error());
  return catalogue;
}

}  // namespace marque::pg
