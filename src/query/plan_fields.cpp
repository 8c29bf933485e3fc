#include "query/plan_fields.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace marque::query {
namespace {

PlannedField known_field(const pg::Column& column) {
  PlannedField known;
  known.name = column.name;
  known.type = column.nominal_type;
  known.base_type = column.type;
  known.default_value = column.default_value;
  return known;
}

bool is_json(const PlannedField& field) { return field.type == "json" || field.type == "jsonb"; }

PlannedField found_field(const FieldScope& scope, const Field& field, std::optional<ToTextVector> search) {
  const pg::Column* column = scope.relation == nullptr ? nullptr : scope.relation->column(field.name);
  PlannedField found = column == nullptr ? PlannedField{} : known_field(*column);
  found.name = field.name;
  found.path = field.path;
  // Arrows on a column that is json already must not go through to_jsonb: indexes on them would not apply.
  found.to_json = !is_json(found);
  if (column != nullptr && (is_json(found) || found.base_type != "tsvector")) {
    found.to_text_vector = std::move(search);
  }
  return found;
}

/// `field` through the function from `source` to `target`, if there is one: its type is then the source's.
PlannedField represented(PlannedField field, const pg::Catalogue& catalogue, const std::string& source,
                         const std::string& target) {
  const std::string* function = catalogue.representation(source, target);
  if (function == nullptr) return field;
  field.transform = *function;
  field.type = source;
  return field;
}

PlannedField as_output(PlannedField field, const pg::Catalogue& catalogue) {
  const std::string type = field.type;
  return represented(std::move(field), catalogue, type, "json");
}

bool is_text_search(Operator comparison) {
  return comparison == Operator::text_search || comparison == Operator::plain_text_search ||
         comparison == Operator::phrase_text_search || comparison == Operator::web_text_search;
}

}  // namespace

PlannedField unknown_field(std::string name, std::vector<JsonStep> path) {
  PlannedField field;
  field.name = std::move(name);
  field.path = std::move(path);
  return field;
}

PlannedField plain_field(const FieldScope& scope, const Field& field) {
  return found_field(scope, field, std::nullopt);
}

PlannedField output_field(const FieldScope& scope, const Field& field) {
  return as_output(plain_field(scope, field), scope.catalogue);
}

PlannedField output_column(const FieldScope& scope, const pg::Column& column) {
  return as_output(known_field(column), scope.catalogue);
}

PlannedField filter_field(const FieldScope& scope, const Condition& condition) {
  std::optional<ToTextVector> search;
  if (is_text_search(condition.comparison)) search = ToTextVector{condition.language};
  PlannedField field = found_field(scope, condition.field, std::move(search));
  const std::string type = field.type;
  return represented(std::move(field), scope.catalogue, "text", type);
}

PlannedField payload_field(const FieldScope& scope, const pg::Column& column) {
  return represented(known_field(column), scope.catalogue, "json", column.nominal_type);
}

bool has_output_representation(const FieldScope& scope) {
  if (scope.relation == nullptr || scope.catalogue.representations.empty()) return false;
  return std::ranges::any_of(scope.relation->columns, [&scope](const pg::Column& column) {
    return scope.catalogue.representation(column.nominal_type, "json") != nullptr;
  });
}

PlannedLogic planned_condition(const FieldScope& scope, const Condition& condition) {
  PlannedLogic planned;
  planned.field = filter_field(scope, condition);
  planned.condition = condition;
  return planned;
}

PlannedLogic planned_logic(const FieldScope& scope, const Logic& logic) {
  if (logic.kind == Logic::Kind::condition) return planned_condition(scope, logic.condition);
  PlannedLogic planned;
  planned.kind = logic.kind == Logic::Kind::all ? PlannedLogic::Kind::all : PlannedLogic::Kind::any;
  planned.negated = logic.negated;
  planned.parts.reserve(logic.parts.size());
  for (const Logic& part : logic.parts) planned.parts.push_back(planned_logic(scope, part));
  return planned;
}

}  // namespace marque::query
