// Query: what comes back, in which order, how many, and how it travels.
#include <algorithm>
#include <string_view>
#include <utility>

#include "client/editing.hpp"
#include "client/reading.hpp"
#include "core/text.hpp"

namespace marque {
namespace {

using client::keep_error;

/// The limits of the embed that the caller named; nothing after a mistake.
query::Range* range_of(client::State& state, std::string_view embed) {
  auto path = client::read_embed(embed);
  if (path) return &client::at_path(state.statement.tree.ranges, *std::move(path));
  keep_error(state, std::move(path.error()));
  return nullptr;
}

/// Nothing that could end a header line and begin another.
bool is_header_safe(std::string_view text) {
  return std::ranges::none_of(text, [](char byte) { return byte == '\r' || byte == '\n' || byte == '\0'; });
}

query::Count tree_count(Count how) {
  switch (how) {
    case Count::exact: return query::Count::exact;
    case Count::planned: return query::Count::planned;
    case Count::estimated: return query::Count::estimated;
  }
  return query::Count::exact;
}

query::Returning tree_returning(Returning what) {
  switch (what) {
    case Returning::minimal: return query::Returning::minimal;
    case Returning::headers_only: return query::Returning::headers_only;
    case Returning::representation: return query::Returning::representation;
  }
  return query::Returning::minimal;
}

}  // namespace

Query& Query::select(std::string_view columns) {
  auto items = client::read_select(columns);
  if (!items) return keep_error(*state_, std::move(items.error())), *this;
  auto& tree = state_->statement.tree;
  tree.select = *std::move(items);
  if (tree.action != query::Action::read && tree.action != query::Action::call)
    tree.preferences.returning = query::Returning::representation;
  return *this;
}

Query& Query::single() {
  state_->statement.output = client::Output::object;
  return *this;
}

Query& Query::maybe_single() {
  state_->statement.output = client::Output::optional_object;
  return *this;
}

Query& Query::csv() {
  state_->statement.output = client::Output::csv;
  return *this;
}

Query& Query::geojson() {
  state_->statement.output = client::Output::geojson;
  return *this;
}

Query& Query::explain(const ExplainOptions& options) {
  state_->statement.explain = options;
  return *this;
}

Query& Query::strip_nulls() {
  state_->statement.strip_nulls = true;
  return *this;
}

Query& Query::count(Count how) {
  state_->statement.tree.preferences.count = tree_count(how);
  return *this;
}

Query& Query::head() {
  state_->statement.head = true;
  return *this;
}

Query& Query::order(std::string_view column, Order direction, std::optional<Nulls> nulls,
                    std::string_view embed) {
  auto term = client::read_order(column);
  if (!term) return keep_error(*state_, std::move(term.error())), *this;
  auto path = client::read_embed(embed);
  if (!path) return keep_error(*state_, std::move(path.error())), *this;
  term->direction = direction == desc ? query::Direction::descending : query::Direction::ascending;
  if (nulls) term->nulls = *nulls == Nulls::first ? query::Nulls::first : query::Nulls::last;
  client::at_path(state_->statement.tree.order, *std::move(path)).push_back(*std::move(term));
  return *this;
}

Query& Query::limit(std::int64_t rows, std::string_view embed) {
  if (query::Range* const range = range_of(*state_, embed)) range->limit = rows;
  return *this;
}

Query& Query::offset(std::int64_t rows, std::string_view embed) {
  if (query::Range* const range = range_of(*state_, embed)) range->offset = rows;
  return *this;
}

Query& Query::range(std::int64_t from, std::int64_t to, std::string_view embed) {
  if (from < 0 || to < from)
    return keep_error(*state_, {"marque.bad_value", "a range runs from 0 or later to the same row or later",
                                "", "", 0}),
           *this;
  return offset(from, embed).limit(to - from + 1, embed);
}

Query& Query::returning(Returning what) {
  state_->statement.tree.preferences.returning = tree_returning(what);
  return *this;
}

Query& Query::max_affected(std::int64_t rows) {
  state_->statement.tree.preferences.handling = query::Handling::strict;
  state_->statement.tree.preferences.max_affected = rows;
  return *this;
}

Query& Query::rollback() {
  state_->statement.tree.preferences.transaction = query::TransactionEnd::rollback;
  return *this;
}

Query& Query::default_to_null(bool yes) {
  auto& missing = state_->statement.tree.preferences.missing;
  missing.reset();
  if (!yes) missing = query::Missing::apply_defaults;
  return *this;
}

Query& Query::timezone(std::string_view name) {
  if (!is_header_safe(name) || name.contains(','))
    return keep_error(*state_, {"marque.bad_value", "this is no name of a time zone", "", "", 0}), *this;
  state_->statement.tree.preferences.timezone = std::string(name);
  return *this;
}

Query& Query::timeout(std::chrono::milliseconds limit) {
  state_->timeout = limit;
  return *this;
}

Query& Query::retry(bool yes) {
  state_->retry = yes;
  return *this;
}

Query& Query::header(std::string name, std::string value) {
  const bool token = !name.empty() && std::ranges::all_of(name, [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '_';
  });
  if (!token || !is_header_safe(value))
    return keep_error(*state_, {"marque.bad_value", "this is no header field: " + name, "", "", 0}), *this;
  state_->statement.headers.push_back({std::move(name), std::move(value)});
  return *this;
}

}  // namespace marque
