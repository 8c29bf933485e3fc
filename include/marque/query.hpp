// marque/query.hpp: one query, built call by call. A Query is a value: copying one copies what it says, and
// the copy goes its own way. The first mistake (an unreadable select, a missing value) is kept and comes back
// from `execute()`; nothing is sent then.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "marque/async.hpp"
#include "marque/error.hpp"
#include "marque/json.hpp"
#include "marque/predicate.hpp"
#include "marque/response.hpp"
#include "marque/row.hpp"
#include "marque/transport.hpp"

namespace marque {

enum class Order : std::uint8_t { ascending, descending };
inline constexpr Order asc = Order::ascending;
inline constexpr Order desc = Order::descending;

enum class Nulls : std::uint8_t { first, last };
inline constexpr Nulls nulls_first = Nulls::first;
inline constexpr Nulls nulls_last = Nulls::last;

/// How all rows are counted: by counting, by the planner's guess, or by counting up to a limit.
enum class Count : std::uint8_t { exact, planned, estimated };

/// What a change gives back: nothing, the new row's address, or the rows.
enum class Returning : std::uint8_t { minimal, headers_only, representation };

/// How the words of a text search are read: to_tsquery, plainto_tsquery, phraseto_tsquery,
/// websearch_to_tsquery.
enum class SearchType : std::uint8_t { words, plain, phrase, web };

struct TextSearch {
  SearchType type = SearchType::words;
  std::string config{};  ///< "english"; empty: the database's default
};

enum class ExplainFormat : std::uint8_t { text, json };

/// What EXPLAIN shows (PostgreSQL 17, EXPLAIN). `analyze` runs the query.
struct ExplainOptions {
  bool analyze = false, verbose = false, settings = false, buffers = false, wal = false;
  ExplainFormat format = ExplainFormat::text;
};

/// How rows are recognised that are there already, and what becomes of them.
struct Upsert {
  std::string on_conflict{};       ///< "email", "brand_id,product_id"; empty: the primary key
  bool ignore_duplicates = false;  ///< leaves them as they are
};

/// A condition of `match`.
struct Match {
  std::string_view column;
  Value value;
};

namespace client {
struct State;
}

class Query {
 public:
  /// For Table and Client, which begin queries.
  explicit Query(client::State state);
  Query(const Query& other);
  Query(Query&&) noexcept;
  Query& operator=(const Query& other);
  Query& operator=(Query&&) noexcept;
  ~Query();

  // ---- what comes back ----

  /// Columns and embeds, as in a URL: "id, name, brand_assets(file_url)". Of a change or call: the columns of
  /// its rows.
  Query& select(std::string_view columns = "*");
  /// Exactly one row, as an object; the server answers PGRST116 otherwise.
  Query& single();
  /// One row or none, which is then the JSON value null; more are PGRST116.
  Query& maybe_single();
  Query& csv();
  Query& geojson();
  /// The plan instead of the rows. The server must allow it (db-plan-enabled).
  Query& explain(const ExplainOptions& options = {});
  /// Leaves out fields that are null.
  Query& strip_nulls();
  /// Response::count gets the number of all rows.
  Query& count(Count how);
  /// Only the headers: count and status.
  Query& head();

  // ---- which rows: all filters hold; a column may be a path: "data->>city", "brand_assets.kind" ----

