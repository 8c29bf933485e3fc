// Functions as types: what they take and give, and what PostgREST would refuse.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "client/types/collation.hpp"
#include "client/types/typescript_mapping.hpp"

namespace marque::client {
namespace {

using Inputs = std::vector<const ParameterDescription*>;

/// What the caller gives, by name.
Inputs inputs_of(const FunctionDescription& function) {
  Inputs inputs;
  for (const auto& parameter : function.parameters)
    if (parameter.is_input()) inputs.push_back(&parameter);
  std::ranges::stable_sort(
      inputs, [](const auto* left, const auto* right) { return reads_before(left->name, right->name); });
  return inputs;
}

bool takes_row(const SchemaDescription& description, const ParameterDescription& parameter) {
  const auto* const type = description.type(parameter.type_id);
  return type != nullptr && type->relation_id != 0;
}

/// json, jsonb or text: what a body or a query string can be as a whole.
bool takes_whole_body(const SchemaDescription& description, const ParameterDescription& parameter) {
  const auto* const type = description.type(parameter.type_id);
  return type != nullptr && type->schema == "pg_catalog" &&
         (type->name == "json" || type->name == "jsonb" || type->name == "text");
}

std::string type_name(const SchemaDescription& description, std::int64_t id) {
  const auto* const type = description.type(id);
  return type == nullptr ? "unknown" : type->name;
}

/// The table, view or composite type whose rows come back; nothing where there are none.
std::optional<std::string> returned_relation(const SchemaDescription& description,
                                             const FunctionDescription& function) {
  if (function.return_relation_id == 0) return std::nullopt;
  for (const auto& relation : description.relations)
    if (relation.id == function.return_relation_id) return relation.name;
  const auto* const type = description.type(function.return_type_id);
  return type == nullptr ? std::nullopt : std::optional(type->name);
}

bool returns_several(const FunctionDescription& function) {
  return function.returns_set && function.expected_rows > 1;
}

/// As PostgreSQL shows it where "public" is searched.
std::string shown_name(const TypeDescription& type) {
  return type.schema == "public" ? type.name : type.schema + '.' + type.name;
}

TypeScriptField option(std::string name, std::string word) {
  return {std::move(name), TypeScriptType::word(std::move(word))};
}

/// How supabase-js may go on with the rows of a function.
std::optional<TypeScriptType> set_options(const SchemaDescription& description,
                                          const FunctionDescription& function) {
  const auto relation = returned_relation(description, function);
  if (!relation) return std::nullopt;
  std::string from = "*";
  bool one_to_one = !returns_several(function);
  if (function.parameters.size() == 1 && takes_row(description, function.parameters.front())) {
    from = shown_name(*description.type(function.parameters.front().type_id));
    if (!function.returns_set) one_to_one = true;
  }
  return TypeScriptType::object({option("from", quoted(from)), option("to", quoted(*relation)),
                                 option("isOneToOne", one_to_one ? "true" : "false"),
                                 option("isSetofReturn", function.returns_set ? "true" : "false")},
                                true);
}

TypeScriptType argument_type(const SchemaDescription& description, const FunctionDescription& function) {
  const auto inputs = inputs_of(function);
  if (inputs.empty()) return TypeScriptType::word("Record<PropertyKey, never>");
  std::vector<TypeScriptField> fields;
  for (const auto* const input : inputs)
    fields.push_back({input->name, typescript_type(description, input->type_id), input->has_default});
  return TypeScriptType::object(std::move(fields), false);
}

constexpr std::string_view rename_hint =
    "Try renaming the parameters or the function itself in the database so function overloading can be "
    "resolved";

/// Beside a function without arguments, one that can do without its only, unnamed one.
std::optional<std::string> conflict_of_none(const SchemaDescription& description,
                                            const FunctionDescription& function,
                                            const std::vector<const FunctionDescription*>& overloads) {
  for (const auto* const other : overloads) {
    const auto inputs = inputs_of(*other);
    if (other == &function || inputs.size() != 1 || !inputs[0]->name.empty() || !inputs[0]->has_default)
      continue;
    return fmt::format(
        "Could not choose the best candidate function between: {0}.{1}(), {0}.{1}( => {2}). {3}",
        function.schema, function.name, type_name(description, other->return_type_id), rename_hint);
  }
  return std::nullopt;
}

/// Beside a function of one argument, others whose argument has that name and another type.
std::optional<std::string> conflict_of_one(const SchemaDescription& description,
                                           const FunctionDescription& function,
                                           const ParameterDescription& only,
                                           const std::vector<const FunctionDescription*>& overloads) {
  std::vector<std::int64_t> types{only.type_id};
  for (const auto* const other : overloads) {
    const auto inputs = inputs_of(*other);
    if (other != &function && inputs.size() == 1 && inputs[0]->name == only.name &&
        inputs[0]->type_id != only.type_id)
      types.push_back(inputs[0]->type_id);
  }
  if (types.size() == 1) return std::nullopt;
  std::ranges::sort(types);
  std::string list;
  for (const auto id : types)
    list += fmt::format("{}{}.{}({} => {})", list.empty() ? "" : ", ", function.schema, function.name,
                        only.name, type_name(description, id));
  return fmt::format("Could not choose the best candidate function between: {}. {}", list, rename_hint);
}

/// Why PostgREST would refuse to call it; nothing where it would not.
std::optional<std::string> refusal_of(const SchemaDescription& description,
                                      const FunctionDescription& function,
                                      const std::vector<const FunctionDescription*>& overloads) {
  const auto inputs = inputs_of(function);
  std::optional<std::string> conflict;
  if (overloads.size() > 1 && inputs.empty()) conflict = conflict_of_none(description, function, overloads);
  if (overloads.size() > 1 && inputs.size() == 1 && !inputs[0]->name.empty())
    conflict = conflict_of_one(description, function, *inputs[0], overloads);
  if (conflict) return conflict;
  if (inputs.size() != 1 || !inputs[0]->name.empty() || !takes_row(description, *inputs[0]) ||
      returned_relation(description, function))
    return std::nullopt;
  return fmt::format(
      "the function {}.{} with parameter or with a single unnamed json/jsonb parameter, but no "
      "matches were found in the schema cache",
      function.schema, function.name);
}

TypeScriptType row_type(const SchemaDescription& description, const RelationDescription& relation) {
  std::vector<TypeScriptField> fields;
  for (const auto& column : relation.columns) {
    fields.push_back({column.name, column_type(description, column, column.nullable)});
  }
  std::ranges::sort(fields,
                    [](const auto& left, const auto& right) { return reads_before(left.name, right.name); });
  return TypeScriptType::object(std::move(fields), true);
}

}  // namespace

bool is_callable(const SchemaDescription& description, const FunctionDescription& function) {
  const auto inputs = inputs_of(function);
  const auto named = [](const auto* input) { return !input->name.empty(); };
  const auto can_be_left_out = [&](const auto* input) {
    return named(input) || (input->has_default && takes_whole_body(description, *input));
  };
  if (std::ranges::all_of(inputs, can_be_left_out)) return true;
  return inputs.size() == 1 &&
         (takes_whole_body(description, *inputs[0]) || takes_row(description, *inputs[0]));
}

bool is_computed_field(const SchemaDescription& description, const FunctionDescription& function,
                       const RelationDescription& relation) {
  const auto inputs = inputs_of(function);
  const auto* const type = inputs.size() == 1 ? description.type(inputs[0]->type_id) : nullptr;
  return type != nullptr && type->relation_id == relation.id;
}

TypeScriptType returned_type(const SchemaDescription& description, const FunctionDescription& function) {
  std::vector<TypeScriptField> fields;
  for (const auto& parameter : function.parameters)
    if (parameter.mode == "t")
      fields.push_back({parameter.name, typescript_type(description, parameter.type_id)});
  std::ranges::sort(fields,
                    [](const auto& left, const auto& right) { return reads_before(left.name, right.name); });
  if (!fields.empty()) return TypeScriptType::object(std::move(fields), true);
  for (const auto& relation : description.relations)
    if (relation.id == function.return_relation_id && relation.schema == function.schema)
      return row_type(description, relation);
  return typescript_type(description, function.return_type_id);
}

TypeScriptType function_type(const SchemaDescription& description, const FunctionDescription& function,
                             const std::vector<const FunctionDescription*>& overloads) {
  TypeScriptType returns = returned_type(description, function);
  if (const auto refusal = refusal_of(description, function, overloads)) {
    returns = {.kind = TypeScriptType::Kind::both,
               .parts = {TypeScriptType::object({option("error", "true")}, false),
                         TypeScriptType::word(quoted(*refusal))}};
  }
  const bool one_row = !returns_several(function) && returned_relation(description, function).has_value();
  if (function.returns_set && !one_row) returns = TypeScriptType::list(std::move(returns));
  std::vector<TypeScriptField> fields{{"Args", argument_type(description, function)},
                                      {"Returns", std::move(returns)}};
  if (auto options = set_options(description, function))
    fields.push_back({"SetofOptions", *std::move(options)});
  return TypeScriptType::object(std::move(fields), false);
}

}  // namespace marque::client
