#include "rest/catalogue_json.hpp"

#include <concepts>
#include <string_view>
#include <vector>

#include "core/json.hpp"

namespace marque::rest {
namespace {

using core::JsonObject;

/// "[a,b,…]" of the texts that `write` gives.
template <class Range, class Write>
std::string array_of(const Range& range, Write write) {
  std::string json = "[";
  for (const auto& item : range) {
    if (json.size() > 1) json += ',';
    json += write(item);
  }
  return json += ']';
}

std::string texts(const std::vector<std::string>& items) {
  return array_of(items, [](const std::string& item) { return core::json_string(item); });
}

std::string name_json(const pg::QualifiedName& name) {
  return JsonObject().add("qiName", name.name).add("qiSchema", name.schema).text();
}

std::string optional_text(const std::optional<std::string>& text) {
  return text ? core::json_string(*text) : "null";
}

std::string column_json(const pg::Column& column) {
  return JsonObject()
      .add("colName", column.name)
      .add("colNullable", column.nullable)
      .add("colType", column.type)
      .add("colNominalType", column.nominal_type)
      .add_raw("colMaxLen", column.maximum_length ? std::to_string(*column.maximum_length) : "null")
      .add_raw("colDefault", optional_text(column.default_value))
      .add_raw("colDescription", optional_text(column.description))
      .add_raw("colEnum", texts(column.enum_values))
      .text();
}

std::string relation_json(const pg::Relation& relation) {
  return JsonObject()
      .add("tableSchema", relation.name.schema)
      .add("tableName", relation.name.name)
      .add_raw("tableDescription", optional_text(relation.description))
      .add("tableIsView", relation.is_view)
      .add("tableInsertable", relation.insertable)
      .add("tableUpdatable", relation.updatable)
      .add("tableDeletable", relation.deletable)
      .add_raw("tablePKCols", texts(relation.primary_key))
      .add_raw("tableColumns", array_of(relation.columns, column_json))
      .text();
}

std::string_view cardinality_name(pg::Cardinality cardinality) {
  switch (cardinality) {
    case pg::Cardinality::many_to_one: return "M2O";
    case pg::Cardinality::one_to_many: return "O2M";
    case pg::Cardinality::one_to_one: return "O2O";
    case pg::Cardinality::many_to_many: return "M2M";
    case pg::Cardinality::computed: break;
  }
  return "computed";
}

std::string relationship_json(const pg::Relationship& relationship) {
  const auto pair = [](const pg::ColumnPair& columns) {
    return "[" + core::json_string(columns.column) + "," + core::json_string(columns.foreign_column) + "]";
  };
  return JsonObject()
      .add_raw("relTable", name_json(relationship.relation))
      .add_raw("relForeignTable", name_json(relationship.foreign_relation))
      .add("relIsSelf", relationship.is_self)
      .add("relCardinality", cardinality_name(relationship.cardinality))
      .add("relCons", relationship.constraint)
      .add_raw("relColumns", array_of(relationship.columns, pair))
      .add_raw("junTable", name_json(relationship.junction.relation))
      .add_raw("relFunction", name_json(relationship.function))
      .text();
}

std::string parameter_json(const pg::RoutineParameter& parameter) {
  return JsonObject()
      .add("ppName", parameter.name)
      .add("ppType", parameter.type)
      .add("ppReq", parameter.required)
      .add("ppVar", parameter.variadic)
      .text();
}

std::string routine_json(const pg::Routine& routine) {
  return JsonObject()
      .add("pdSchema", routine.name.schema)
      .add("pdName", routine.name.name)
      .add_raw("pdDescription", optional_text(routine.description))
      .add_raw("pdParams", array_of(routine.parameters, parameter_json))
      .add_raw("pdReturnType", name_json(routine.return_type))
      .add("pdReturnsSet", routine.returns_set)
      .add("pdHasVariadic", routine.has_variadic)
      .text();
}

std::string handler_json(const pg::MediaHandler& handler) {
  return JsonObject()
      .add_raw("function", name_json(handler.function))
      .add_raw("target", name_json(handler.target))
      .add("mediaType", handler.media_type)
      .text();
}

}  // namespace

std::string catalogue_json(const pg::Catalogue& catalogue) {
  const auto relation = [](const auto& entry) {
    return "[" + name_json(entry.first) + "," + relation_json(entry.second) + "]";
  };
  const auto relationships = [](const auto& entry) {
    return "[" + name_json(entry.first.relation) + "," + array_of(entry.second, relationship_json) + "]";
  };
  const auto routines = [](const auto& entry) {
    return "[" + name_json(entry.first) + "," + array_of(entry.second, routine_json) + "]";
  };
  const auto representation = [](const auto& entry) {
    return JsonObject()
        .add("drSourceType", entry.first.first)
        .add("drTargetType", entry.first.second)
        .add("drFunction", entry.second)
        .text();
  };
  const auto text = [](const std::string& name) { return core::json_string(name); };
  return JsonObject()
      .add_raw("dbTables", array_of(catalogue.relations, relation))
      .add_raw("dbRelationships", array_of(catalogue.relationships, relationships))
      .add_raw("dbRoutines", array_of(catalogue.routines, routines))
      .add_raw("dbRepresentations", array_of(catalogue.representations, representation))
      .add_raw("dbMediaHandlers", array_of(catalogue.media_handlers, handler_json))
      .add_raw("dbTimezones", array_of(catalogue.timezones, text))
      .text();
}

}  // namespace marque::rest
