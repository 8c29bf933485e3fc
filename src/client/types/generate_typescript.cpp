#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "client/types/collation.hpp"
#include "client/types/generate_types.hpp"
#include "client/types/typescript_mapping.hpp"

namespace marque::client {
namespace {

using Fields = std::vector<TypeScriptField>;

constexpr std::string_view json_type = R"(export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

)";

/// What front ends name tables, rows and enums with: `Tables<"brands">`, `TablesInsert<{ schema: "audit" },
/// "log">`.
constexpr std::string_view helper_types = R"(
type Schemas = Omit<Database, "__InternalSupabase">

type DefaultSchema = Schemas[Extract<keyof Database, "public">]

type InSchema = { schema: keyof Schemas }

type SchemaOf<Target> = Target extends { schema: infer Name extends keyof Schemas }
  ? Schemas[Name]
  : DefaultSchema

type Relations<Schema extends { Tables: unknown; Views: unknown }> =
  Schema["Tables"] & Schema["Views"]

type NameIn<Target, Part> = Target extends InSchema ? keyof Part : never

type Pick1<Part, Target, Name> = Target extends InSchema
  ? Name extends keyof Part
    ? Part[Name]
    : never
  : Target extends keyof Part
    ? Part[Target]
    : never

export type Tables<
  Target extends keyof Relations<DefaultSchema> | InSchema,
  Name extends NameIn<Target, Relations<SchemaOf<Target>>> = never,
> =
  Pick1<Relations<SchemaOf<Target>>, Target, Name> extends { Row: infer Row }
    ? Row
    : never

export type TablesInsert<
  Target extends keyof DefaultSchema["Tables"] | InSchema,
  Name extends NameIn<Target, SchemaOf<Target>["Tables"]> = never,
> =
  Pick1<SchemaOf<Target>["Tables"], Target, Name> extends { Insert: infer Row }
    ? Row
    : never

export type TablesUpdate<
  Target extends keyof DefaultSchema["Tables"] | InSchema,
  Name extends NameIn<Target, SchemaOf<Target>["Tables"]> = never,
> =
  Pick1<SchemaOf<Target>["Tables"], Target, Name> extends { Update: infer Row }
    ? Row
    : never

export type Enums<
  Target extends keyof DefaultSchema["Enums"] | InSchema,
  Name extends NameIn<Target, SchemaOf<Target>["Enums"]> = never,
> = Pick1<SchemaOf<Target>["Enums"], Target, Name>

export type CompositeTypes<
  Target extends keyof DefaultSchema["CompositeTypes"] | InSchema,
  Name extends NameIn<Target, SchemaOf<Target>["CompositeTypes"]> = never,
> = Pick1<SchemaOf<Target>["CompositeTypes"], Target, Name>

)";

TypeScriptType object_or_nothing(Fields fields) {
  if (fields.empty()) fields.push_back({"[_ in never]", TypeScriptType::word("never"), false, true});
  return TypeScriptType::object(std::move(fields), true);
}

std::vector<const ColumnDescription*> sorted_columns(const RelationDescription& relation) {
  std::vector<const ColumnDescription*> columns;
  for (const auto& column : relation.columns) columns.push_back(&column);
  std::ranges::sort(
      columns, [](const auto* left, const auto* right) { return reads_before(left->name, right->name); });
  return columns;
}

/// The functions of `schema` that can be named in requests, by argument text among those of one name.
std::vector<const FunctionDescription*> callable_functions(const SchemaDescription& description,
                                                           const std::string& schema) {
  std::vector<const FunctionDescription*> functions;
  for (const auto& function : description.functions)
    if (function.schema == schema && is_callable(description, function)) functions.push_back(&function);
  std::ranges::stable_sort(functions, [](const auto* left, const auto* right) {
    if (left->name != right->name) return reads_before(left->name, right->name);
    if (left->argument_text != right->argument_text)
      return reads_before(left->argument_text, right->argument_text);
    return reads_before(left->return_text, right->return_text);
  });
  return functions;
}

