// Query: which rows.
#include <array>
#include <optional>
#include <utility>

#include "client/editing.hpp"
#include "client/reading.hpp"
#include "core/text.hpp"

namespace marque {
namespace {

using client::State;

/// Adds a condition on `column` that `fill` completes.
template <class Fill>
void add_condition(State& state, std::string_view column, Fill fill) {
  auto place = client::read_column(column);
  if (!place) return client::keep_error(state, std::move(place.error()));
  query::Condition condition;
  condition.field = std::move(place->value);
  condition.negated = std::exchange(state.negate_next, false);
  fill(condition);
  state.statement.tree.filters.push_back({std::move(place->path), std::move(condition)});
}

void compare(State& state, std::string_view column, query::Operator comparison, std::string value,
             std::optional<query::Quantifier> quantifier = std::nullopt) {
  add_condition(state, column, [&](query::Condition& condition) {
    condition.comparison = comparison;
    condition.quantifier = quantifier;
    condition.value = std::move(value);
  });
}

void add_logic(State& state, std::string_view word, std::string_view filters, std::string_view embed) {
  const bool negated = std::exchange(state.negate_next, false);
  auto logic = client::read_logic(embed, (negated ? "not." : "") + std::string(word), filters);
  if (!logic) return client::keep_error(state, std::move(logic.error()));
  state.statement.tree.logic.push_back(*std::move(logic));
}

query::Operator search_operator(SearchType type) {
  switch (type) {
    case SearchType::words: return query::Operator::text_search;
    case SearchType::plain: return query::Operator::plain_text_search;
    case SearchType::phrase: return query::Operator::phrase_text_search;
    case SearchType::web: return query::Operator::web_text_search;
  }
  return query::Operator::text_search;
}

std::optional<query::Truth> truth_named(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, query::Truth>, 5> words{
      {{"null", query::Truth::null},
       {"not_null", query::Truth::not_null},
       {"true", query::Truth::true_},
       {"false", query::Truth::false_},
       {"unknown", query::Truth::unknown}}};
  const std::string lower = core::to_lower(word);
  for (const auto& [name, truth] : words)
    if (name == lower) return truth;
  return std::nullopt;
}

}  // namespace

Query& Query::eq(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::equal, value.text()), *this;
}
Query& Query::neq(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::not_equal, value.text()), *this;
}
Query& Query::gt(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::greater, value.text()), *this;
}
Query& Query::gte(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::greater_or_equal, value.text()), *this;
}
Query& Query::lt(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::less, value.text()), *this;
}
Query& Query::lte(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::less_or_equal, value.text()), *this;
}
Query& Query::is_distinct(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::is_distinct, value.text()), *this;
}

Query& Query::like(std::string_view column, std::string_view pattern) {
  return compare(*state_, column, query::Operator::like, std::string(pattern)), *this;
}
Query& Query::ilike(std::string_view column, std::string_view pattern) {
  return compare(*state_, column, query::Operator::ilike, std::string(pattern)), *this;
}
Query& Query::like_any_of(std::string_view column, const std::vector<std::string>& patterns) {
  return compare(*state_, column, query::Operator::like, Value(patterns).text(), query::Quantifier::any),
         *this;
}
Query& Query::like_all_of(std::string_view column, const std::vector<std::string>& patterns) {
  return compare(*state_, column, query::Operator::like, Value(patterns).text(), query::Quantifier::all),
         *this;
}
Query& Query::ilike_any_of(std::string_view column, const std::vector<std::string>& patterns) {
  return compare(*state_, column, query::Operator::ilike, Value(patterns).text(), query::Quantifier::any),
         *this;
}
Query& Query::ilike_all_of(std::string_view column, const std::vector<std::string>& patterns) {
  return compare(*state_, column, query::Operator::ilike, Value(patterns).text(), query::Quantifier::all),
         *this;
}
Query& Query::match(std::string_view column, std::string_view pattern) {
  return compare(*state_, column, query::Operator::match, std::string(pattern)), *this;
}
Query& Query::imatch(std::string_view column, std::string_view pattern) {
  return compare(*state_, column, query::Operator::imatch, std::string(pattern)), *this;
}

Query& Query::match(std::initializer_list<Match> columns) {
  for (const auto& [column, value] : columns) eq(column, value);
  return *this;
}

Query& Query::is_(std::string_view column, std::nullptr_t) { return is_(column, std::string_view("null")); }

Query& Query::is_(std::string_view column, std::string_view word) {
  const auto truth = truth_named(word);
  if (!truth) {
    client::keep_error(*state_,
                       {"marque.bad_value", "is_ takes null, not_null, true, false or unknown", "", "", 0});
    return *this;
  }
  add_condition(*state_, column, [&](query::Condition& condition) {
    condition.comparison = query::Operator::is;
    condition.truth = *truth;
  });
  return *this;
}

Query& Query::in_(std::string_view column, const std::vector<Value>& values) {
  add_condition(*state_, column, [&](query::Condition& condition) {
    condition.comparison = query::Operator::in;
    for (const auto& value : values) condition.values.push_back(value.text());
    if (values.empty()) condition.values.emplace_back();  // the grammar's way to say: none of all
  });
  return *this;
}

Query& Query::contains(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::contains, value.text()), *this;
}
Query& Query::contained_by(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::contained, value.text()), *this;
}
Query& Query::overlaps(std::string_view column, const Value& value) {
  return compare(*state_, column, query::Operator::overlaps, value.text()), *this;
}
Query& Query::range_gt(std::string_view column, std::string_view range) {
  return compare(*state_, column, query::Operator::strictly_right, std::string(range)), *this;
}
Query& Query::range_gte(std::string_view column, std::string_view range) {
  return compare(*state_, column, query::Operator::not_extends_left, std::string(range)), *this;
}
Query& Query::range_lt(std::string_view column, std::string_view range) {
  return compare(*state_, column, query::Operator::strictly_left, std::string(range)), *this;
}
Query& Query::range_lte(std::string_view column, std::string_view range) {
  return compare(*state_, column, query::Operator::not_extends_right, std::string(range)), *this;
}
Query& Query::range_adjacent(std::string_view column, std::string_view range) {
  return compare(*state_, column, query::Operator::adjacent, std::string(range)), *this;
}

Query& Query::text_search(std::string_view column, std::string_view query, const TextSearch& options) {
  add_condition(*state_, column, [&](query::Condition& condition) {
    condition.comparison = search_operator(options.type);
    if (!options.config.empty()) condition.language = options.config;
    condition.value = query;
  });
  return *this;
}

Query& Query::not_() {
  state_->negate_next = !state_->negate_next;
  return *this;
}

Query& Query::not_(std::string_view column, std::string_view operation, std::string_view value) {
  return not_().filter(column, operation, value);
}

Query& Query::filter(std::string_view column, std::string_view operation, std::string_view value) {
  auto filter = client::read_filter(column, operation, value);
  if (!filter) return client::keep_error(*state_, std::move(filter.error())), *this;
  if (std::exchange(state_->negate_next, false)) filter->value.negated = !filter->value.negated;
  state_->statement.tree.filters.push_back(*std::move(filter));
  return *this;
}

Query& Query::or_(std::string_view filters, std::string_view embed) {
  return add_logic(*state_, "or", filters, embed), *this;
}

Query& Query::and_(std::string_view filters, std::string_view embed) {
  return add_logic(*state_, "and", filters, embed), *this;
}

}  // namespace marque
