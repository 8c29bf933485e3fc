// query/plan_fields.hpp: what is known of a column for one use of it: output, filter, sorting, payload
// (contracts/rest.md §4, §5, §22).
#pragma once

#include <string>
#include <vector>

#include "pg/catalogue.hpp"
#include "query/plan.hpp"
#include "query/tree.hpp"

namespace marque::query {

/// Where names are looked up. A relation that nobody knows (a function's result, a key as target of an embed)
/// is nullptr: its columns have no type, and PostgreSQL decides.
struct FieldScope {
  const pg::Catalogue& catalogue;
  const pg::Relation* relation = nullptr;
};

/// A field of which nothing is known, nor need be.
PlannedField unknown_field(std::string name, std::vector<JsonStep> path = {});

/// The field as a sort key: its type, without conversions.
PlannedField plain_field(const FieldScope& scope, const Field& field);

/// The field as it is selected: through its type's representation as JSON, where one is declared.
PlannedField output_field(const FieldScope& scope, const Field& field);

/// The same for a column that `*` stands for.
PlannedField output_column(const FieldScope& scope, const pg::Column& column);

/// The field as the left side of `condition`: text searches wrap what is no tsvector, and the value goes
/// through the type's representation from text.
PlannedField filter_field(const FieldScope& scope, const Condition& condition);

/// The column as a key of a JSON payload.
PlannedField payload_field(const FieldScope& scope, const pg::Column& column);

/// True if some column of the scope's relation has a representation as JSON.
bool has_output_representation(const FieldScope& scope);

/// The logic with its fields looked up in the scope.
PlannedLogic planned_logic(const FieldScope& scope, const Logic& logic);

/// The condition as logic of kind `condition`.
PlannedLogic planned_condition(const FieldScope& scope, const Condition& condition);

}  // namespace marque::query