  Query& eq(std::string_view column, const Value& value);
  Query& neq(std::string_view column, const Value& value);
  Query& gt(std::string_view column, const Value& value);
  Query& gte(std::string_view column, const Value& value);
  Query& lt(std::string_view column, const Value& value);
  Query& lte(std::string_view column, const Value& value);
  /// IS DISTINCT FROM: like neq, but null differs from everything else.
  Query& is_distinct(std::string_view column, const Value& value);
  /// SQL's LIKE with % and _; * may stand for %.
  Query& like(std::string_view column, std::string_view pattern);
  Query& ilike(std::string_view column, std::string_view pattern);
  Query& like_any_of(std::string_view column, const std::vector<std::string>& patterns);
  Query& like_all_of(std::string_view column, const std::vector<std::string>& patterns);
  Query& ilike_any_of(std::string_view column, const std::vector<std::string>& patterns);
  Query& ilike_all_of(std::string_view column, const std::vector<std::string>& patterns);
  /// A POSIX regular expression (PostgreSQL 17, 9.7.3).
  Query& match(std::string_view column, std::string_view pattern);
  Query& imatch(std::string_view column, std::string_view pattern);
  /// Equal in all of these columns.
  Query& match(std::initializer_list<Match> columns);
  /// IS null, IS true, IS false.
  Query& is_(std::string_view column, std::nullptr_t);
  template <std::same_as<bool> Boolean>
  Query& is_(std::string_view column, Boolean value) {
    return is_(column, std::string_view(value ? "true" : "false"));
  }
  /// "null", "not_null", "true", "false" or "unknown".
  Query& is_(std::string_view column, std::string_view word);
  Query& in_(std::string_view column, const std::vector<Value>& values);
  template <class Item>
    requires(!std::same_as<Item, Value>)
  Query& in_(std::string_view column, const std::vector<Item>& values) {
    return in_(column, std::vector<Value>(values.begin(), values.end()));
  }
  /// Has all of these: of arrays a vector, of ranges a text ("[1,5)"), of jsonb a Json.
  Query& contains(std::string_view column, const Value& value);
  Query& contained_by(std::string_view column, const Value& value);
  Query& overlaps(std::string_view column, const Value& value);
  /// Ranges: wholly right of, not left of, wholly left of, not right of, next to.
  Query& range_gt(std::string_view column, std::string_view range);
  Query& range_gte(std::string_view column, std::string_view range);
  Query& range_lt(std::string_view column, std::string_view range);
  Query& range_lte(std::string_view column, std::string_view range);
  Query& range_adjacent(std::string_view column, std::string_view range);
  Query& text_search(std::string_view column, std::string_view query, const TextSearch& options = {});
  /// Turns the next filter into its opposite: `not_().eq("status", "archived")`.
  Query& not_();
  /// The same in one call, with the operator as in a URL: `not_("status", "in", "(archived,draft)")`.
  Query& not_(std::string_view column, std::string_view operation, std::string_view value);
  /// Any operator of the URL grammar, with the value as it stands there: `filter("id", "in", "(1,2)")`.
  Query& filter(std::string_view column, std::string_view operation, std::string_view value);
  /// Any of these, in the URL's grammar: "status.eq.draft,and(priority.gt.3,name.like.A*)"; of the rows of an
  /// embed where one is named.
  Query& or_(std::string_view filters, std::string_view embed = {});
  Query& and_(std::string_view filters, std::string_view embed = {});
  /// A condition as a value (predicate.hpp).
  Query& where(const Predicate& predicate);

  // ---- in which order, how many ----

  /// Further calls sort what is still equal. A to-one embed's column sorts as "brand(name)".
  Query& order(std::string_view column, Order direction = asc, std::optional<Nulls> nulls = std::nullopt,
               std::string_view embed = {});
  Query& limit(std::int64_t rows, std::string_view embed = {});
  Query& offset(std::int64_t rows, std::string_view embed = {});
  /// Rows `from` to `to`, both included, counted from 0.
  Query& range(std::int64_t from, std::int64_t to, std::string_view embed = {});

  // ---- how changes are made ----

  Query& returning(Returning what);
  /// Refuses, and undoes, a change of more rows than this (PGRST124).
  Query& max_affected(std::int64_t rows);
  /// Undoes everything at the end, where the server allows that (db-tx-end).
  Query& rollback();
  /// Names that no row of the payload has become the column's default, not null.
  Query& default_to_null(bool yes);

  // ---- how it travels ----

  Query& timeout(std::chrono::milliseconds limit);
  Query& retry(bool yes);
  Query& header(std::string name, std::string value);
  Query& timezone(std::string_view name);

  // ---- doing it ----

