// Catalogues by hand, as small as a test needs them:
//   CatalogueBuilder().table("clients", {"id", "name"}).table("projects", {"id", "client_id"})
//       .key("projects", "client_id", "clients", "id").build()
// All is in the schema "test" unless a name says otherwise ("private.secrets").
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "pg/catalogue.hpp"

namespace marque::query {

/// "name", or "schema.name".
inline pg::QualifiedName qualified(const std::string& name) {
  const std::size_t dot = name.find('.');
  if (dot == name.npos) return {"test", name};
  return {name.substr(0, dot), name.substr(dot + 1)};
}

/// A column as a test writes it: its name, or name and type; a domain has a base type too.
struct BuiltColumn {
  std::string name;
  std::string type = "integer";
  std::string base_type;
  std::optional<std::string> default_value;

  BuiltColumn(const char* column_name) : name(column_name) {}
  BuiltColumn(std::string column_name, std::string declared, std::string base = "")
      : name(std::move(column_name)), type(std::move(declared)), base_type(std::move(base)) {}
};

class CatalogueBuilder {
 public:
  /// A table; its key is "id" where it has that column, unless `primary_key` says otherwise.
  CatalogueBuilder& table(const std::string& name, const std::vector<BuiltColumn>& columns,
                          std::vector<std::string> primary_key = {"id"}) {
    pg::Relation relation;
    relation.name = qualified(name);
    relation.insertable = relation.updatable = relation.deletable = true;
    for (const BuiltColumn& it : columns) {
      pg::Column column;
      column.name = it.name;
      column.nominal_type = it.type;
      column.type = it.base_type.empty() ? it.type : it.base_type;
      column.default_value = it.default_value;
      relation.column_positions.emplace(it.name, relation.columns.size());
      relation.columns.push_back(std::move(column));
    }
    for (std::string& key : primary_key) {
      if (relation.column_positions.contains(key)) relation.primary_key.push_back(std::move(key));
    }
    std::ranges::sort(relation.primary_key);
    catalogue_.relations[relation.name] = std::move(relation);
    return *this;
  }

  CatalogueBuilder& view(const std::string& name, const std::vector<BuiltColumn>& columns) {
    table(name, columns, {});
    catalogue_.relations[qualified(name)].is_view = true;
    return *this;
  }

  /// A foreign key: many-to-one from `from`, one-to-many back. Its name is PostgreSQL's unless given.
  CatalogueBuilder& key(const std::string& from, const std::string& column, const std::string& to,
                        const std::string& foreign_column, std::string constraint = "") {
    return keys(from, to, {{column, foreign_column}}, std::move(constraint), pg::Cardinality::many_to_one,
                pg::Cardinality::one_to_many);
  }

  /// The same where the key's columns are unique.
  CatalogueBuilder& unique_key(const std::string& from, const std::string& column, const std::string& to,
                               const std::string& foreign_column, std::string constraint = "") {
    return keys(from, to, {{column, foreign_column}}, std::move(constraint), pg::Cardinality::one_to_one,
                pg::Cardinality::one_to_one);
  }

  CatalogueBuilder& composite_key(const std::string& from, const std::string& to,
                                  const std::vector<pg::ColumnPair>& columns, std::string constraint) {
    return keys(from, to, columns, std::move(constraint), pg::Cardinality::many_to_one,
                pg::Cardinality::one_to_many);
  }

  /// Many-to-many both ways through `junction`, whose columns refer to both sides' "id".
  CatalogueBuilder& junction(const std::string& junction, const std::string& left_column,
                             const std::string& left, const std::string& right_column,
                             const std::string& right) {
    add(many_to_many(junction, left_column, left, right_column, right));
    if (left != right || left_column != right_column) {
      add(many_to_many(junction, right_column, right, left_column, left));
    }
    return *this;
  }

