#include "pg/catalogue/view_keys.hpp"

#include <algorithm>
#include <utility>

namespace marque::pg::catalogue {
namespace {

// A view may show the columns of a long key many times over; nobody can mean each of a thousand combinations.
constexpr std::size_t combination_limit = 1'000;

// Views over views over views; PostgreSQL lets one make a circle of them, which it then refuses to run.
constexpr std::size_t view_depth_limit = 100;

constexpr const char* views_sql = R"(
select c.oid, r.ev_action::text
from pg_class c join pg_rewrite r on r.ev_class = c.oid and r.ev_type = '1'
where c.relkind in ('v', 'm') and c.relnamespace = any ($1::regnamespace[]))";

using Origins = std::unordered_map<ObjectId, std::map<std::uint32_t, TargetEntry>>;

/// What each view's columns are copies of.
Origins index_origins(const std::vector<ViewDefinition>& views) {
  Origins origins;
  for (const ViewDefinition& view : views)
    for (const TargetEntry& target : view.targets)
      if (target.origin_relation != 0) origins[view.id].emplace(target.position, target);
  return origins;
}

/// Nothing where the column is no copy, or its relation no view that is known.
const TargetEntry* origin_of(const Origins& origins, ObjectId relation, std::uint32_t column) {
  const auto view = origins.find(relation);
  if (view == origins.end()) return nullptr;
  const auto target = view->second.find(column);
  return target == view->second.end() ? nullptr : &target->second;
}

using ShownByView = std::map<ObjectId, std::map<std::uint32_t, std::vector<std::string>>>;

/// Notes `name` for every column on the way from the view's column down to a table's.
void follow(const Origins& origins, ObjectId view, std::uint32_t column, const std::string& name,
            ShownByView& shown) {
  std::vector<ObjectId> passed{view};
  const TargetEntry* origin = origin_of(origins, view, column);
  while (origin != nullptr && passed.size() <= view_depth_limit) {
    if (std::ranges::find(passed, origin->origin_relation) != passed.end()) return;
    passed.push_back(origin->origin_relation);
    shown[origin->origin_relation][origin->origin_column].push_back(name);
    origin = origin_of(origins, origin->origin_relation, origin->origin_column);
  }
}

}  // namespace

Result<std::vector<ViewDefinition>> load_view_definitions(Session& session,
                                                          const std::vector<std::string>& schemas) {
  const auto rows = session.query(views_sql, {schemas_text(schemas)});
  if (!rows) return fail(rows.error());
  std::vector<ViewDefinition> views;
  for (const Row& row : rows->rows)
    views.push_back({to_number(row[0]), read_target_list(std::string_view(row[1].value_or("")))});
  return views;
}

ShownRelations find_shown_columns(const std::vector<ViewDefinition>& views,
                                  const std::unordered_map<ObjectId, Relation>& relations) {
  const Origins origins = index_origins(views);
  ShownRelations all;
  for (const auto& [id, relation] : relations) {
    if (!relation.is_view) continue;
    ShownByView shown;
    for (std::uint32_t column = 1; column <= relation.columns.size(); ++column)
      follow(origins, id, column, relation.columns[column - 1].name, shown);
    for (auto& [origin, names] : shown) all[origin].push_back({relation.name, std::move(names)});
  }
  return all;
}

std::vector<std::vector<std::string>> names_of_key(const ShownColumns& shown,
                                                   const std::vector<KeyColumn>& key) {
  std::vector<std::vector<std::string>> combinations{{}};
  for (const KeyColumn& column : key) {
    const auto names = shown.names.find(column.number);
    if (names == shown.names.end()) return {};
    std::vector<std::vector<std::string>> longer;
    for (const auto& begun : combinations) {
      for (const std::string& name : names->second) {
        if (longer.size() == combination_limit) break;
        longer.push_back(begun);
        longer.back().push_back(name);
      }
    }
    combinations = std::move(longer);
  }
  return combinations;
}

}  // namespace marque::pg::catalogue
