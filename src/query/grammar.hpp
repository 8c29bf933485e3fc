// query/grammar.hpp: the constructs of the URL grammar (contracts/rest.md §3 to §7). Each reads from the
// cursor on; false or nothing says that it is not there or broken (query/cursor.hpp tells which). Inside the
// reader only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/cursor.hpp"
#include "query/tree.hpp"

namespace marque::query::grammar {

/// "…" in which "\" escapes the next character.
std::optional<std::string> quoted_text(Cursor& cursor);
/// Letters, digits, "_", "$" and blanks; without blanks at the ends.
std::optional<std::string> identifier(Cursor& cursor);
/// A name: quoted, or identifiers joined by dashes.
std::optional<std::string> name(Cursor& cursor);
/// `->key`, `->>key`, `->1`, as many as there are. False if one is broken.
bool json_path(Cursor& cursor, std::vector<JsonStep>& path);
/// A name and its JSON path, blanks around them.
std::optional<Field> field(Cursor& cursor);
/// Names joined by ".": the path of embeds and, last, what is meant there.
std::optional<std::vector<std::string>> dotted_names(Cursor& cursor);
/// Names joined by ",".
std::optional<std::vector<std::string>> name_list(Cursor& cursor);

/// The items of a select; none is fine.
bool select_items(Cursor& cursor, std::vector<SelectItem>& items);

/// How the value of a condition ends.
enum class ValueEnd : std::uint8_t { text, list };
/// `[not.]operator.value`, put into all of `condition` but its field.
bool comparison(Cursor& cursor, ValueEnd end, Condition& condition);

/// `and(…)`, `not.or(…)`, or a condition.
std::optional<Logic> logic_tree(Cursor& cursor);

/// The terms of an order.
std::optional<std::vector<OrderTerm>> order_terms(Cursor& cursor);

}  // namespace marque::query::grammar
