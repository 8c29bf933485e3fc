// and/or trees (contracts/rest.md §6).
#include <utility>

#include "query/grammar.hpp"

namespace marque::query::grammar {
namespace {

/// `field.operator.value`
std::optional<Condition> listed_condition(Cursor& cursor) {
  Condition condition;
  auto column = field(cursor);
  if (!column || !take_delimiter(cursor)) return std::nullopt;
  condition.field = std::move(*column);
  if (!comparison(cursor, ValueEnd::list, condition)) return std::nullopt;
  return condition;
}

/// `not.`, if it is there.
bool negation(Cursor& cursor) {
  bool negated = false;
  named(cursor, Expected::negation, [&] {
    negated = attempt(cursor,
                      [&] { return try_word(cursor, "not", Expected::word_not) && take_delimiter(cursor); });
    return true;
  });
  return negated;
}

std::optional<Logic::Kind> logic_operator(Cursor& cursor) {
  return named(cursor, Expected::logic_operator, [&]() -> std::optional<Logic::Kind> {
    if (try_word(cursor, "and", Expected::word_and)) return Logic::Kind::all;
    if (take_word(cursor, "or", Expected::word_or)) return Logic::Kind::any;
    return std::nullopt;
  });
}

/// The parenthesis of and/or.
bool logic_parts(Cursor& cursor, std::vector<Logic>& parts) {
  skip_blanks(cursor);
  if (!descend(cursor)) return false;
  skip_blanks(cursor);
  const auto take_part = [&] {
    auto part = logic_tree(cursor);
    if (part) parts.push_back(std::move(*part));
    return part.has_value();
  };
  if (!take_list(cursor, [&] { return take_comma(cursor); }, take_part)) return false;
  --cursor.depth;
  skip_blanks(cursor);
  if (!take(cursor, ')', Expected::close)) return false;
  skip_blanks(cursor);
  return true;
}

}  // namespace

std::optional<Logic> logic_tree(Cursor& cursor) {
  Logic logic;
  if (auto condition = attempt(cursor, [&] { return listed_condition(cursor); })) {
    logic.condition = std::move(*condition);
    return logic;
  }
  logic.negated = negation(cursor);
  const auto kind = logic_operator(cursor);
  if (!kind) return std::nullopt;
  logic.kind = *kind;
  if (!logic_parts(cursor, logic.parts)) return std::nullopt;
  return logic;
}

}  // namespace marque::query::grammar
