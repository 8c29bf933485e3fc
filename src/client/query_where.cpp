// Query::where: predicates as filters and logic of the tree.
#include <optional>
#include <utility>

#include "client/editing.hpp"
#include "client/reading.hpp"

namespace marque {
namespace {

query::Operator operator_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::eq: return query::Operator::equal;
    case Comparison::neq: return query::Operator::not_equal;
    case Comparison::gt: return query::Operator::greater;
    case Comparison::gte: return query::Operator::greater_or_equal;
    case Comparison::lt: return query::Operator::less;
    case Comparison::lte: return query::Operator::less_or_equal;
    case Comparison::like: return query::Operator::like;
    case Comparison::ilike: return query::Operator::ilike;
    case Comparison::match: return query::Operator::match;
    case Comparison::imatch: return query::Operator::imatch;
    case Comparison::contains: return query::Operator::contains;
    case Comparison::contained_by: return query::Operator::contained;
    case Comparison::overlaps: return query::Operator::overlaps;
    case Comparison::in: return query::Operator::in;
    case Comparison::is_null: return query::Operator::is;
  }
  return query::Operator::equal;
}

Expected<query::Addressed<query::Condition>> condition_of(const Predicate& predicate) {
  auto place = client::read_column(predicate.column);
  if (!place) return std::unexpected(std::move(place.error()));
  query::Condition condition;
  condition.field = std::move(place->value);
  condition.negated = predicate.negated;
  condition.comparison = operator_of(predicate.comparison);
  if (predicate.comparison == Comparison::in) {
    for (const auto& value : predicate.values) condition.values.push_back(value.text());
    if (predicate.values.empty()) condition.values.emplace_back();
  } else if (!predicate.values.empty()) {
    condition.value = predicate.values.front().text();
  }
  return query::Addressed<query::Condition>{std::move(place->path), std::move(condition)};
}

Expected<query::Logic> logic_of(const Predicate& predicate) {
  query::Logic logic;
  if (predicate.kind == Predicate::Kind::comparison) {
    auto condition = condition_of(predicate);
    if (!condition) return std::unexpected(std::move(condition.error()));
    if (!condition->path.empty())
      return failure("marque.bad_column", "conditions on an embed's columns cannot be joined with others");
    logic.condition = std::move(condition->value);
    return logic;
  }
  logic.kind = predicate.kind == Predicate::Kind::all ? query::Logic::Kind::all : query::Logic::Kind::any;
  logic.negated = predicate.negated;
  for (const auto& part : predicate.parts) {
    auto inner = logic_of(part);
    if (!inner) return inner;
    logic.parts.push_back(*std::move(inner));
  }
  return logic;
}

/// What holds altogether becomes filters of its own; the rest stays one expression.
void add(client::State& state, const Predicate& predicate) {
  auto& tree = state.statement.tree;
  if (predicate.kind == Predicate::Kind::comparison) {
    auto condition = condition_of(predicate);
    if (!condition) return client::keep_error(state, std::move(condition.error()));
    tree.filters.push_back(*std::move(condition));
  } else if (predicate.kind == Predicate::Kind::all && !predicate.negated) {
    for (const auto& part : predicate.parts) add(state, part);
  } else {
    auto logic = logic_of(predicate);
    if (!logic) return client::keep_error(state, std::move(logic.error()));
    tree.logic.push_back({{}, *std::move(logic)});
  }
}

}  // namespace

Query& Query::where(const Predicate& predicate) {
  const bool negate = std::exchange(state_->negate_next, false);
  return add(*state_, negate ? !predicate : predicate), *this;
}

}  // namespace marque
