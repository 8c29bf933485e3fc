#include "client/types/typescript_mapping.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace marque::client {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr std::array<Word, 25> plain_types{
    {{"bool", "boolean"},     {"int2", "number"},        {"int4", "number"},
     {"int8", "number"},      {"float4", "number"},      {"float8", "number"},
     {"numeric", "number"},   {"bytea", "string"},       {"bpchar", "string"},
     {"varchar", "string"},   {"date", "string"},        {"text", "string"},
     {"citext", "string"},    {"time", "string"},        {"timetz", "string"},
     {"timestamp", "string"}, {"timestamptz", "string"}, {"uuid", "string"},
     {"vector", "string"},    {"interval", "string"},    {"json", "Json"},
     {"jsonb", "Json"},       {"void", "undefined"},     {"record", "Record<string, unknown>"},
     {"unknown", "unknown"}}};

/// Database["schema"]["Enums"]["name"]
TypeScriptType place_of(std::string_view schema, std::string_view part, std::string_view name,
                        std::string_view suffix = {}) {
  return TypeScriptType::word(
      fmt::format("Database[{}][{}][{}]{}", quoted(schema), quoted(part), quoted(name), suffix));
}

/// The type of that name that `wanted` likes: of `schema` if it has one, else of any.
template <class Wanted>
const TypeDescription* find_type(const SchemaDescription& description, const std::string& schema,
                                 std::string_view name, Wanted wanted) {
  const TypeDescription* found = nullptr;
  for (const auto& [id, type] : description.types) {
    if (type.name != name || !wanted(type)) continue;
    if (type.schema == schema) return &type;
    if (found == nullptr) found = &type;
  }
  return found;
}

TypeScriptType enum_type(const SchemaDescription& description, const TypeDescription& type) {
  if (description.includes(type.schema)) return place_of(type.schema, "Enums", type.name);
  std::vector<TypeScriptType> values;
  for (const auto& value : type.enum_values) values.push_back(TypeScriptType::word(quoted(value)));
  return TypeScriptType::either(std::move(values));
}

/// Tables before views where several schemas have one of that name.
const RelationDescription* find_relation(const SchemaDescription& description, const std::string& schema,
                                         std::string_view name) {
  const RelationDescription* found = nullptr;
  for (const auto& relation : description.relations) {
    if (relation.name != name) continue;
    if (relation.schema == schema) return &relation;
    if (found == nullptr || (found->is_view() && !relation.is_view())) found = &relation;
  }
  return found;
}

}  // namespace

TypeScriptType typescript_type(const SchemaDescription& description, const std::string& schema,
                               std::string_view type) {
  for (const auto& [name, word] : plain_types)
    if (name == type) return TypeScriptType::word(std::string(word));
  if (type.starts_with('_'))
    return TypeScriptType::list(typescript_type(description, schema, type.substr(1)));
  const auto* const enumeration =
      find_type(description, schema, type, [](const auto& any) { return !any.enum_values.empty(); });
  if (enumeration != nullptr) return enum_type(description, *enumeration);
  const auto* const composite =
      find_type(description, schema, type, [](const auto& any) { return !any.attributes.empty(); });
  if (composite != nullptr)
    return description.includes(composite->schema)
               ? place_of(composite->schema, "CompositeTypes", composite->name)
               : TypeScriptType::word("unknown");
  if (const auto* const relation = find_relation(description, schema, type); relation != nullptr)
    return place_of(relation->schema, relation->is_view() ? "Views" : "Tables", relation->name, "[\"Row\"]");
  return TypeScriptType::word("unknown");
}

TypeScriptType typescript_type(const SchemaDescription& description, std::int64_t id) {
  const auto* const type = description.type(id);
  return type == nullptr ? TypeScriptType::word("unknown")
                         : typescript_type(description, type->schema, type->name);
}

TypeScriptType column_type(const SchemaDescription& description, const ColumnDescription& column,
                           bool nullable) {
  TypeScriptType type = typescript_type(description, column.type_schema, column.type);
  if (nullable) return or_null(std::move(type));
  return type.text == "Json" ? TypeScriptType::word("NonNullable<Json>") : type;  // Json alone may be null
}

TypeScriptType or_null(TypeScriptType type) {
  if (type.text == "unknown") return type;
  std::vector<TypeScriptType> parts;
  if (type.kind == TypeScriptType::Kind::either) {
    parts = std::move(type.parts);
  } else {
    parts.push_back(std::move(type));
  }
  parts.push_back(TypeScriptType::word("null"));
  return TypeScriptType::either(std::move(parts));
}

}  // namespace marque::client
