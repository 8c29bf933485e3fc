#include "pg/catalogue/relationships.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace marque::pg::catalogue {
namespace {

// A function that gives at most one row: not a set, or declared ROWS 1.
constexpr const char* computed_sql = R"(
with rows_of_relations as (
  select t.oid, n.nspname, t.typname
  from pg_class c join pg_type t on t.oid = c.reltype join pg_namespace n on n.oid = t.typnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
)
select s.nspname, p.proname, origin.nspname, origin.typname, target.nspname, target.typname,
  not p.proretset or p.prorows = 1 as is_to_one
from pg_proc p
  join pg_namespace s on s.oid = p.pronamespace
  join rows_of_relations origin on origin.oid = p.proargtypes[0]
  join rows_of_relations target on target.oid = p.prorettype
where p.pronargs = 1)";

/// One side of a foreign key as some relation has it: the table itself, or a view that shows its columns.
struct Side {
  QualifiedName relation;
  bool is_view = false;
  std::vector<std::string> columns;
};

std::vector<std::string> names_of(const std::vector<KeyColumn>& columns) {
  std::vector<std::string> names;
  for (const KeyColumn& column : columns) names.push_back(column.name);
  return names;
}

std::vector<Side> sides_of(ObjectId id, const QualifiedName& table, const std::vector<KeyColumn>& key,
                           const ShownRelations& shown) {
  std::vector<Side> sides{{table, false, names_of(key)}};
  const auto views = shown.find(id);
  if (views == shown.end()) return sides;
  for (const ShownColumns& view : views->second)
    for (auto& columns : names_of_key(view, key)) sides.push_back({view.view, true, std::move(columns)});
  return sides;
}

std::vector<ColumnPair> pairs(const std::vector<std::string>& near, const std::vector<std::string>& far) {
  std::vector<ColumnPair> columns;
  for (std::size_t index = 0; index < near.size(); ++index) columns.push_back({near[index], far[index]});
  return columns;
}

std::vector<ColumnPair> swapped(std::vector<ColumnPair> columns) {
  for (ColumnPair& pair : columns) std::swap(pair.column, pair.foreign_column);
  return columns;
}

class Builder {
 public:
  explicit Builder(const RelationshipSources& sources)
      : sources_(sources), exposed_(sources.schemas.begin(), sources.schemas.end()) {}

  decltype(Catalogue::relationships) build() {
    for (const ForeignKey& key : sources_.foreign_keys) add_key(key);
    const std::size_t count = found_.size();
    add_inverses(count);
    add_many_to_many(count);
    return grouped();
  }

 private:
  bool is_exposed(const QualifiedName& relation) const { return exposed_.contains(relation.schema); }

  /// Table to table, view to table, table to view and view to view.
  void add_key(const ForeignKey& key) {
    const auto origins = sides_of(key.relation_id, key.relation, key.columns, sources_.shown);
    const auto targets =
        sides_of(key.foreign_relation_id, key.foreign_relation, key.foreign_columns, sources_.shown);
    for (const Side& origin : origins)
      for (const Side& target : targets)
        if (is_exposed(target.relation))
          (is_exposed(origin.relation) ? found_ : hidden_).push_back(forward(key, origin, target));
  }

  static Relationship forward(const ForeignKey& key, const Side& origin, const Side& target) {
    Relationship way;
    way.relation = origin.relation;
    way.foreign_relation = target.relation;
    way.is_self = origin.relation == target.relation;
    way.cardinality = key.is_one_to_one ? Cardinality::one_to_one : Cardinality::many_to_one;
    way.constraint = key.name;
    way.columns = pairs(origin.columns, target.columns);
    way.relation_is_view = origin.is_view;
    way.foreign_relation_is_view = target.is_view;
    return way;
  }

  void add_inverses(std::size_t count) {
    for (std::size_t index = 0; index < count; ++index) {
      Relationship way = found_[index];
      std::swap(way.relation, way.foreign_relation);
      std::swap(way.relation_is_view, way.foreign_relation_is_view);
      way.columns = swapped(std::move(way.columns));
      if (way.cardinality == Cardinality::many_to_one) way.cardinality = Cardinality::one_to_many;
      if (way.cardinality == Cardinality::one_to_one) way.is_parent = true;
      found_.push_back(std::move(way));
    }
  }

