// query/write_terms.hpp: the constructs of the URL grammar as text, appended, not percent-encoded. Inside the
// writer only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/tree.hpp"

namespace marque::query::grammar {

/// The name, in quotes where it must be.
void add_name(std::string& text, std::string_view name);
void add_quoted(std::string& text, std::string_view content);
void add_field(std::string& text, const Field& field);
void add_json_path(std::string& text, const std::vector<JsonStep>& path);

void add_select(std::string& text, const std::vector<SelectItem>& items);

/// `not.operator.value`; inside and/or `in_list`, so that the value ends before "," and ")".
void add_comparison(std::string& text, const Condition& condition, bool in_list);
/// `not.and`
void add_logic_operator(std::string& text, const Logic& logic);
/// `(…)`: the parts of and/or.
void add_logic_parts(std::string& text, const Logic& logic);

void add_order(std::string& text, const std::vector<OrderTerm>& terms);

/// Calls `add` for each item, with "," between.
template <class Items, class Add>
void add_list(std::string& text, const Items& items, Add add) {
  bool first = true;
  for (const auto& item : items) {
    if (!first) text += ',';
    first = false;
    add(text, item);
  }
}

}  // namespace marque::query::grammar
