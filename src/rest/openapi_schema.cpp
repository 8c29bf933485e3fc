#include "rest/openapi_schema.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "rest/json_scanner.hpp"
#include "rest/openapi_json.hpp"

namespace marque::rest {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> types{{
    {"boolean", "boolean"},
    {"smallint", "integer"},
    {"integer", "integer"},
    {"bigint", "integer"},
    {"numeric", "number"},
    {"real", "number"},
    {"double precision", "number"},
}};

/// What the elements of an array are, as a schema.
std::string items_schema(std::string_view array_type) {
  core::JsonObject items;
  if (const auto type = openapi_type(element_type(array_type))) items.add("type", *type);
  return items.text();
}

void add_type(core::JsonObject& schema, std::string_view type) {
  schema.add("format", openapi_format(type));
  if (const auto name = openapi_type(type)) schema.add("type", *name);
  if (is_array_type(type)) schema.add_raw("items", items_schema(type));
}

/// 'a'::text → a: without the cast to the column's own type and the quotes around.
std::string_view without_cast_and_quotes(std::string_view expression, const std::string& type) {
  const std::string cast = "::" + type;
  if (!expression.ends_with(cast)) return expression;
  expression.remove_suffix(cast.size());
  while (expression.starts_with('\'')) expression.remove_prefix(1);
  while (expression.ends_with('\'')) expression.remove_suffix(1);
  return expression;
}

/// The default as JSON where it is a constant that happens to be JSON; any other expression is nothing.
std::optional<std::string> default_json(const pg::Column& column) {
  if (!column.default_value) return std::nullopt;
  std::string text = *column.default_value;
  if (openapi_type(column.type) == "string")
    text = '"' + std::string(without_cast_and_quotes(text, column.type)) + '"';
  JsonScanner scanner(text);
  std::string_view raw;
  if (scanner.peek() == '"') {
    if (!scanner.take_string(raw) || !scanner.at_end()) return std::nullopt;
    return core::json_string(unescape_json(raw));
  }
  return scanner.skip_value() && scanner.at_end() ? std::optional(text) : std::nullopt;
}

/// The column alone is a foreign key. Those to tables are looked for first.
const pg::Relationship* foreign_key_of(const pg::Column& column, const pg::Relation& relation,
                                       const pg::Catalogue& catalogue) {
  const auto found = catalogue.relationships.find({relation.name, relation.name.schema});
  if (found == catalogue.relationships.end()) return nullptr;
  const pg::Relationship* to_view = nullptr;
  for (const pg::Relationship& each : found->second) {
    const bool is_key = each.cardinality == pg::Cardinality::many_to_one ||
                        (each.cardinality == pg::Cardinality::one_to_one && !each.is_parent);
    if (!is_key || each.columns.size() != 1 || each.columns[0].column != column.name) continue;
    if (!each.foreign_relation_is_view) return &each;
    if (to_view == nullptr) to_view = &each;
  }
  return to_view;
}

std::optional<std::string> describe_column(const pg::Column& column, const pg::Relation& relation,
                                           const pg::Catalogue& catalogue) {
  std::string note;
  if (std::ranges::find(relation.primary_key, column.name) != relation.primary_key.end())
    note += "\nThis is a Primary Key.<pk/>";
  if (const pg::Relationship* key = foreign_key_of(column, relation, catalogue)) {
    const std::string& table = key->foreign_relation.name;
    const std::string& target = key->columns[0].foreign_column;
    note += "\nThis is a Foreign Key to `" + table + "." + target + "`.<fk table='" + table + "' column='" +
            target + "'/>";
  }
  if (note.empty()) return column.description;
  return (column.description ? *column.description + "\n\n" : std::string()) + "Note:" + note;
}

std::string column_schema(const pg::Column& column, const pg::Relation& relation,
                          const pg::Catalogue& catalogue) {
  core::JsonObject schema;
  if (const auto value = default_json(column)) schema.add_raw("default", *value);
  if (const auto description = describe_column(column, relation, catalogue))
    schema.add("description", *description);
  if (!column.enum_values.empty()) schema.add_raw("enum", array_of_texts(column.enum_values));
  if (column.maximum_length) schema.add("maxLength", *column.maximum_length);
  add_type(schema, column.type);
  return schema.text();
}

/// The object that relations and arguments both are.
std::string object_schema(const std::optional<std::string>& description, const core::JsonObject& properties,
                          const std::vector<std::string>& required) {
  core::JsonObject schema;
  if (description) schema.add("description", *description);
  schema.add("type", "object");
  if (properties.text() != "{}") schema.add_raw("properties", properties.text());
  if (!required.empty()) schema.add_raw("required", array_of_texts(required));
  return schema.text();
}

}  // namespace

bool is_array_type(std::string_view type) { return type.ends_with("[]"); }

std::string_view element_type(std::string_view array_type) {
  return array_type.substr(0, array_type.size() - std::min<std::size_t>(2, array_type.size()));
}

std::optional<std::string_view> openapi_type(std::string_view type) {
  if (type == "json" || type == "jsonb") return std::nullopt;
  if (is_array_type(type)) return "array";
  const auto found = std::ranges::find(types, type, &std::pair<std::string_view, std::string_view>::first);
  return found == types.end() ? "string" : found->second;
}

std::string_view openapi_format(std::string_view type) {
  if (type == "smallint" || type == "integer") return "int32";
  return type == "bigint" ? "int64" : type;
}

std::string relation_schema(const pg::Relation& relation, const pg::Catalogue& catalogue) {
  core::JsonObject properties;
  std::vector<std::string> required;
  for (const pg::Column& column : relation.columns) {
    properties.add_raw(column.name, column_schema(column, relation, catalogue));
    if (!column.nullable) required.push_back(column.name);
  }
  return object_schema(relation.description, properties, required);
}

std::string arguments_schema(const pg::Routine& routine) {
  core::JsonObject properties;
  std::vector<std::string> required;
  for (const pg::RoutineParameter& parameter : routine.parameters) {
    core::JsonObject schema;
    add_type(schema, parameter.type);
    properties.add_raw(parameter.name, schema.text());
    if (parameter.required) required.push_back(parameter.name);
  }
  return object_schema(routine.description, properties, required);
}

}  // namespace marque::rest
