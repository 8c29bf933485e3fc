#include <algorithm>
#include <utility>

#include "query/write_parts.hpp"

namespace marque::query {

namespace {

Fixed symbol_of(Operator comparison) {
  switch (comparison) {
    case Operator::equal: return "=";
    case Operator::not_equal: return "<>";
    case Operator::greater: return ">";
    case Operator::greater_or_equal: return ">=";
    case Operator::less: return "<";
    case Operator::less_or_equal: return "<=";
    case Operator::like: return "like";
    case Operator::ilike: return "ilike";
    case Operator::match: return "~";
    case Operator::imatch: return "~*";
    case Operator::in: return "= ANY";
    case Operator::is: return "IS";
    case Operator::is_distinct: return "IS DISTINCT FROM";
    case Operator::text_search: return "@@ to_tsquery";
    case Operator::plain_text_search: return "@@ plainto_tsquery";
    case Operator::phrase_text_search: return "@@ phraseto_tsquery";
    case Operator::web_text_search: return "@@ websearch_to_tsquery";
    case Operator::contains: return "@>";
    case Operator::contained: return "<@";
    case Operator::overlaps: return "&&";
    case Operator::strictly_left: return "<<";
    case Operator::strictly_right: return ">>";
    case Operator::not_extends_right: return "&<";
    case Operator::not_extends_left: return "&>";
    case Operator::adjacent: return "-|-";
  }
  std::unreachable();
}

Fixed keyword_of(Truth truth) {
  switch (truth) {
    case Truth::null: return "NULL";
    case Truth::not_null: return "NOT NULL";
    case Truth::true_: return "TRUE";
    case Truth::false_: return "FALSE";
    case Truth::unknown: return "UNKNOWN";
  }
  std::unreachable();
}

void write_path(SqlText& text, const std::vector<JsonStep>& path) {
  for (const auto& step : path) {
    text.add(step.as_text ? Fixed("->>") : Fixed("->")).parameter(step.operand);
    if (step.is_index) text.add("::int");
  }
}

/// The configuration of a text search and a comma, or nothing.
void write_language(SqlText& text, const std::optional<std::string>& language) {
  if (language) text.parameter(language).add(", ");
}

void write_plain_field(SqlText& text, Qualifier here, const PlannedField& field) {
  if (field.whole_row) {
    text.name(here.name);
  } else if (field.path.empty()) {
    text.column(here, field.name);
  } else if (field.to_json) {
    text.add("to_jsonb(").column(here, field.name).add(")");
    write_path(text, field.path);
  } else {
    text.column(here, field.name);
    write_path(text, field.path);
  }
}

/// A value, read by the data representation's function where the field has one.
void write_value(SqlText& text, const PlannedField& field, std::string value) {
  if (field.transform.empty()) {
    text.parameter(std::move(value));
  } else {
    text.catalogue(field.transform).add("(").parameter(std::move(value)).add(")");
  }
}

/// The URL's wildcard is `*`, since `%` would have to be encoded.
std::string like_pattern(std::string value) {
  std::ranges::replace(value, '*', '%');
  return value;
}

void write_quantified(SqlText& text, const PlannedField& field, const Condition& condition) {
  const bool is_pattern = condition.comparison == Operator::like || condition.comparison == Operator::ilike;
  if (condition.quantifier)
    text.add(*condition.quantifier == Quantifier::any ? Fixed("ANY(") : Fixed("ALL("));
  if (is_pattern) {
    text.parameter(like_pattern(condition.value));
  } else {
    write_value(text, field, condition.value);
  }
  if (condition.quantifier) text.add(")");
}

/// `= ANY ('{…}')` takes any number of values in one parameter, so that the text stays the same.
void write_list(SqlText& text, const PlannedField& field, const std::vector<std::string>& values) {
  if (values.size() == 1 && values.front().empty()) {
    text.add("('{}')");
  } else if (field.transform.empty()) {
    text.add(" (").parameter(array_literal(values)).add(")");
  } else {
    text.add(" (SELECT ").catalogue(field.transform).add("(unnest(");
    text.parameter(array_literal(values)).add("::text[])))");
  }
}

void write_operand(SqlText& text, const PlannedField& field, const Condition& condition) {
  switch (condition.comparison) {
    case Operator::in: return write_list(text, field, condition.values);
    case Operator::is: text.add(keyword_of(condition.truth)); return;
    case Operator::is_distinct: text.parameter(condition.value); return;
    case Operator::text_search:
    case Operator::plain_text_search:
    case Operator::phrase_text_search:
    case Operator::web_text_search:
      text.add("(");
      write_language(text, condition.language);
      text.parameter(condition.value).add(")");
      return;
    default: return write_quantified(text, field, condition);
  }
}

/// Operators that are written together with the parenthesis that follows.
bool is_call(Operator comparison) {
  return comparison == Operator::in ||
         (comparison >= Operator::text_search && comparison <= Operator::web_text_search);
}

void write_condition(SqlText& text, Qualifier here, const PlannedField& field, const Condition& condition) {
  if (condition.negated) text.add("NOT ");
  write_field(text, here, field);
  text.add(" ").add(symbol_of(condition.comparison));
  if (!is_call(condition.comparison)) text.add(" ");
  write_operand(text, field, condition);
}

void write_group(SqlText& text, Qualifier here, const PlannedLogic& logic, const CountedEmbeds* counted) {
  text.add(logic.negated ? Fixed("NOT (") : Fixed("("));
  SqlList list(text, logic.kind == PlannedLogic::Kind::all ? Fixed(" AND ") : Fixed(" OR "));
  write_conditions(list, here, logic.parts, counted);
  text.add(")");
}

/// A lateral join without a row is NULL as a whole, which a row of NULLs is not.
void write_joined_embed(SqlText& text, const PlannedLogic& logic) {
  text.name(logic.embed_alias);
  text.add(logic.negated ? Fixed(" IS DISTINCT FROM NULL") : Fixed(" IS NOT DISTINCT FROM NULL"));
}

}  // namespace

std::string array_literal(const std::vector<std::string>& values) {
  std::string literal = "{";
  for (const std::string_view value : values) {
    literal += literal.size() == 1 ? "\"" : ",\"";
    for (const char character : value.substr(0, value.find('\0'))) {
      if (character == '"' || character == '\\') literal += '\\';
      literal += character;
    }
    literal += '"';
  }
  literal += '}';
  return literal;
}

void write_field(SqlText& text, Qualifier here, const PlannedField& field) {
  if (field.to_text_vector) {
    text.add("to_tsvector(");
    write_language(text, field.to_text_vector->language);
  }
  write_plain_field(text, here, field);
  if (field.to_text_vector) text.add(")");
}

void write_logic(SqlText& text, Qualifier here, const PlannedLogic& logic, const CountedEmbeds* counted) {
  switch (logic.kind) {
    case PlannedLogic::Kind::condition: return write_condition(text, here, logic.field, logic.condition);
    case PlannedLogic::Kind::embed_is_null:
      return counted == nullptr ? write_joined_embed(text, logic)
                                : write_counted_embed(text, *counted, logic);
    case PlannedLogic::Kind::all:
    case PlannedLogic::Kind::any: return write_group(text, here, logic, counted);
  }
}

void write_conditions(SqlList& list, Qualifier here, const std::vector<PlannedLogic>& conditions,
                      const CountedEmbeds* counted) {
  for (const auto& condition : conditions) write_logic(list.next(), here, condition, counted);
}

void write_join_conditions(SqlList& list, const std::vector<JoinCondition>& conditions) {
  for (const auto& [left, left_column, right, right_column] : conditions) {
    auto& text = list.next();
    text.column(Qualifier::relation(left), left_column).add(" = ");
    text.column(Qualifier::relation(right), right_column);
  }
}

}  // namespace marque::query