/// Fields for one use of a relation's columns.
template <class Optional>
TypeScriptType column_types(const SchemaDescription& description, const RelationDescription& relation,
                            bool always_nullable, Optional is_optional) {
  Fields fields;
  for (const auto* const column : sorted_columns(relation)) {
    fields.push_back({column->name, column_type(description, *column, column->nullable || always_nullable),
                      is_optional(*column)});
  }
  return TypeScriptType::object(std::move(fields), true);
}

/// Columns that nobody may write are `never`.
template <class Fixed>
TypeScriptType without(TypeScriptType row, const RelationDescription& relation, Fixed is_fixed) {
  std::map<std::string, bool, std::less<>> fixed;
  for (const auto& column : relation.columns) fixed[column.name] = is_fixed(column);
  for (auto& field : row.fields)
    if (fixed[field.name]) field = {field.name, TypeScriptType::word("never"), true};
  return row;
}

TypeScriptType row_type(const SchemaDescription& description, const RelationDescription& relation,
                        const std::vector<const FunctionDescription*>& functions) {
  TypeScriptType row = column_types(description, relation, false, [](const auto&) { return false; });
  for (const auto* const function : functions)
    if (is_computed_field(description, *function, relation))
      row.fields.push_back({function->name, or_null(returned_type(description, *function))});
  return row;
}

TypeScriptType string_list(const std::vector<std::string>& texts) {
  std::vector<TypeScriptType> parts;
  for (const auto& text : texts) parts.push_back(TypeScriptType::word(quoted(text)));
  return TypeScriptType::tuple(std::move(parts));
}

TypeScriptType relationship_types(const SchemaDescription& description, const RelationDescription& relation) {
  std::vector<TypeScriptType> all;
  for (const auto& key : description.foreign_keys) {
    if (key.schema != relation.schema || key.relation != relation.name ||
        key.foreign_schema != relation.schema)
      continue;
    all.push_back(
        TypeScriptType::object({{"foreignKeyName", TypeScriptType::word(quoted(key.name))},
                                {"columns", string_list(key.columns)},
                                {"isOneToOne", TypeScriptType::word(key.is_one_to_one ? "true" : "false")},
                                {"referencedRelation", TypeScriptType::word(quoted(key.foreign_relation))},
                                {"referencedColumns", string_list(key.foreign_columns)}},
                               true));
  }
  return TypeScriptType::tuple(std::move(all));
}

bool is_written_by_database(const ColumnDescription& column) {
  return column.is_always_identity || column.is_generated;
}
bool is_read_only(const ColumnDescription& column) { return !column.is_updatable; }

Fields relation_fields(const SchemaDescription& description, const RelationDescription& relation,
                       const std::vector<const FunctionDescription*>& functions) {
  Fields fields{{"Row", row_type(description, relation, functions)}};
  const auto always = [](const auto&) { return true; };
  if (!relation.is_view()) {
    const auto can_be_left_out = [](const ColumnDescription& column) {
      return column.nullable || column.is_identity || column.has_default;
    };
    fields.push_back({"Insert", without(column_types(description, relation, false, can_be_left_out), relation,
                                        is_written_by_database)});
    fields.push_back({"Update", without(column_types(description, relation, false, always), relation,
                                        is_written_by_database)});
  } else {
    const auto writable = without(column_types(description, relation, true, always), relation, is_read_only);
    if (relation.is_insertable) fields.push_back({"Insert", writable});
    if (relation.is_updatable) fields.push_back({"Update", writable});
  }
  fields.push_back({"Relationships", relationship_types(description, relation)});
  return fields;
}

TypeScriptType relation_types(const SchemaDescription& description, const std::string& schema, bool views) {
  const auto functions = callable_functions(description, schema);
  Fields fields;
  for (const auto& relation : description.relations)
    if (relation.schema == schema && relation.is_view() == views)
      fields.push_back(
          {relation.name, TypeScriptType::object(relation_fields(description, relation, functions), true)});
  return object_or_nothing(std::move(fields));
}

