#include "query/write_terms.hpp"

#include <array>

#include "query/characters.hpp"

namespace marque::query::grammar {
namespace {

/// Identifier characters without blanks.
bool is_plain_word(std::string_view word) {
  for (std::size_t at = 0; at < word.size();) {
    const Character character = character_at(word, at);
    if (!is_identifier_character(character.code) || character.code == ' ') return false;
    at += character.size;
  }
  return !word.empty();
}

/// Plain words joined by single dashes.
bool is_plain_name(std::string_view name) {
  for (std::size_t dash = name.find('-'); dash != name.npos; dash = name.find('-')) {
    if (!is_plain_word(name.substr(0, dash))) return false;
    name.remove_prefix(dash + 1);
  }
  return is_plain_word(name);
}

bool is_number(std::string_view text) { return text.find_first_not_of("0123456789") == text.npos; }

std::string_view word_of(Operator comparison) {
  static constexpr std::array<std::string_view, 25> words{
      "eq",     "neq", "gt", "gte",        "lt",  "lte",   "like",  "ilike", "match",
      "imatch", "in",  "is", "isdistinct", "fts", "plfts", "phfts", "wfts",  "cs",
      "cd",     "ov",  "sl", "sr",         "nxr", "nxl",   "adj"};
  return words[static_cast<std::size_t>(comparison)];
}

std::string_view word_of(Truth truth) {
  static constexpr std::array<std::string_view, 5> words{"null", "not_null", "true", "false", "unknown"};
  return words[static_cast<std::size_t>(truth)];
}

std::string_view word_of(Aggregate aggregate) {
  static constexpr std::array<std::string_view, 5> words{"sum", "avg", "count", "max", "min"};
  return words[static_cast<std::size_t>(aggregate)];
}

void add_alias(std::string& text, const std::optional<std::string>& alias) {
  if (!alias) return;
  add_name(text, *alias);
  text += ':';
}

void add_cast(std::string& text, const std::optional<std::string>& cast) {
  if (cast) text.append("::").append(*cast);
}

bool is_star(const SelectedColumn& column) { return column == std::get<SelectedColumn>(all_columns().value); }

bool is_row_count(const SelectedColumn& column) {
  return column.field == Field{"*", {}} && column.aggregate == Aggregate::count && !column.cast;
}

void add_column(std::string& text, const SelectedColumn& column) {
  if (is_star(column)) {
    text += '*';
    return;
  }
  add_alias(text, column.alias);
  if (is_row_count(column)) {
    text += "count()";
  } else {
    add_field(text, column.field);
    add_cast(text, column.cast);
    if (column.aggregate) text.append(".").append(word_of(*column.aggregate)).append("()");
  }
  add_cast(text, column.aggregate_cast);
}

/// A hint that begins like a join is put in quotes.
void add_hint(std::string& text, std::string_view hint) {
  text += '!';
  if (hint.starts_with("left") || hint.starts_with("inner"))
    add_quoted(text, hint);
  else
    add_name(text, hint);
}

void add_embed(std::string& text, const Embed& embed) {
  if (embed.spread)
    text += "...";
  else
    add_alias(text, embed.alias);
  add_name(text, embed.relation);
  if (embed.hint) add_hint(text, *embed.hint);
  if (embed.join) text += *embed.join == Join::inner ? "!inner" : "!left";
  text += '(';
  add_select(text, embed.items);
  text += ')';
}

void add_item(std::string& text, const SelectItem& item) {
  if (const auto* embed = std::get_if<Embed>(&item.value))
    add_embed(text, *embed);
  else
    add_column(text, std::get<SelectedColumn>(item.value));
}

/// A value that ends before "," and ")"; `reserved` are the beginnings that mean something else.
void add_listed_value(std::string& text, std::string_view value, std::string_view reserved) {
  const bool ends_early = value.find_first_of(",)") != value.npos;
  const bool begins_otherwise = !value.empty() && reserved.find(value.front()) != reserved.npos;
  if (ends_early || begins_otherwise)
    add_quoted(text, value);
  else
    text += value;
}

void add_values(std::string& text, const std::vector<std::string>& values) {
  text += '(';
  add_list(text, values,
           [](std::string& list, std::string_view value) { add_listed_value(list, value, "\" \t"); });
  text += ')';
}

void add_part(std::string& text, const Logic& part) {
  if (part.kind == Logic::Kind::condition) {
    add_field(text, part.condition.field);
    text += '.';
    add_comparison(text, part.condition, true);
  } else {
    add_logic_operator(text, part);
    add_logic_parts(text, part);
  }
}

void add_term(std::string& text, const OrderTerm& term) {
  if (term.relation) {
    add_name(text, *term.relation);
    text += '(';
  }
  add_field(text, term.field);
  if (term.relation) text += ')';
  if (term.direction) text += *term.direction == Direction::ascending ? ".asc" : ".desc";
  if (term.nulls) text += *term.nulls == Nulls::first ? ".nullsfirst" : ".nullslast";
}

}  // namespace

void add_quoted(std::string& text, std::string_view content) {
  text += '"';
  for (const char letter : content) {
    if (letter == '"' || letter == '\\') text += '\\';
    text += letter;
  }
  text += '"';
}

void add_name(std::string& text, std::string_view name) {
  if (is_plain_name(name))
    text += name;
  else
    add_quoted(text, name);
}

void add_json_path(std::string& text, const std::vector<JsonStep>& path) {
  for (const JsonStep& step : path) {
    text += step.as_text ? "->>" : "->";
    if (step.is_index || (is_plain_word(step.operand) && !is_number(step.operand)))
      text += step.operand;
    else
      add_quoted(text, step.operand);
  }
}

void add_field(std::string& text, const Field& field) {
  add_name(text, field.name);
  add_json_path(text, field.path);
}

void add_select(std::string& text, const std::vector<SelectItem>& items) { add_list(text, items, add_item); }

void add_comparison(std::string& text, const Condition& condition, bool in_list) {
  if (condition.negated) text += "not.";
  text += word_of(condition.comparison);
  if (condition.quantifier) text += *condition.quantifier == Quantifier::any ? "(any)" : "(all)";
  if (condition.language) text.append("(").append(*condition.language).append(")");
  text += '.';
  if (condition.comparison == Operator::in)
    add_values(text, condition.values);
  else if (condition.comparison == Operator::is)
    text += word_of(condition.truth);
  else if (in_list)
    add_listed_value(text, condition.value, "\"{");
  else
    text += condition.value;
}

void add_logic_operator(std::string& text, const Logic& logic) {
  if (logic.negated) text += "not.";
  text += logic.kind == Logic::Kind::any ? "or" : "and";
}

void add_logic_parts(std::string& text, const Logic& logic) {
  text += '(';
  add_list(text, logic.parts, add_part);
  text += ')';
}

void add_order(std::string& text, const std::vector<OrderTerm>& terms) { add_list(text, terms, add_term); }

}  // namespace marque::query::grammar
