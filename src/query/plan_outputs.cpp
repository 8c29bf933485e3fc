#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

/// Nothing is selected, here or further down.
bool selects_nothing(const ReadPlan& level) {
  return level.select.empty() && std::ranges::all_of(level.children, selects_nothing);
}

SpreadColumn lifted(const std::string& name) {
  SpreadColumn column;
  column.name = name;
  return column;
}

/// The spread's own columns, then what its embeds show in it.
std::vector<SpreadColumn> lifted_columns(const ReadPlan& spread) {
  std::vector<SpreadColumn> columns;
  for (const PlannedColumn& column : spread.select) {
    columns.push_back(lifted(column.alias ? *column.alias : column.field.name));
  }
  for (const EmbedOutput& output : spread.embeds) {
    if (columns.size() >= maximum_columns) break;
    if (output.kind == EmbedOutput::Kind::spread) {
      columns.insert(columns.end(), output.spread_columns.begin(), output.spread_columns.end());
    } else {
      columns.push_back(lifted(output.name));
    }
  }
  return columns;
}

EmbedOutput output_of(const ReadPlan& child) {
  EmbedOutput output;
  output.aggregate_alias = child.aggregate_alias;
  if (child.spread != SpreadKind::none) {
    output.kind = EmbedOutput::Kind::spread;
    output.spread_columns = lifted_columns(child);
    return output;
  }
  output.kind = child.relationship->is_to_one() ? EmbedOutput::Kind::object : EmbedOutput::Kind::array;
  output.name = shown_name(child);
  output.is_empty = selects_nothing(child);
  return output;
}

}  // namespace

Result<void> add_embed_outputs(ReadPlan& plan, const PlanScope& scope) {
  for (ReadPlan& child : plan.children) {
    (void)add_embed_outputs(child, scope);
    plan.embeds.push_back(output_of(child));
  }
  return {};
}

}  // namespace marque::query
