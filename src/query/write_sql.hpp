// query/write_sql.hpp: plans as SQL. Whatever came from outside is a parameter or a quoted identifier; a text
// depends on the shape of a request only, so that it can be prepared once (contracts/rest.md §20).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pg/batch.hpp"
#include "query/plan.hpp"

namespace marque::query {

/// What the body column of the result holds (contract §10).
struct BodyForm {
  enum class Kind : std::uint8_t {
    none,   ///< nothing: HEAD, or a mutation without representation
    array,  ///< json_agg; an object for a function that returns one
    array_stripped,
    object,  ///< the first row
    object_stripped,
    csv,
    geojson,
    custom,  ///< by `handler`
  };
  Kind kind = Kind::array;
  pg::MediaHandler handler;
};

enum class ExplainFormat : std::uint8_t { text, json };
enum class ExplainOption : std::uint8_t { analyze, verbose, settings, buffers, wal };

/// EXPLAIN around the statement instead of running it (with `analyze`: as well as running it).
struct Explain {
  ExplainFormat format = ExplainFormat::json;
  std::vector<ExplainOption> options;  ///< in the order of the enum
};

// The one row that a statement gives back, by position; with EXPLAIN it is the plan's text instead.
inline constexpr int total_column = 0;    ///< rows without limit; NULL if not counted
inline constexpr int page_column = 1;     ///< rows in this answer, or affected
inline constexpr int body_column = 2;     ///< text, or bytea of a custom handler
inline constexpr int headers_column = 3;  ///< response.headers, or NULL
inline constexpr int status_column = 4;   ///< response.status, or NULL
inline constexpr int location_column =
    5;  ///< mutations: text[] of "column=operator.value", often {}; else NULL
inline constexpr int inserted_column = 6;  ///< upserts: how many rows are new; else NULL

/// A read. `maximum_rows` (db-max-rows) bounds an estimated count: one more says that there are more.
pg::Statement write_read(const ReadPlan& plan, std::optional<Count> count,
                         std::optional<std::int64_t> maximum_rows, const BodyForm& body,
                         const std::optional<Explain>& explain);

/// EXPLAIN (FORMAT JSON) of the count query, for planned and estimated counts.
pg::Statement write_count_estimate(const ReadPlan& plan);

/// A mutation. `read` shapes what comes back, unless `body` is of kind none. The plan is taken over, with its
/// body: move it in.
pg::Statement write_mutation(MutationPlan mutation, const ReadPlan& read, const Preferences& preferences,
                             const BodyForm& body, const std::optional<Explain>& explain);

/// A call. `read` filters, shapes and limits what comes back. The plan is taken over, with its body.
pg::Statement write_call(CallPlan call, const ReadPlan& read, std::optional<Count> count,
                         const BodyForm& body, const std::optional<Explain>& explain);

/// How many rows of a cursor come at a time.
inline constexpr std::int64_t fetched_rows = 500;

/// A read whose rows are fetched a few at a time: opens the cursor of this transaction. Each row is one text
/// column, JSON as the body of write_read has it.
pg::Statement write_rows(const ReadPlan& plan, bool stripped);
/// The next rows; none at the end.
pg::Statement write_fetch_rows();

/// `name` as an SQL identifier: quotes doubled, cut at the first NUL.
std::string quote_name(std::string_view name);

}  // namespace marque::query
