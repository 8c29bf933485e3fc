// Trees by hand, in few words: `reads("projects", {"id", embed("clients", {"name"})})`. In a namespace of its
// own: other tests call other things by these names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "query/tree.hpp"

namespace marque::query::plan_tests {

/// What stands in a select list: a column by its name, or anything below.
struct BuiltItem {
  SelectItem item;

  BuiltItem(const char* column_name) { item.value = column(column_name); }
  BuiltItem(SelectedColumn selected) { item.value = std::move(selected); }
  BuiltItem(Embed embed) { item.value = std::move(embed); }

 private:
  static SelectedColumn column(const char* name) {
    SelectedColumn selected;
    selected.field.name = name;
    return selected;
  }
};

inline std::vector<SelectItem> items_of(std::vector<BuiltItem> built) {
  std::vector<SelectItem> items;
  for (BuiltItem& it : built) items.push_back(std::move(it.item));
  return items;
}

inline SelectedColumn column(std::string name, std::vector<JsonStep> path = {}) {
  SelectedColumn selected;
  selected.field = {std::move(name), std::move(path)};
  return selected;
}

inline SelectedColumn aggregated(std::string name, Aggregate aggregate) {
  SelectedColumn selected = column(std::move(name));
  selected.aggregate = aggregate;
  return selected;
}

/// "alias:relation!hint" or "relation".
inline Embed embed(const std::string& text, std::vector<BuiltItem> items) {
  Embed result;
  std::string rest = text;
  if (const std::size_t colon = rest.find(':'); colon != rest.npos) {
    result.alias = rest.substr(0, colon);
    rest = rest.substr(colon + 1);
  }
  const std::size_t mark = rest.find('!');
  result.relation = rest.substr(0, mark);
  if (mark != rest.npos) result.hint = rest.substr(mark + 1);
  result.items = items_of(std::move(items));
  return result;
}

inline Embed spread(const std::string& text, std::vector<BuiltItem> items) {
  Embed result = embed(text, std::move(items));
  result.spread = true;
  return result;
}

inline Tree does(Action action, std::string relation, std::vector<BuiltItem> items) {
  Tree tree;
  tree.action = action;
  tree.schema = "test";
  tree.relation = std::move(relation);
  tree.select = items_of(std::move(items));
  return tree;
}

inline Tree reads(std::string relation, std::vector<BuiltItem> items) {
  return does(Action::read, std::move(relation), std::move(items));
}

inline Condition condition(std::string field, Operator comparison, std::string value = "1") {
  Condition result;
  result.field.name = std::move(field);
  result.comparison = comparison;
  if (comparison != Operator::is) result.value = std::move(value);
  return result;
}

inline Condition equals(std::string field, std::string value = "1") {
  return condition(std::move(field), Operator::equal, std::move(value));
}

inline Condition is_null(std::string field, bool negated = false) {
  Condition result = condition(std::move(field), Operator::is);
  result.negated = negated;
  return result;
}

inline Logic any_of(const std::vector<Condition>& conditions) {
  Logic logic;
  logic.kind = Logic::Kind::any;
  for (const Condition& it : conditions) {
    Logic part;
    part.condition = it;
    logic.parts.push_back(std::move(part));
  }
  return logic;
}

inline OrderTerm by(std::string field) {
  OrderTerm term;
  term.field.name = std::move(field);
  return term;
}

/// `relation(field)`
inline OrderTerm by(std::string relation, std::string field) {
  OrderTerm term = by(std::move(field));
  term.relation = std::move(relation);
  return term;
}

}  // namespace marque::query::plan_tests