  /// Sends it and waits. Errors: the server's own (its code, message, details, hint and status), the
  /// transport's (transport.hpp), PGRST100 where the query cannot be read.
  Expected<Response> execute() const;
  /// The same, later.
  Async<Expected<Response>> async() const;
  /// The rows as structs. Errors: also marque.bad_json, marque.bad_row.
  template <JsonDecodable Type>
  Expected<std::vector<Type>> fetch() const;
  /// The same, later.
  template <JsonDecodable Type>
  Async<Expected<std::vector<Type>>> fetch_async() const;
  /// The only row, as by `single()`.
  template <JsonDecodable Type>
  Expected<Type> fetch_one() const;
  /// One row or none, as by `maybe_single()`.
  template <JsonDecodable Type>
  Expected<std::optional<Type>> fetch_optional() const;
  /// Gives the rows to `take` one by one as they arrive, holding one at a time; false ends it early. Gives
  /// how many were taken. Errors: as of `execute`, also marque.bad_json, marque.row_too_large.
  Expected<std::int64_t> stream(const std::function<bool(const Json&)>& take) const;
  /// The same with structs. Errors: also marque.bad_row, which ends it.
  template <JsonDecodable Type>
  Expected<std::int64_t> for_each(const std::function<bool(Type)>& take) const;

  /// What would be sent over HTTP. Error: what `execute` would not send.
  Expected<HttpRequest> http() const;

 private:
  std::unique_ptr<client::State> state_;
};

/// A table or view, from which queries begin.
class Table {
 public:
  explicit Table(client::State state);
  Table(const Table& other);
  Table(Table&&) noexcept;
  ~Table();

  Query select(std::string_view columns = "*") const;

  /// One row by its fields, any number as a Json array, as structs with columns, or as JSON that is sent as
  /// it is. The new rows come back unless `returning` says otherwise.
  Query insert(std::initializer_list<JsonField> row) const;
  Query insert(const Json& rows) const;
  Query insert(const RawJson& rows) const;

  /// Inserts, and where a row with the same key exists, updates it.
  Query upsert(std::initializer_list<JsonField> row, const Upsert& how = {}) const;
  Query upsert(const Json& rows, const Upsert& how = {}) const;
  Query upsert(const RawJson& rows, const Upsert& how = {}) const;

  /// Sets these fields of the rows that the filters name; without a filter, of all.
  Query update(std::initializer_list<JsonField> changes) const;
  Query update(const Json& changes) const;
  Query update(const RawJson& changes) const;

  /// Deletes the rows that the filters name; without a filter, all.
  Query delete_() const;

 private:
  std::unique_ptr<client::State> state_;
};

template <JsonDecodable Type>
Expected<std::vector<Type>> Query::fetch() const {
  auto response = execute();
  if (!response) return std::unexpected(std::move(response.error()));
  return response->template rows<Type>();
}

/// The rows of an answer that is still to come.
template <JsonDecodable Type>
Async<Expected<std::vector<Type>>> rows_later(Async<Expected<Response>> pending) {
  auto response = co_await pending;
  if (!response) co_return std::unexpected(std::move(response.error()));
  co_return response->template rows<Type>();
}

template <JsonDecodable Type>
Async<Expected<std::vector<Type>>> Query::fetch_async() const {
  return rows_later<Type>(async());
}

template <JsonDecodable Type>
Expected<Type> Query::fetch_one() const {
  Query one = *this;
  auto response = one.single().execute();
  if (!response) return std::unexpected(std::move(response.error()));
  return response->template value<Type>();
}

template <JsonDecodable Type>
Expected<std::optional<Type>> Query::fetch_optional() const {
  Query one = *this;
  auto response = one.maybe_single().execute();
  if (!response) return std::unexpected(std::move(response.error()));
  return response->template value<std::optional<Type>>();
}

template <JsonDecodable Type>
Expected<std::int64_t> Query::for_each(const std::function<bool(Type)>& take) const {
  std::optional<ApiError> fault;
  auto taken = stream([&](const Json& json) {
    auto row = json.as<Type>();
    if (row) return take(*std::move(row));
    fault = std::move(row.error());
    return false;
  });
  if (fault) return std::unexpected(*std::move(fault));
  return taken;
}

}  // namespace marque
