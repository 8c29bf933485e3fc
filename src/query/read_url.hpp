// query/read_url.hpp: the query string of a request as the parts of a tree (contracts/rest.md §3 to §9). The
// reader is total: every text gives a tree or one error, in time and memory linear in its length.
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "query/tree.hpp"

namespace marque::query {

/// Deepest nesting of embeds and of and/or; beyond it PGRST100. PostgreSQL's own stack limit comes later.
inline constexpr int maximum_depth = 200;

/// A query string as read.
struct UrlParts {
  std::vector<SelectItem> select{all_columns()};
  std::vector<Addressed<Condition>> filters;
  std::vector<Addressed<Logic>> logic;
  std::vector<Addressed<std::vector<OrderTerm>>> order;
  std::vector<Addressed<Range>> ranges;
  std::optional<std::vector<std::string>> columns;
  std::optional<std::vector<std::string>> on_conflict;
  std::vector<std::pair<std::string, std::string>> arguments;
  /// For Content-Location: parameters sorted by name, equal names merged, encoded (contract §11).
  std::string canonical;
};

/// Reads a raw query string (without "?"), decoded leniently: a malformed escape stands for itself, what is
/// no UTF-8 for U+FFFD. Parameters are separated by "&" or ";". `select=` gives no items, `columns` and
/// `on_conflict` their names as written, `limit` and `offset` one range per path (query/whole_number.hpp says
/// what counts as a number; a limit that is none counts as 0 beside an offset, else as no limit). With
/// `may_have_arguments` (a call by GET or HEAD), a parameter whose value is no filter is an argument. Error:
/// PGRST100, message and detail worded as the contract says.
Result<UrlParts> read_query(std::string_view raw_query, bool may_have_arguments);

/// `tree` with the parts put in.
Tree with_parts(Tree tree, UrlParts parts);

}  // namespace marque::query
