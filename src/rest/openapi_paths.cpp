#include "rest/openapi_paths.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/json.hpp"
#include "rest/openapi_schema.hpp"

namespace marque::rest {
namespace {

/// An operation up to its parameters.
struct Operation {
  std::string tag;
  std::optional<std::string> comment;  ///< the first line is its summary, what follows its description
  std::vector<std::string> produces;   ///< empty: as the whole document
};

void add_comment(core::JsonObject& json, const std::optional<std::string>& comment) {
  if (!comment) return;
  const std::size_t end = std::min(comment->find('\n'), comment->size());
  json.add("summary", comment->substr(0, end));
  const std::size_t rest = comment->find_first_not_of('\n', end);
  if (rest != comment->npos) json.add("description", comment->substr(rest));
}

std::string answer(std::string_view description) {
  return core::JsonObject().add("description", description).text();
}

std::string written(const Operation& operation, const std::vector<std::string>& parameters,
                    const Members& responses) {
  core::JsonObject json;
  json.add_raw("tags", array_of_texts({operation.tag}));
  add_comment(json, operation.comment);
  if (!operation.produces.empty()) json.add_raw("produces", array_of_texts(operation.produces));
  if (!parameters.empty()) json.add_raw("parameters", array_of(parameters));
  return json.add_raw("responses", object_of(responses)).text();
}

std::string filter_name(const pg::Relation& relation, const pg::Column& column) {
  return "rowFilter." + relation.name.name + "." + column.name;
}

std::vector<std::string> references(std::vector<std::string> names) {
  for (std::string& name : names) name = parameter_reference(name);
  return names;
}

/// References to the filters of every column, and to `others`.
std::vector<std::string> filters_and(const pg::Relation& relation, const std::vector<std::string>& others) {
  std::vector<std::string> names;
  for (const pg::Column& column : relation.columns) names.push_back(filter_name(relation, column));
  names.insert(names.end(), others.begin(), others.end());
  return references(std::move(names));
}

std::string rows_answer(const pg::Relation& relation) {
  const std::string rows = core::JsonObject()
                               .add("type", "array")
                               .add_raw("items", definition_reference(relation.name.name))
                               .text();
  return core::JsonObject().add("description", "OK").add_raw("schema", rows).text();
}

/// One value of a routine's arguments in the query string, where arrays are written as {a,b}.
std::string query_argument(const pg::RoutineParameter& parameter) {
  core::JsonObject json;
  json.add("name", parameter.name).add("in", "query").add("required", parameter.required);
  const std::string_view type = openapi_type(parameter.type).value_or("string");
  if (!parameter.variadic) {
    json.add("format", openapi_format(parameter.type)).add("type", type == "array" ? "string" : type);
    return json.text();
  }
  const std::string_view element = element_type(parameter.type);
  core::JsonObject items;
  if (const auto element_name = openapi_type(element)) items.add("type", *element_name);
  items.add("format", openapi_format(element));
  return json.add("type", type).add_raw("items", items.text()).add("collectionFormat", "multi").text();
}

std::vector<std::string> query_arguments(const pg::Routine& routine) {
  std::vector<std::string> arguments;
  for (const pg::RoutineParameter& parameter : routine.parameters)
    arguments.push_back(query_argument(parameter));
  return arguments;
}

std::string body_arguments(const pg::Routine& routine) {
  return core::JsonObject()
      .add("name", "args")
      .add("in", "body")
      .add("required", true)
      .add_raw("schema", arguments_schema(routine))
      .text();
}

/// A parameter of type string that may be left out.
core::JsonObject optional_text(std::string_view place, std::string_view name,
                               const std::optional<std::string>& description) {
  core::JsonObject json;
  json.add("name", name).add("in", place).add("required", false).add("type", "string");
  if (description) json.add("description", *description);
  return json;
}

std::string preference(const std::vector<std::string>& values) {
  core::JsonObject json = optional_text("header", "Prefer", "Preference");
  if (!values.empty()) json.add_raw("enum", array_of_texts(values));
  return json.text();
}

}  // namespace

std::vector<std::string> body_types() {
  return {"application/json", "application/vnd.pgrst.object+json;nulls=stripped",
          "application/vnd.pgrst.object+json", "text/csv"};
}

std::string root_path() {
  const Operation get{.tag = "Introspection",
                      .comment = "OpenAPI description (this document)",
                      .produces = {"application/openapi+json", "application/json"}};
  return object_of({{"get", written(get, {}, {{"200", answer("OK")}})}});
}

std::string relation_path(const pg::Relation& relation) {
  const Operation any{.tag = relation.name.name, .comment = relation.description, .produces = {}};
  const std::string body = "body." + relation.name.name;
  Members path;
  path["get"] = written(
      any, filters_and(relation, {"select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"}),
      {{"200", rows_answer(relation)}, {"206", answer("Partial Content")}});
  if (relation.insertable || relation.updatable || relation.deletable) {
    path["post"] = written(any, references({body, "select", "preferPost"}), {{"201", answer("Created")}});
    path["patch"] =
        written(any, filters_and(relation, {body, "preferReturn"}), {{"204", answer("No Content")}});
    path["delete"] = written(any, filters_and(relation, {"preferReturn"}), {{"204", answer("No Content")}});
  }
  return object_of(path);
}

std::string routine_path(const pg::Routine& routine) {
  std::vector<std::string> produces = body_types();
  produces.pop_back();  // a call's document does not promise CSV
  const Operation any{
      .tag = "(rpc) " + routine.name.name, .comment = routine.description, .produces = std::move(produces)};
  const Members responses{{"200", answer("OK")}};
  Members path;
  path["post"] = written(any, {body_arguments(routine), parameter_reference("preferParams")}, responses);
  if (routine.volatility != pg::Volatility::volatile_)
    path["get"] = written(any, query_arguments(routine), responses);
  return object_of(path);
}

void add_shared_parameters(Members& parameters) {
  const std::vector<std::string> returns{"return=representation", "return=minimal", "return=none"};
  std::vector<std::string> posts = returns;
  posts.insert(posts.end(), {"resolution=ignore-duplicates", "resolution=merge-duplicates"});
  parameters["preferParams"] = preference({});
  parameters["preferReturn"] = preference(returns);
  parameters["preferCount"] = preference({"count=none"});
  parameters["preferPost"] = preference(posts);
  parameters["select"] = optional_text("query", "select", "Filtering Columns").text();
  parameters["on_conflict"] = optional_text("query", "on_conflict", "On Conflict").text();
  parameters["order"] = optional_text("query", "order", "Ordering").text();
  const std::string paging = "Limiting and Pagination";
  parameters["range"] = optional_text("header", "Range", paging).text();
  parameters["rangeUnit"] = optional_text("header", "Range-Unit", paging).add("default", "items").text();
  parameters["offset"] = optional_text("query", "offset", paging).text();
  parameters["limit"] = optional_text("query", "limit", paging).text();
}

void add_relation_parameters(const pg::Relation& relation, Members& parameters) {
  const std::string& name = relation.name.name;
  parameters["body." + name] = core::JsonObject()
                                   .add("name", name)
                                   .add("in", "body")
                                   .add("description", name)
                                   .add("required", false)
                                   .add_raw("schema", definition_reference(name))
                                   .text();
  for (const pg::Column& column : relation.columns)
    parameters[filter_name(relation, column)] =
        optional_text("query", column.name, column.description).text();
}

}  // namespace marque::rest
