#include <algorithm>
#include <cstdint>
#include <ranges>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "query/hash_order.hpp"
#include "query/plan_fields.hpp"
#include "query/plan_passes.hpp"

namespace marque::query {
namespace {

/// Finds levels by path. An embed that was named moves to the front of its siblings: that order decides which
/// of two equal names is meant next, and it is the order in which embeds come out. Moving is only noted until
/// `settle`, so that many names cost no more than they have to.
class Levels {
 public:
  explicit Levels(ReadPlan& root) : root_(root) {}

  Result<ReadPlan*> at(const Path& path) {
    ReadPlan* level = &root_;
    for (const std::string& name : path) {
      auto& firsts = firsts_of(*level);
      const auto found = firsts.find(name);
      if (found == firsts.end()) return not_embedded(name);
      level = found->second;
      move_to_front(*level, firsts);
    }
    return level;
  }

  void settle() { settle(root_); }

 private:
  using Firsts = std::unordered_map<std::string_view, ReadPlan*>;

  static std::unexpected<Error> not_embedded(const std::string& name) {
    return fail(Error("PGRST108", "'" + name + "' is not an embedded resource in this request")
                    .with_hint("Verify that '" + name + "' is included in the 'select' query parameter."));
  }

  /// By name and alias, the first of the siblings that have it.
  Firsts& firsts_of(ReadPlan& level) {
    const auto [found, is_new] = firsts_.try_emplace(&level);
    if (is_new) {
      for (ReadPlan& child : level.children) {
        found->second.emplace(child.name, &child);
        if (child.alias) found->second.emplace(*child.alias, &child);
      }
    }
    return found->second;
  }

  void move_to_front(ReadPlan& level, Firsts& siblings) {
    moves_[&level] = ++last_move_;
    siblings[level.name] = &level;
    if (level.alias) siblings[*level.alias] = &level;
  }

  void settle(ReadPlan& level) {
    if (level.children.empty()) return;
    std::vector<std::pair<std::uint64_t, ReadPlan*>> order;
    order.reserve(level.children.size());
    for (ReadPlan& child : level.children) {
      settle(child);
      const auto moved = moves_.find(&child);
      order.emplace_back(moved == moves_.end() ? 0 : moved->second, &child);
    }
    std::ranges::stable_sort(order, std::ranges::greater(), &std::pair<std::uint64_t, ReadPlan*>::first);
    std::vector<ReadPlan> children;
    children.reserve(order.size());
    for (const auto& [move, child] : order) children.push_back(std::move(*child));
    level.children = std::move(children);
  }

  ReadPlan& root_;
  std::unordered_map<const ReadPlan*, Firsts> firsts_;
  std::unordered_map<const ReadPlan*, std::uint64_t> moves_;
  std::uint64_t last_move_ = 0;
};

FieldScope fields_of(const ReadPlan& level, const PlanScope& scope) {
  return {scope.catalogue, scope.catalogue.relation(level.from)};
}

/// Of a mutation, what is said of the root belongs to the mutation itself.
bool is_elsewhere(const Path& path, const PlanScope& scope) { return scope.is_mutation() && path.empty(); }

// All of these go from the last to the first: the last one's error wins, and the first one named is in front
// in the end. `where` is filled backwards and turned round when all is there.

Result<void> place_filters(Levels& levels, const PlanScope& scope) {
  for (const auto& [path, condition] : std::views::reverse(scope.tree.filters)) {
    if (is_elsewhere(path, scope)) continue;
    const Result<ReadPlan*> level = levels.at(path);
    if (!level) return fail(level.error());
    (*level)->where.push_back(planned_condition(fields_of(**level, scope), condition));
  }
  return {};
}

/// Of several orders of one level the first counts. Their fields are looked up in the root's relation, at
/// whatever level they stand: it only decides whether a path needs to_jsonb.
Result<void> place_orders(Levels& levels, const PlanScope& scope) {
  const FieldScope fields{scope.catalogue, scope.catalogue.relation(scope.relation)};
  for (const auto& [path, terms] : std::views::reverse(scope.tree.order)) {
    const Result<ReadPlan*> level = levels.at(path);
    if (!level) return fail(level.error());
    std::vector<PlannedOrder>& order = (*level)->order;
    order.clear();
    for (const OrderTerm& term : terms) {
      order.push_back({.embed_alias = term.relation,
                       .field = term.relation ? unknown_field(term.field.name, term.field.path)
                                              : plain_field(fields, term.field),
                       .direction = term.direction,
                       .nulls = term.nulls});
    }
  }
  return {};
}

std::string range_parameter(const Path& path) {
  std::string name;
  for (const std::string& part : path) name += part + ".";
  return name + "limit";
}

/// In the order of a hash map of their parameters' names, since the peer keeps them in one.
Result<void> place_ranges(Levels& levels, const PlanScope& scope) {
  if (scope.is_mutation()) return {};
  std::vector<std::pair<std::uint64_t, const Addressed<Range>*>> order;
  for (const Addressed<Range>& range : scope.tree.ranges) {
    order.emplace_back(hash_map_rank(hash_text(range_parameter(range.path))), &range);
  }
  std::ranges::sort(order, std::ranges::greater(), &decltype(order)::value_type::first);
  for (const auto& [rank, range] : order) {
    const Result<ReadPlan*> level = levels.at(range->path);
    if (!level) return fail(level.error());
    (*level)->range = range->value;
  }
  return {};
}

Result<void> place_logic(Levels& levels, const PlanScope& scope) {
  for (const auto& [path, logic] : std::views::reverse(scope.tree.logic)) {
    if (is_elsewhere(path, scope)) continue;
    const Result<ReadPlan*> level = levels.at(path);
    if (!level) return fail(level.error());
    (*level)->where.push_back(planned_logic(fields_of(**level, scope), logic));
  }
  return {};
}

void turn_where_round(ReadPlan& level) {
  std::ranges::reverse(level.where);
  for (ReadPlan& child : level.children) turn_where_round(child);
}

}  // namespace

Result<void> place_by_path(ReadPlan& plan, const PlanScope& scope) {
  Levels levels(plan);
  for (const auto place : {place_filters, place_orders, place_ranges, place_logic}) {
    if (Result<void> done = place(levels, scope); !done) return done;
  }
  levels.settle();
  turn_where_round(plan);
  return {};
}

}  // namespace marque::query