TypeScriptType function_types(const SchemaDescription& description, const std::string& schema) {
  const auto functions = callable_functions(description, schema);
  Fields fields;
  for (auto first = functions.begin(); first != functions.end();) {
    const auto last = std::find_if(first, functions.end(),
                                   [&](const auto* other) { return other->name != (*first)->name; });
    const std::vector<const FunctionDescription*> overloads(first, last);
    std::vector<TypeScriptType> types;
    for (const auto* const function : overloads)
      types.push_back(function_type(description, *function, overloads));
    fields.push_back({(*first)->name, TypeScriptType::either(std::move(types))});
    first = last;
  }
  return object_or_nothing(std::move(fields));
}

/// The types of `schema` that `wanted` likes, by name.
template <class Wanted>
std::vector<const TypeDescription*> types_of(const SchemaDescription& description, const std::string& schema,
                                             Wanted wanted) {
  std::vector<const TypeDescription*> types;
  for (const auto& [id, type] : description.types)
    if (type.schema == schema && wanted(type)) types.push_back(&type);
  std::ranges::sort(
      types, [](const auto* left, const auto* right) { return reads_before(left->name, right->name); });
  return types;
}

std::vector<const TypeDescription*> enums_of(const SchemaDescription& description,
                                             const std::string& schema) {
  return types_of(description, schema, [](const auto& type) { return !type.enum_values.empty(); });
}

TypeScriptType enum_types(const SchemaDescription& description, const std::string& schema) {
  Fields fields;
  for (const auto* const type : enums_of(description, schema)) {
    std::vector<TypeScriptType> values;
    for (const auto& value : type->enum_values) values.push_back(TypeScriptType::word(quoted(value)));
    fields.push_back({type->name, TypeScriptType::either(std::move(values))});
  }
  return object_or_nothing(std::move(fields));
}

TypeScriptType composite_types(const SchemaDescription& description, const std::string& schema) {
  Fields fields;
  for (const auto* const type :
       types_of(description, schema, [](const auto& any) { return !any.attributes.empty(); })) {
    Fields attributes;
    for (const auto& [name, id] : type->attributes) {
      attributes.push_back({name, or_null(typescript_type(description, id))});
    }
    fields.push_back({type->name, TypeScriptType::object(std::move(attributes), true)});
  }
  return object_or_nothing(std::move(fields));
}

TypeScriptType schema_type(const SchemaDescription& description, const std::string& schema) {
  return TypeScriptType::object({{"Tables", relation_types(description, schema, false)},
                                 {"Views", relation_types(description, schema, true)},
                                 {"Functions", function_types(description, schema)},
                                 {"Enums", enum_types(description, schema)},
                                 {"CompositeTypes", composite_types(description, schema)}},
                                true);
}

/// `Constants`: the values of enums for programs, which types are gone from when they run.
std::string constants(const SchemaDescription& description) {
  std::string out = "export const Constants = {\n";
  for (const auto& schema : description.schemas) {
    out += fmt::format("  {}: {{\n    Enums: {{", key_text(schema));
    const auto enums = enums_of(description, schema);
    for (const auto* const type : enums) {
      const std::string start = fmt::format("      {}: ", key_text(type->name));
      out += '\n' + start;
      append_type(out, string_list(type->enum_values), 6, start.size() + 1);
      out += ',';
    }
    out += enums.empty() ? "},\n  },\n" : "\n    },\n  },\n";
  }
  return out + "} as const\n";
}

}  // namespace

std::string generate_typescript(const SchemaDescription& description, const TypeScriptOptions& options) {
  std::string out(json_type);
  out +=
      "export type Database = {\n"
      "  // What the server can do: supabase-js looks here.\n"
      "  __InternalSupabase: {\n";
  out += fmt::format("    PostgrestVersion: {}\n  }}\n", quoted(options.server_version));
  for (const auto& schema : description.schemas) {
    out += fmt::format("  {}: ", key_text(schema));
    append_type(out, schema_type(description, schema), 2, 0);
    out += '\n';
  }
  out += "}\n";
  out += helper_types;
  return out + constants(description);
}

}  // namespace marque::client
