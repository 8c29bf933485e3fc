#include "query/needed_columns.hpp"

#include <algorithm>
#include <set>

namespace marque::query {
namespace {

bool is_computed(const ReadPlan& embed) {
  return embed.relationship->cardinality == pg::Cardinality::computed;
}

const std::vector<pg::ColumnPair>& key_of(const pg::Relationship& relationship) {
  return relationship.cardinality == pg::Cardinality::many_to_many ? relationship.junction.origin_columns
                                                                   : relationship.columns;
}

void collect(const PlannedLogic& logic, std::set<std::string>& names) {
  switch (logic.kind) {
    case PlannedLogic::Kind::condition: names.insert(logic.field.name); return;
    case PlannedLogic::Kind::embed_is_null: names.insert(logic.embed_alias); return;
    default:
      for (const PlannedLogic& part : logic.parts) collect(part, names);
  }
}

void collect(const ReadPlan& level, std::set<std::string>& names) {
  for (const PlannedLogic& logic : level.where) collect(logic, names);
  for (const ReadPlan& child : level.children) collect(child, names);
}

}  // namespace

std::vector<std::string> needed_columns(const ReadPlan& read, const std::vector<std::string>& extra) {
  std::set<std::string> names;
  for (const PlannedColumn& column : read.select) names.insert(column.field.name);
  if (names.contains("*") || std::ranges::any_of(read.children, is_computed)) return {"*"};
  for (const ReadPlan& child : read.children) {
    for (const pg::ColumnPair& pair : key_of(*child.relationship)) names.insert(pair.column);
  }
  names.insert(extra.begin(), extra.end());
  return {names.begin(), names.end()};
}

std::vector<std::string> filtered_columns(const ReadPlan& read) {
  std::set<std::string> names;
  collect(read, names);
  return {names.begin(), names.end()};
}

}  // namespace marque::query