  /// function(origin) gives rows of `target`.
  CatalogueBuilder& computed(const std::string& function, const std::string& origin,
                             const std::string& target, bool is_to_one) {
    pg::Relationship relationship;
    relationship.relation = qualified(origin);
    relationship.foreign_relation = qualified(target);
    relationship.is_self = relationship.relation == relationship.foreign_relation;
    relationship.cardinality = pg::Cardinality::computed;
    relationship.function = qualified(function);
    relationship.function_is_to_one = is_to_one;
    insert({relationship.relation, relationship.function.schema}, relationship);
    return *this;
  }

  CatalogueBuilder& relationship(const pg::Relationship& relationship) {
    add(relationship);
    return *this;
  }

  CatalogueBuilder& routine(const std::string& name, std::vector<pg::RoutineParameter> parameters,
                            pg::QualifiedName return_type = {"pg_catalog", "int4"},
                            pg::ReturnKind kind = pg::ReturnKind::scalar, bool returns_set = false) {
    pg::Routine routine;
    routine.name = qualified(name);
    routine.has_variadic = std::ranges::any_of(parameters, &pg::RoutineParameter::variadic);
    routine.parameters = std::move(parameters);
    routine.return_type = std::move(return_type);
    routine.return_kind = kind;
    routine.returns_set = returns_set;
    catalogue_.routines[routine.name].push_back(std::move(routine));
    return *this;
  }

  CatalogueBuilder& representation(const std::string& source, const std::string& target,
                                   const std::string& function) {
    catalogue_.representations[{source, target}] = function;
    return *this;
  }

  pg::Catalogue build() { return std::move(catalogue_); }

 private:
  CatalogueBuilder& keys(const std::string& from, const std::string& to,
                         const std::vector<pg::ColumnPair>& columns, std::string constraint,
                         pg::Cardinality forward, pg::Cardinality backward) {
    pg::Relationship relationship;
    relationship.relation = qualified(from);
    relationship.foreign_relation = qualified(to);
    relationship.is_self = from == to;
    relationship.cardinality = forward;
    relationship.columns = columns;
    relationship.constraint =
        constraint.empty() ? relationship.relation.name + "_" + columns.front().column + "_fkey" : constraint;
    relationship.relation_is_view = is_view(from);
    relationship.foreign_relation_is_view = is_view(to);
    add(relationship);
    std::swap(relationship.relation, relationship.foreign_relation);
    std::swap(relationship.relation_is_view, relationship.foreign_relation_is_view);
    for (pg::ColumnPair& pair : relationship.columns) std::swap(pair.column, pair.foreign_column);
    relationship.cardinality = backward;
    relationship.is_parent = backward == pg::Cardinality::one_to_one;
    add(relationship);
    return *this;
  }

  static pg::Relationship many_to_many(const std::string& junction, const std::string& origin_column,
                                       const std::string& origin, const std::string& target_column,
                                       const std::string& target) {
    pg::Relationship relationship;
    relationship.relation = qualified(origin);
    relationship.foreign_relation = qualified(target);
    relationship.is_self = origin == target;
    relationship.cardinality = pg::Cardinality::many_to_many;
    relationship.junction.relation = qualified(junction);
    relationship.junction.constraint = qualified(junction).name + "_" + origin_column + "_fkey";
    relationship.junction.foreign_constraint = qualified(junction).name + "_" + target_column + "_fkey";
    relationship.junction.origin_columns = {{"id", origin_column}};
    relationship.junction.target_columns = {{"id", target_column}};
    return relationship;
  }

  bool is_view(const std::string& name) const {
    const pg::Relation* relation = catalogue_.relation(qualified(name));
    return relation != nullptr && relation->is_view;
  }

  void add(const pg::Relationship& relationship) {
    insert({relationship.relation, relationship.foreign_relation.schema}, relationship);
  }

  void insert(const pg::RelationshipKey& key, const pg::Relationship& relationship) {
    auto& list = catalogue_.relationships[key];
    list.insert(std::ranges::upper_bound(list, relationship), relationship);
  }

  pg::Catalogue catalogue_;
};

}  // namespace marque::query
