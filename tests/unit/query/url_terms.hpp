// Short ways to say parts of trees in tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "query/read_url.hpp"

namespace marque::query {

inline Field column(std::string name, std::vector<JsonStep> path = {}) {
  return {std::move(name), std::move(path)};
}
inline JsonStep key(std::string operand) { return {std::move(operand), false, false}; }
inline JsonStep text_key(std::string operand) { return {std::move(operand), false, true}; }
inline JsonStep index(std::string operand) { return {std::move(operand), true, false}; }

inline SelectItem selected(Field field) {
  SelectedColumn item;
  item.field = std::move(field);
  return {std::move(item)};
}

inline Condition compared(Field field, Operator comparison, std::string value) {
  Condition condition;
  condition.field = std::move(field);
  condition.comparison = comparison;
  condition.value = std::move(value);
  return condition;
}

inline Logic leaf(Condition condition) {
  Logic logic;
  logic.condition = std::move(condition);
  return logic;
}
inline Logic joined(Logic::Kind kind, std::vector<Logic> parts) {
  Logic logic;
  logic.kind = kind;
  logic.parts = std::move(parts);
  return logic;
}

/// The parts of a query that must be fine.
inline UrlParts read(std::string_view query, bool may_have_arguments = false) {
  return read_query(query, may_have_arguments).value();
}

}  // namespace marque::query
