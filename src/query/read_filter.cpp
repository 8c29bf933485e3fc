// Conditions: operators, quantifiers and values (contracts/rest.md §5).
#include <array>
#include <span>
#include <utility>

#include "query/grammar.hpp"

namespace marque::query::grammar {
namespace {

struct OperatorName {
  std::string_view word;
  Operator comparison;
};

// In each table a word stands before those that begin it; and the order of all decides which character a
// parse error names.
constexpr std::array text_searches{
    OperatorName{"fts", Operator::text_search}, OperatorName{"plfts", Operator::plain_text_search},
    OperatorName{"phfts", Operator::phrase_text_search}, OperatorName{"wfts", Operator::web_text_search}};
constexpr std::array plain_operators{
    OperatorName{"neq", Operator::not_equal},         OperatorName{"cs", Operator::contains},
    OperatorName{"cd", Operator::contained},          OperatorName{"ov", Operator::overlaps},
    OperatorName{"sl", Operator::strictly_left},      OperatorName{"sr", Operator::strictly_right},
    OperatorName{"nxr", Operator::not_extends_right}, OperatorName{"nxl", Operator::not_extends_left},
    OperatorName{"adj", Operator::adjacent}};
constexpr std::array quantified_operators{
    OperatorName{"eq", Operator::equal},     OperatorName{"gte", Operator::greater_or_equal},
    OperatorName{"gt", Operator::greater},   OperatorName{"lte", Operator::less_or_equal},
    OperatorName{"lt", Operator::less},      OperatorName{"like", Operator::like},
    OperatorName{"ilike", Operator::ilike},  OperatorName{"match", Operator::match},
    OperatorName{"imatch", Operator::imatch}};

bool operator_of(Cursor& cursor, std::span<const OperatorName> names, Condition& condition) {
  for (const auto& [word, comparison] : names) {
    if (!try_word(cursor, word, Expected::operator_name)) continue;
    condition.comparison = comparison;
    return true;
  }
  return false;
}

/// `word.`, or nothing was read.
bool word_and_delimiter(Cursor& cursor, std::string_view word, Expected expected) {
  return attempt(cursor, [&] { return try_word(cursor, word, expected) && take_delimiter(cursor); });
}

/// A quoted text that is a whole value: the value's end stands behind it.
std::optional<std::string> quoted_value(Cursor& cursor) {
  return attempt(cursor, [&] {
    auto text = quoted_text(cursor);
    if (text && !sees_end_of_value(cursor)) text.reset();
    return text;
  });
}

/// `{…}` without braces inside.
std::optional<std::string> array_literal(Cursor& cursor) {
  return attempt(cursor, [&]() -> std::optional<std::string> {
    if (!take(cursor, '{', Expected::open_brace)) return std::nullopt;
    const std::string_view inside = take_until(cursor, "{}");
    if (!take(cursor, '}', Expected::close_brace)) return std::nullopt;
    return std::string("{").append(inside).append("}");
  });
}

std::string value(Cursor& cursor, ValueEnd end) {
  if (end == ValueEnd::text) return std::string(take_until(cursor, {}));
  auto text = quoted_value(cursor);
  if (!text) text = array_literal(cursor);
  return text ? std::move(*text) : std::string(take_until(cursor, ",)"));
}

/// `(a,"b",c)`
bool value_list(Cursor& cursor, std::vector<std::string>& values) {
  skip_blanks(cursor);
  if (!take(cursor, '(', Expected::open)) return false;
  skip_blanks(cursor);
  const auto take_value = [&] {
    auto text = quoted_value(cursor);
    values.push_back(text ? std::move(*text) : std::string(take_until(cursor, ",)")));
    return true;
  };
  if (!take_list(cursor, [&] { return take(cursor, ',', Expected::comma); }, take_value)) return false;
  skip_blanks(cursor);
  if (!take(cursor, ')', Expected::close)) return false;
  skip_blanks(cursor);
  return true;
}

/// A word in any mixture of cases, letter by letter: a failure is told of the letter.
bool word_in_any_case(Cursor& cursor, std::string_view word) {
  return attempt(cursor, [&] {
    for (const char letter : word) {
      const bool is_small = letter >= 'a' && letter <= 'z';
      if (!cursor.at(letter) && !(is_small && cursor.at(static_cast<char>(letter - 'a' + 'A')))) {
        cursor.expect(Expected::truth_value);
        return false;
      }
      cursor.move_to(cursor.position + 1);
    }
    return true;
  });
}

bool truth_value(Cursor& cursor, Truth& truth) {
  static constexpr std::array<std::pair<std::string_view, Truth>, 5> words{{{"null", Truth::null},
                                                                            {"not_null", Truth::not_null},
                                                                            {"true", Truth::true_},
                                                                            {"false", Truth::false_},
                                                                            {"unknown", Truth::unknown}}};
  return named(cursor, Expected::truth_value, [&] {
    for (const auto& [word, meaning] : words) {
      if (!word_in_any_case(cursor, word)) continue;
      truth = meaning;
      return true;
    }
    return false;
  });
}

bool text_search(Cursor& cursor, ValueEnd end, Condition& condition) {
  if (!operator_of(cursor, text_searches, condition)) return false;
  condition.language = attempt(cursor, [&]() -> std::optional<std::string> {
    if (!take(cursor, '(', Expected::open)) return std::nullopt;
    auto language = identifier(cursor);
    if (language && !take(cursor, ')', Expected::close)) language.reset();
    return language;
  });
  if (!take_delimiter(cursor)) return false;
  condition.value = value(cursor, end);
  return true;
}

bool plain_operator(Cursor& cursor, ValueEnd end, Condition& condition) {
  if (!operator_of(cursor, plain_operators, condition) || !take_delimiter(cursor)) return false;
  condition.value = value(cursor, end);
  return true;
}

/// `(any)` or `(all)`, if it is there.
std::optional<Quantifier> quantifier(Cursor& cursor) {
  return attempt(cursor, [&]() -> std::optional<Quantifier> {
    if (!take(cursor, '(', Expected::open)) return std::nullopt;
    const bool any = try_word(cursor, "any", Expected::any);
    if (!any && !take_word(cursor, "all", Expected::all)) return std::nullopt;
    if (!take(cursor, ')', Expected::close)) return std::nullopt;
    return any ? Quantifier::any : Quantifier::all;
  });
}

bool quantified_operator(Cursor& cursor, ValueEnd end, Condition& condition) {
  if (!operator_of(cursor, quantified_operators, condition)) return false;
  condition.quantifier = quantifier(cursor);
  if (!take_delimiter(cursor)) return false;
  condition.value = value(cursor, end);
  return true;
}

/// The operators that commit: once their word is read, what follows must be theirs.
std::optional<bool> committed_operator(Cursor& cursor, ValueEnd end, Condition& condition) {
  if (word_and_delimiter(cursor, "in", Expected::operator_name)) {
    condition.comparison = Operator::in;
    return value_list(cursor, condition.values);
  }
  if (word_and_delimiter(cursor, "is", Expected::operator_name)) {
    condition.comparison = Operator::is;
    return truth_value(cursor, condition.truth);
  }
  if (word_and_delimiter(cursor, "isdistinct", Expected::operator_name)) {
    condition.comparison = Operator::is_distinct;
    condition.value = value(cursor, end);
    return true;
  }
  return std::nullopt;
}

bool operation(Cursor& cursor, ValueEnd end, Condition& condition) {
  if (const auto committed = committed_operator(cursor, end, condition)) return *committed;
  return attempt(cursor, [&] { return text_search(cursor, end, condition); }) ||
         attempt(cursor, [&] { return plain_operator(cursor, end, condition); }) ||
         attempt(cursor, [&] { return quantified_operator(cursor, end, condition); });
}

}  // namespace

bool comparison(Cursor& cursor, ValueEnd end, Condition& condition) {
  condition.negated = word_and_delimiter(cursor, "not", Expected::word_not);
  return named(cursor, Expected::operator_name, [&] { return operation(cursor, end, condition); });
}

}  // namespace marque::query::grammar
