// client/types/schema_description.hpp: what a database's schemas hold, in the detail that generated types
// need: more of types and of writing than the catalogue of requests (pg/catalogue.hpp) has.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::client {

/// A field of a composite type.
struct AttributeDescription {
  std::string name;
  std::int64_t type_id = 0;
};

/// Any type of the database.
struct TypeDescription {
  std::int64_t id = 0;
  std::string schema;
  std::string name;                              ///< as pg_type has it: "int4", "_text"
  std::string kind;                              ///< b base, c composite, d domain, e enum, r range …
  std::int64_t relation_id = 0;                  ///< of row types
  std::vector<std::string> enum_values;          ///< in their order
  std::vector<AttributeDescription> attributes;  ///< of composite types that are no table's
};

struct ColumnDescription {
  std::string name;
  std::string type;  ///< pg_type's name, of a domain its base type's
  std::string type_schema;
  bool nullable = true;
  bool has_default = false;
  bool is_identity = false;
  bool is_always_identity = false;  ///< only the database fills it
  bool is_generated = false;
  bool is_updatable = true;
};

struct RelationDescription {
  std::int64_t id = 0;
  std::string schema;
  std::string name;
  std::string kind;  ///< r table, p partitioned, f foreign, v view, m materialised view
  bool is_insertable = true;
  bool is_updatable = true;
  std::vector<ColumnDescription> columns;  ///< in the relation's order

  bool is_view() const { return kind == "v" || kind == "m"; }
};

struct ParameterDescription {
  std::string name;
  std::string mode;  ///< i in, o out, b both, v variadic, t column of a table
  std::int64_t type_id = 0;
  bool has_default = false;

  bool is_input() const { return mode == "i" || mode == "b" || mode == "v"; }
};

struct FunctionDescription {
  std::string schema;
  std::string name;
  std::vector<ParameterDescription> parameters;
  std::string argument_text;  ///< "a integer, b text DEFAULT 'x'"
  std::string return_text;    ///< "SETOF brands"
  std::int64_t return_type_id = 0;
  std::int64_t return_relation_id = 0;
  bool returns_set = false;
  double expected_rows = 0;  ///< ROWS of a set
};

/// A foreign key, or what it becomes through views.
struct ForeignKeyDescription {
  std::string schema;
  std::string relation;
  std::string name;
  std::vector<std::string> columns;
  bool is_one_to_one = false;
  std::string foreign_schema;
  std::string foreign_relation;
  std::vector<std::string> foreign_columns;
};

struct SchemaDescription {
  std::vector<std::string> schemas;                 ///< sorted
  std::vector<RelationDescription> relations;       ///< sorted by name
  std::vector<FunctionDescription> functions;       ///< sorted by name
  std::vector<ForeignKeyDescription> foreign_keys;  ///< sorted by name
  std::map<std::int64_t, TypeDescription> types;    ///< of all schemas, by id

  const TypeDescription* type(std::int64_t id) const {
    const auto found = types.find(id);
    return found == types.end() ? nullptr : &found->second;
  }
  bool includes(const std::string& schema) const;
};

/// Reads what `schemas` hold. Blocking. Errors: the session's; "pg.3F000" for a schema that does not exist.
Result<SchemaDescription> describe_schemas(pg::Session& session, std::vector<std::string> schemas);

}  // namespace marque::client
