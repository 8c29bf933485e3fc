#include "query/write_url.hpp"

#include <algorithm>
#include <array>

#include "http/url.hpp"
#include "query/write_terms.hpp"

namespace marque::query {
namespace {

/// `text` with all escaped but what stands for itself in a query; that spares the grammar's own characters.
void add_encoded(std::string& query, std::string_view text) {
  constexpr std::string_view kept = "!$'()*,:@/";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(kept), text.size());
    query += http::percent_encode(text.substr(0, end));
    text.remove_prefix(end);
    const std::size_t next = std::min(text.find_first_not_of(kept), text.size());
    query += text.substr(0, next);
    text.remove_prefix(next);
  }
}

void add_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  add_encoded(query, name);
  query += '=';
  add_encoded(query, value);
}

/// `a.b.last`
std::string address(const Path& path, std::string_view last) {
  std::string text;
  for (const std::string& name : path) {
    grammar::add_name(text, name);
    text += '.';
  }
  return text.append(last);
}

/// A name that the reader would take for an instruction stands in quotes.
bool is_reserved(const Path& path, std::string_view name) {
  static constexpr std::array<std::string_view, 5> everywhere{"order", "limit", "offset", "and", "or"};
  static constexpr std::array<std::string_view, 3> at_root{"select", "columns", "on_conflict"};
  return std::ranges::find(everywhere, name) != everywhere.end() ||
         (path.empty() && std::ranges::find(at_root, name) != at_root.end());
}

std::string field_address(const Path& path, const Field& field) {
  std::string last;
  if (field.path.empty() && is_reserved(path, field.name))
    grammar::add_quoted(last, field.name);
  else
    grammar::add_field(last, field);
  return address(path, last);
}

void add_filters(std::string& query, const Tree& tree) {
  for (const auto& [path, condition] : tree.filters) {
    std::string value;
    grammar::add_comparison(value, condition, false);
    add_parameter(query, field_address(path, condition.field), value);
  }
  for (const auto& [name, value] : tree.arguments) add_parameter(query, field_address({}, {name, {}}), value);
}

void add_logic(std::string& query, const Tree& tree) {
  for (const auto& [path, logic] : tree.logic) {
    std::string name;
    std::string value;
    grammar::add_logic_operator(name, logic);
    grammar::add_logic_parts(value, logic);
    add_parameter(query, address(path, name), value);
  }
}

void add_orders(std::string& query, const Tree& tree) {
  for (const auto& [path, terms] : tree.order) {
    std::string value;
    grammar::add_order(value, terms);
    if (!terms.empty()) add_parameter(query, address(path, "order"), value);
  }
}

void add_ranges(std::string& query, const Tree& tree) {
  for (const auto& [path, range] : tree.ranges) {
    if (range.limit) add_parameter(query, address(path, "limit"), std::to_string(*range.limit));
    if (range.offset) add_parameter(query, address(path, "offset"), std::to_string(*range.offset));
  }
}

void add_names(std::string& query, std::string_view parameter,
               const std::optional<std::vector<std::string>>& names) {
  if (!names || names->empty()) return;
  std::string value;
  grammar::add_list(value, *names, grammar::add_name);
  add_parameter(query, parameter, value);
}

}  // namespace

std::string write_query(const Tree& tree) {
  std::string query;
  if (tree.select != std::vector{all_columns()}) {
    std::string value;
    grammar::add_select(value, tree.select);
    add_parameter(query, "select", value);
  }
  add_filters(query, tree);
  add_logic(query, tree);
  add_orders(query, tree);
  add_ranges(query, tree);
  add_names(query, "columns", tree.columns);
  add_names(query, "on_conflict", tree.on_conflict);
  return query;
}

std::string write_path(const Tree& tree) {
  return (tree.action == Action::call ? "/rpc/" : "/") + http::percent_encode(tree.relation);
}

}  // namespace marque::query
