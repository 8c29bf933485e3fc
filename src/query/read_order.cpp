// order: terms of columns and of to-one embeds (contracts/rest.md §7, §8.5).
#include <utility>

#include "query/grammar.hpp"

namespace marque::query::grammar {
namespace {

/// `.word`, or nothing was read.
bool suffix(Cursor& cursor, std::string_view word, Expected expected) {
  return attempt(cursor, [&] { return take_delimiter(cursor) && take_word(cursor, word, expected); });
}

bool sees_end_of_term(Cursor& cursor) { return sees_word(cursor, ",", Expected::comma) || sees_end(cursor); }

std::optional<Direction> direction(Cursor& cursor) {
  if (suffix(cursor, "asc", Expected::ascending)) return Direction::ascending;
  if (suffix(cursor, "desc", Expected::descending)) return Direction::descending;
  return std::nullopt;
}

std::optional<Nulls> nulls(Cursor& cursor) {
  if (suffix(cursor, "nullsfirst", Expected::nulls_first)) return Nulls::first;
  if (suffix(cursor, "nullslast", Expected::nulls_last)) return Nulls::last;
  return std::nullopt;
}

bool suffixes(Cursor& cursor, OrderTerm& term) {
  term.direction = direction(cursor);
  term.nulls = nulls(cursor);
  return sees_end_of_term(cursor);
}

/// `relation(field).desc`
std::optional<OrderTerm> related_term(Cursor& cursor) {
  auto relation = name(cursor);
  if (!relation || !take(cursor, '(', Expected::open)) return std::nullopt;
  auto column = field(cursor);
  if (!column || !take(cursor, ')', Expected::close)) return std::nullopt;
  OrderTerm term{std::move(relation), std::move(*column), {}, {}};
  if (!suffixes(cursor, term)) return std::nullopt;
  return term;
}

std::optional<OrderTerm> plain_term(Cursor& cursor) {
  auto column = field(cursor);
  if (!column) return std::nullopt;
  OrderTerm term{{}, std::move(*column), {}, {}};
  if (!suffixes(cursor, term)) return std::nullopt;
  return term;
}

}  // namespace

std::optional<std::vector<OrderTerm>> order_terms(Cursor& cursor) {
  std::vector<OrderTerm> terms;
  const auto take_term = [&] {
    skip_blanks(cursor);
    auto term = attempt(cursor, [&] { return related_term(cursor); });
    if (!term) term = plain_term(cursor);
    if (!term) return false;
    skip_blanks(cursor);
    terms.push_back(std::move(*term));
    return true;
  };
  const auto separator = [&] { return take(cursor, ',', Expected::comma); };
  if (!take_list(cursor, separator, take_term)) return std::nullopt;
  return terms;
}

}  // namespace marque::query::grammar
