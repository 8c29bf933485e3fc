// Table and Client: where queries begin.
#include <algorithm>
#include <utility>

#include "client/editing.hpp"
#include "client/reading.hpp"

namespace marque {
namespace {

using client::State;

/// The names that any row of `rows` has, in the order of their first appearance: with them the server need
/// not look through the payload, and rows may lack names that others have.
std::vector<std::string> names_in(const std::vector<Json>& rows) {
  std::vector<std::string> names;
  std::vector<std::string> sorted;
  for (const Json& row : rows) {
    for (const auto& [name, value] : row.fields()) {
      const auto place = std::ranges::lower_bound(sorted, name);
      if (place != sorted.end() && *place == name) continue;
      sorted.insert(place, name);
      names.push_back(name);
    }
  }
  return names;
}

void set_payload(State& state, const Json& rows) {
  state.statement.body = rows.text();
  if (!rows.is_array()) return;
  auto names = names_in(rows.items());
  if (!names.empty()) state.statement.tree.columns = std::move(names);
}

State change(const State& table, query::Action action) {
  State state = table;
  state.statement.tree.action = action;
  state.statement.tree.preferences.returning = query::Returning::representation;
  return state;
}

State upserting(const State& table, const Upsert& how) {
  State state = change(table, query::Action::insert);
  auto& tree = state.statement.tree;
  tree.preferences.resolution =
      how.ignore_duplicates ? query::Resolution::ignore_duplicates : query::Resolution::merge_duplicates;
  if (how.on_conflict.empty()) return state;
  auto columns = client::read_names(how.on_conflict);
  if (columns) {
    tree.on_conflict = *std::move(columns);
  } else {
    client::keep_error(state, std::move(columns.error()));
  }
  return state;
}

Query with_payload(State state, const Json& rows) {
  set_payload(state, rows);
  return Query(std::move(state));
}

Query with_payload(State state, const RawJson& rows) {
  state.statement.body = rows.text();
  return Query(std::move(state));
}

}  // namespace

Table::Table(client::State state) : state_(std::make_unique<client::State>(std::move(state))) {}
Table::Table(const Table& other) : state_(std::make_unique<client::State>(*other.state_)) {}
Table::Table(Table&&) noexcept = default;
Table::~Table() = default;

Query Table::select(std::string_view columns) const {
  Query query(*state_);
  query.select(columns);
  return query;
}

Query Table::insert(std::initializer_list<JsonField> row) const { return insert(Json::object(row)); }
Query Table::insert(const Json& rows) const {
  return with_payload(change(*state_, query::Action::insert), rows);
}
Query Table::insert(const RawJson& rows) const {
  return with_payload(change(*state_, query::Action::insert), rows);
}

Query Table::upsert(std::initializer_list<JsonField> row, const Upsert& how) const {
  return upsert(Json::object(row), how);
}
Query Table::upsert(const Json& rows, const Upsert& how) const {
  return with_payload(upserting(*state_, how), rows);
}
Query Table::upsert(const RawJson& rows, const Upsert& how) const {
  return with_payload(upserting(*state_, how), rows);
}

Query Table::update(std::initializer_list<JsonField> changes) const { return update(Json::object(changes)); }
Query Table::update(const Json& changes) const {
  State state = change(*state_, query::Action::update);
  state.statement.body = changes.text();
  return Query(std::move(state));
}
Query Table::update(const RawJson& changes) const {
  return with_payload(change(*state_, query::Action::update), changes);
}

Query Table::delete_() const { return Query(change(*state_, query::Action::remove)); }

}  // namespace marque
