// client/types/typescript_mapping.hpp: PostgreSQL's types as those of TypeScript.
#pragma once

#include <string>
#include <string_view>

#include "client/types/schema_description.hpp"
#include "client/types/typescript_type.hpp"

namespace marque::client {

/// The type that a value of `schema`.`type` (pg_type's name) has in JSON: enums, composites and rows by their
/// place in `Database`; what is not known is `unknown`.
TypeScriptType typescript_type(const SchemaDescription& description, const std::string& schema,
                               std::string_view type);

/// The same for a type by its id.
TypeScriptType typescript_type(const SchemaDescription& description, std::int64_t id);

/// What a column holds, null included where it may be.
TypeScriptType column_type(const SchemaDescription& description, const ColumnDescription& column,
                           bool nullable);

/// `type` or null; unknown holds null already.
TypeScriptType or_null(TypeScriptType type);

/// The function as overloads in `Functions`: what it takes, what it gives. Nothing for those that no request
/// can call. `overloads`: all functions of that name.
TypeScriptType function_type(const SchemaDescription& description, const FunctionDescription& function,
                             const std::vector<const FunctionDescription*>& overloads);

/// True where the function stands among the columns of `relation`'s rows: its only argument is one of them.
bool is_computed_field(const SchemaDescription& description, const FunctionDescription& function,
                       const RelationDescription& relation);

/// What the function gives for one row, without the list of a set.
TypeScriptType returned_type(const SchemaDescription& description, const FunctionDescription& function);

/// True where a request, or a column of a select, can name the function.
bool is_callable(const SchemaDescription& description, const FunctionDescription& function);

}  // namespace marque::client
