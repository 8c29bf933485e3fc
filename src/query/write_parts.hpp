// query/write_parts.hpp: the pieces that the statements of query/write_sql.hpp are made of; nobody else needs
// them. Each appends to the text that it is given. Names that a client can see in PostgreSQL's messages and
// plans (pgrst_source, pgrst_body, pgrst_call, aliases, how columns are qualified) are the peer's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/plan.hpp"
#include "query/sql_text.hpp"
#include "query/write_sql.hpp"

namespace marque::query {

/// The rows of the answer in the outermost SELECT.
inline constexpr Fixed answer_rows = "_postgrest_t";

/// The cursor of a read by rows.
inline constexpr Fixed rows_cursor = "marque_rows";

// write_condition.cpp

class CountedEmbeds;

/// A field with its JSON path: `"films"."data"->$1`.
void write_field(SqlText& text, Qualifier here, const PlannedField& field);
/// One condition, or and/or of several. `counted` is given in count queries, where embeds are not joined.
void write_logic(SqlText& text, Qualifier here, const PlannedLogic& logic,
                 const CountedEmbeds* counted = nullptr);
/// The conditions of a list with " AND " between them.
void write_conditions(SqlList& list, Qualifier here, const std::vector<PlannedLogic>& conditions,
                      const CountedEmbeds* counted = nullptr);
/// `a = b` for every pair.
void write_join_conditions(SqlList& list, const std::vector<JoinCondition>& conditions);
/// `{"a","b"}`, every element quoted; what a client sent, cut at the first NUL.
std::string array_literal(const std::vector<std::string>& values);

// write_select.cpp

/// How columns of this level are qualified.
Qualifier qualifier_of(const ReadPlan& plan);
/// ` FROM relation AS alias`, a computed relationship's function, or with the junction.
void write_from(SqlText& text, const ReadPlan& plan);
/// The whole SELECT of a level, with its embeds as lateral joins.
void write_level(SqlText& text, const ReadPlan& plan);
/// `ORDER BY …`, or nothing.
void write_order(SqlText& text, Qualifier here, const std::vector<PlannedOrder>& order);

// write_embeds.cpp

/// Children by their alias. An alias that several children have stands for the first.
class EmbedIndex {
 public:
  explicit EmbedIndex(const std::vector<ReadPlan>& children);
  /// Where in `children` it is; their number where there is none.
  std::size_t find(std::string_view alias) const;

 private:
  std::vector<std::pair<std::string_view, std::size_t>> sorted_;
};

/// The embeds of a level as lateral joins.
void write_embed_joins(SqlText& text, const ReadPlan& plan);
/// The embeds' items of the level's select list.
void write_embed_items(SqlList& list, const ReadPlan& plan);
/// What the embeds add to the level's GROUP BY.
void write_embed_groups(SqlList& list, const std::vector<EmbedOutput>& embeds);

/// `aggregate(` and `)` with its cast, around what is written in between; nothing without an aggregate.
void begin_aggregate(SqlText& text, const std::optional<Aggregate>& aggregate,
                     const std::optional<std::string>& cast);
void end_aggregate(SqlText& text, const std::optional<Aggregate>& aggregate,
                   const std::optional<std::string>& cast);

// write_count.cpp

/// `SELECT 1 FROM … WHERE …`: one row for each row of the root, whatever its range.
void write_count_query(SqlText& text, const ReadPlan& plan);
/// In a count query: whether the embed is (`negated`: is not) empty.
void write_counted_embed(SqlText& text, const CountedEmbeds& counted, const PlannedLogic& logic);

// write_body.cpp

/// The expression of the answer's body. `routine`: of a call, else nullptr.
void write_body(SqlText& text, const BodyForm& body, const pg::Routine* routine);

// write_payload.cpp

/// How the rows of a JSON body are taken apart.
struct PayloadForm {
  const std::vector<PlannedField>& columns;
  bool apply_defaults = false;
  bool first_row_only = false;
};
/// `FROM (SELECT $1::json …) pgrst_payload, LATERAL (…) pgrst_body`.
void write_payload(SqlText& text, std::optional<std::string> json, const PayloadForm& form);

// write_mutation.cpp and write_call.cpp

/// The INSERT, UPDATE or DELETE alone.
void write_mutation_query(SqlText& text, MutationPlan& plan);
/// Where the one row that was written is found: `{id=eq.1}`.
void write_location(SqlText& text, const std::vector<std::string>& primary_key);
/// How many rows an upsert has inserted so far in this transaction.
inline constexpr Fixed inserted_rows = "nullif(current_setting('pgrst.inserted', true), '')::int";
/// The SELECT from the function alone.
void write_call_query(SqlText& text, CallPlan& plan);

}  // namespace marque::query
