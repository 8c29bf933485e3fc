// pg/catalogue.hpp: what the API knows of the database: relations, how they refer to each other, functions,
// data representations and media handlers (contracts/rest.md §8.1, §14, §22, §24). A value without behaviour,
// read as a whole by pg/catalogue_loader.hpp and never changed afterwards: requests share one by pointer
// while the next is being loaded.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace marque::pg {

/// schema.name of a relation, function or type.
struct QualifiedName {
  std::string schema;
  std::string name;
  auto operator<=>(const QualifiedName&) const = default;
};

struct QualifiedNameHash {
  std::size_t operator()(const QualifiedName& qualified) const {
    return std::hash<std::string>()(qualified.name) * 31 + std::hash<std::string>()(qualified.schema);
  }
};

struct Column {
  std::string name;
  std::optional<std::string> description;
  bool nullable = true;
  std::string type;          ///< a domain's base type, else the type: "integer", "character varying"
  std::string nominal_type;  ///< as declared, a domain by its own name: "app.colour", "character varying(10)"
  std::optional<std::int32_t> maximum_length;  ///< of character types that have one
  std::optional<std::string> default_value;    ///< an SQL expression; also of identity columns and domains
  std::vector<std::string> enum_values;        ///< in the enum's order
};

/// Table, view, materialised view, foreign or partitioned table of an exposed schema.
struct Relation {
  QualifiedName name;
  std::optional<std::string> description;
  bool is_view = false;
  bool insertable = false;
  bool updatable = false;
  bool deletable = false;
  std::vector<std::string>
      primary_key;              ///< sorted by name; of a view, those of its base table where it has all
  std::vector<Column> columns;  ///< in the relation's order
  std::map<std::string, std::size_t, std::less<>> column_positions;
  /// role → its columns, of roles that may read some columns only: what `*` stands for then.
  std::map<std::string, std::vector<std::string>, std::less<>> readable_columns;

  /// Nothing where there is no such column.
  const Column* column(std::string_view column_name) const {
    const auto found = column_positions.find(column_name);
    return found == column_positions.end() ? nullptr : &columns[found->second];
  }
};

/// In the order in which ambiguous candidates are listed.
enum class Cardinality : std::uint8_t { one_to_many, many_to_one, one_to_one, many_to_many, computed };

/// A column and its partner on the other side.
struct ColumnPair {
  std::string column;
  std::string foreign_column;
  auto operator<=>(const ColumnPair&) const = default;
};

/// The relation in the middle of many-to-many.
struct Junction {
  QualifiedName relation;
  std::string constraint;                  ///< to the origin
  std::string foreign_constraint;          ///< to the target
  std::vector<ColumnPair> origin_columns;  ///< (origin's column, junction's column)
  std::vector<ColumnPair> target_columns;  ///< (target's column, junction's column)
  auto operator<=>(const Junction&) const = default;
};

/// A directed way from one relation to another. They are ordered as ambiguous candidates are listed (contract
/// §8.2): detected ones before computed ones.
struct Relationship {
  QualifiedName relation;  ///< the origin
  QualifiedName foreign_relation;
  bool is_self = false;
  Cardinality cardinality = Cardinality::many_to_one;
  std::string constraint;           ///< of the foreign key; empty for many_to_many and computed
  std::vector<ColumnPair> columns;  ///< (origin's column, target's column); likewise
  bool is_parent = false;           ///< one_to_one seen from the referenced side
  Junction junction;                ///< many_to_many only
  bool relation_is_view = false;
  bool foreign_relation_is_view = false;
  QualifiedName function;           ///< computed only
  bool function_is_to_one = false;  ///< computed only
  bool operator==(const Relationship&) const = default;
  std::strong_ordering operator<=>(const Relationship& other) const {
    const auto rank = [](const Relationship& it) {  // only computed ones have a function: they come last
      return std::tie(it.function, it.relation, it.foreign_relation, it.function_is_to_one, it.is_self,
                      it.cardinality, it.constraint, it.columns, it.is_parent, it.junction,
                      it.relation_is_view, it.foreign_relation_is_view);
    };
    return rank(*this) <=> rank(other);
  }

  bool is_to_one() const {
    return cardinality == Cardinality::many_to_one || cardinality == Cardinality::one_to_one ||
           (cardinality == Cardinality::computed && function_is_to_one);
  }
};

enum class Volatility : std::uint8_t { immutable, stable, volatile_ };

struct RoutineParameter {
  std::string name;           ///< empty for the single unnamed one
  std::string type;           ///< "character", for messages and the root document
  std::string callable_type;  ///< the same without a length that would cut values: "character varying"
  bool required = true;
  bool variadic = false;
  auto operator<=>(const RoutineParameter&) const = default;
};

enum class ReturnKind : std::uint8_t { scalar, composite };

struct Routine {
  QualifiedName name;
  std::optional<std::string> description;
  std::vector<RoutineParameter> parameters;
  QualifiedName return_type;  ///< of composites: the relation; OUT and TABLE columns: pg_catalog.record
  ReturnKind return_kind = ReturnKind::scalar;
  bool returns_set = false;
  bool returns_composite_alias = false;  ///< a domain over a composite type
  Volatility volatility = Volatility::volatile_;
  bool has_variadic = false;
  std::optional<std::string> isolation_level;  ///< of its default_transaction_isolation: "serializable"
  std::vector<std::pair<std::string, std::string>> settings;  ///< hoisted ones

  bool returns_single() const { return !returns_set; }
  bool returns_scalar() const { return !returns_set && return_kind == ReturnKind::scalar; }
  bool returns_set_of_scalar() const { return returns_set && return_kind == ReturnKind::scalar; }
  bool returns_single_composite() const { return !returns_set && return_kind == ReturnKind::composite; }
  bool returns_void() const { return returns_scalar() && return_type == QualifiedName{"pg_catalog", "void"}; }
};

/// A function that builds a body of some media type (contract §10): an aggregate over a relation's rows or
/// any rows, or a function whose own result it is.
struct MediaHandler {
  QualifiedName function;
  QualifiedName target;    ///< the relation or function it serves; both empty for any element
  std::string media_type;  ///< lower case; "*/*" for the one that takes all
};

/// (origin, schema of the target) → its ways out.
struct RelationshipKey {
  QualifiedName relation;
  std::string foreign_schema;
  bool operator==(const RelationshipKey&) const = default;
};
struct RelationshipKeyHash {
  std::size_t operator()(const RelationshipKey& key) const {
    return QualifiedNameHash()(key.relation) * 31 + std::hash<std::string>()(key.foreign_schema);
  }
};

struct Catalogue {
  std::unordered_map<QualifiedName, Relation, QualifiedNameHash> relations;
  /// Each list is sorted.
  std::unordered_map<RelationshipKey, std::vector<Relationship>, RelationshipKeyHash> relationships;
  std::unordered_map<QualifiedName, std::vector<Routine>, QualifiedNameHash> routines;
  /// (source type, target type) → "schema.function", quoted for SQL; one of the two is json or text.
  std::map<std::pair<std::string, std::string>, std::string> representations;
  std::vector<MediaHandler> media_handlers;
  std::set<std::string, std::less<>> timezones;
  std::int32_t server_version = 0;  ///< 170010

  const Relation* relation(const QualifiedName& name) const {
    const auto found = relations.find(name);
    return found == relations.end() ? nullptr : &found->second;
  }
  /// The function from `source` to `target`; nothing where none is declared.
  const std::string* representation(const std::string& source, const std::string& target) const {
    const auto found = representations.find({source, target});
    return found == representations.end() ? nullptr : &found->second;
  }
};

}  // namespace marque::pg