  /// Each pair of keys of one relation whose columns are all part of its primary key.
  void add_many_to_many(std::size_t count) {
    std::map<QualifiedName, std::vector<Relationship>> junctions;
    for (const Relationship& way : std::span(found_).first(count))
      if (way.cardinality == Cardinality::many_to_one && is_in_primary_key(way))
        junctions[way.relation].push_back(way);
    for (const auto& [relation, ways] : junctions)
      for (const Relationship& origin : ways)
        for (const Relationship& target : ways)
          if (origin.constraint != target.constraint) found_.push_back(through(origin, target));
  }

  bool is_in_primary_key(const Relationship& way) const {
    const auto relation = sources_.relations.find(way.relation);
    if (relation == sources_.relations.end()) return false;
    const auto& key = relation->second.primary_key;
    return std::ranges::all_of(way.columns, [&](const ColumnPair& pair) {
      return std::ranges::find(key, pair.column) != key.end();
    });
  }

  static Relationship through(const Relationship& origin, const Relationship& target) {
    Relationship way;
    way.relation = origin.foreign_relation;
    way.foreign_relation = target.foreign_relation;
    way.is_self = way.relation == way.foreign_relation;
    way.cardinality = Cardinality::many_to_many;
    way.junction = {origin.relation, origin.constraint, target.constraint, swapped(origin.columns),
                    swapped(target.columns)};
    way.relation_is_view = origin.foreign_relation_is_view;
    way.foreign_relation_is_view = target.foreign_relation_is_view;
    return way;
  }

  /// A computed way takes the place of all detected ones to a relation of its function's name.
  decltype(Catalogue::relationships) grouped() {
    std::set<std::pair<QualifiedName, QualifiedName>> overridden;
    for (const Relationship& way : sources_.computed) overridden.emplace(way.relation, way.function);
    decltype(Catalogue::relationships) groups;
    for (Relationship& way : found_)
      if (!overridden.contains({way.relation, way.foreign_relation}))
        groups[{way.relation, way.foreign_relation.schema}].push_back(std::move(way));
    for (const Relationship& way : sources_.computed)
      if (is_exposed(way.relation) && is_exposed(way.foreign_relation))
        groups[{way.relation, way.function.schema}].push_back(way);
    for (auto& [key, ways] : groups) std::ranges::sort(ways);
    add_known_origins(groups);
    return groups;
  }

  /// Two relations that only a junction out of sight connects have no way to each other, but no hint is to be
  /// given for them either: their lists are there, and empty.
  void add_known_origins(decltype(Catalogue::relationships)& groups) const {
    std::map<QualifiedName, std::vector<const Relationship*>> junctions;
    for (const Relationship& way : hidden_) junctions[way.relation].push_back(&way);
    for (const auto& [relation, ways] : junctions)
      for (const Relationship* origin : ways)
        for (const Relationship* target : ways)
          if (origin->constraint != target->constraint)
            groups.try_emplace({origin->foreign_relation, target->foreign_relation.schema});
  }

  const RelationshipSources& sources_;
  std::set<std::string, std::less<>> exposed_;
  std::vector<Relationship> found_;
  std::vector<Relationship> hidden_;  ///< from relations that are not exposed
};

}  // namespace

Result<std::vector<Relationship>> load_computed_relationships(Session& session) {
  auto rows = session.query(computed_sql);
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Relationship> computed;
  for (Row& row : rows->rows) {
    Relationship& way = computed.emplace_back();
    way.function = {take_text(row[0]), take_text(row[1])};
    way.relation = {take_text(row[2]), take_text(row[3])};
    way.foreign_relation = {take_text(row[4]), take_text(row[5])};
    way.function_is_to_one = is_true(row[6]);
    way.is_self = way.relation == way.foreign_relation;
    way.cardinality = Cardinality::computed;
  }
  return computed;
}

decltype(Catalogue::relationships) build_relationships(const RelationshipSources& sources) {
  return Builder(sources).build();
}

}  // namespace marque::pg::catalogue
