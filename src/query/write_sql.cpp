#include "query/write_sql.hpp"

#include <limits>
#include <utility>

#include "query/write_parts.hpp"

namespace marque::query {

namespace {

Fixed name_of(ExplainOption option) {
  switch (option) {
    case ExplainOption::analyze: return "ANALYZE";
    case ExplainOption::verbose: return "VERBOSE";
    case ExplainOption::settings: return "SETTINGS";
    case ExplainOption::buffers: return "BUFFERS";
    case ExplainOption::wal: return "WAL";
  }
  std::unreachable();
}

void write_explain(SqlText& text, const Explain& explain) {
  text.add("EXPLAIN (");
  text.add(explain.format == ExplainFormat::json ? Fixed("FORMAT JSON") : Fixed("FORMAT TEXT"));
  for (const auto option : explain.options) text.add(", ").add(name_of(option));
  text.add(") ");
}

/// A statement up to the opening parenthesis of pgrst_source.
SqlText begun(const std::optional<Explain>& explain) {
  SqlText text;
  if (explain) write_explain(text, *explain);
  text.add("WITH pgrst_source AS (");
  return text;
}

bool counts_rows(std::optional<Count> count) { return count == Count::exact || count == Count::estimated; }

/// One row more than the maximum tells that there are more, which is when an estimate is used.
std::optional<std::int64_t> one_more(std::optional<std::int64_t> maximum_rows) {
  if (maximum_rows && *maximum_rows < std::numeric_limits<std::int64_t>::max()) ++*maximum_rows;
  return maximum_rows;
}

void write_count_source(SqlText& text, const ReadPlan& plan, std::optional<std::int64_t> limit) {
  text.add(", pgrst_source_count AS (");
  write_count_query(text, plan);
  if (limit) text.add(" LIMIT ").number(*limit);
  text.add(")");
}

void write_total(SqlText& text, bool counted) {
  text.add(counted ? Fixed("(SELECT pg_catalog.count(*) FROM pgrst_source_count)") : Fixed("null::bigint"));
  text.add(" AS total, ");
}

void write_page(SqlText& text) { text.add("pg_catalog.count(").add(answer_rows).add(") AS page, "); }

void write_body_column(SqlText& text, const BodyForm& body, const pg::Routine* routine) {
  write_body(text, body, routine);
  text.add(" AS body, ");
}

/// What functions and triggers ask of the response.
void write_response_settings(SqlText& text) {
  text.add("nullif(current_setting('response.headers', true), '') AS headers, ");
  text.add("nullif(current_setting('response.status', true), '') AS status");
}

/// The columns that only mutations have. A plan shows all columns, so it has the peer's instead.
void write_absent_columns(SqlText& text, bool explained) {
  text.add(explained ? Fixed(", ''") : Fixed(", null::text[] AS location, null::int AS inserted"));
}

bool reports_location(const MutationPlan& mutation, const Preferences& preferences) {
  return mutation.action == Action::insert && preferences.returning == Returning::headers_only;
}

void write_location_column(SqlText& text, const MutationPlan& mutation, const Preferences& preferences) {
  if (reports_location(mutation, preferences) && !mutation.primary_key.empty()) {
    write_location(text, mutation.primary_key);
  } else {
    text.add("array[]::text[]");
  }
  text.add(" AS location");
}

bool reports_inserted(const MutationPlan& mutation, const Preferences& preferences) {
  return mutation.action == Action::put ||
         (mutation.action == Action::insert && preferences.resolution == Resolution::merge_duplicates);
}

/// The seven columns. Plans list them in the peer's order, which has the location before the body.
void write_mutation_columns(SqlText& text, const MutationPlan& mutation, const Preferences& preferences,
                            const BodyForm& body, bool explained) {
  text.add(explained ? Fixed("'' AS total, ") : Fixed("null::bigint AS total, "));
  write_page(text);
  if (explained) {
    write_location_column(text, mutation, preferences);
    text.add(", ");
  }
  write_body_column(text, body, nullptr);
  write_response_settings(text);
  if (!explained) {
    text.add(", ");
    write_location_column(text, mutation, preferences);
  }
  const Fixed nothing = explained ? Fixed("''") : Fixed("null::int");
  text.add(", ").add(reports_inserted(mutation, preferences) ? inserted_rows : nothing).add(" AS inserted");
}

}  // namespace

pg::Statement write_read(const ReadPlan& plan, std::optional<Count> count,
                         std::optional<std::int64_t> maximum_rows, const BodyForm& body,
                         const std::optional<Explain>& explain) {
  auto text = begun(explain);
  write_level(text, plan);
  text.add(")");
  if (counts_rows(count)) {
    write_count_source(text, plan, count == Count::estimated ? one_more(maximum_rows) : std::nullopt);
  }
  text.add(" SELECT ");
  write_total(text, counts_rows(count));
  write_page(text);
  write_body_column(text, body, nullptr);
  write_response_settings(text);
  write_absent_columns(text, explain.has_value());
  text.add(" FROM (SELECT * FROM pgrst_source) ").add(answer_rows);
  return std::move(text).take();
}

pg::Statement write_count_estimate(const ReadPlan& plan) {
  SqlText text;
  write_explain(text, Explain{});
  write_count_query(text, plan);
  return std::move(text).take();
}

pg::Statement write_mutation(MutationPlan mutation, const ReadPlan& read, const Preferences& preferences,
                             const BodyForm& body, const std::optional<Explain>& explain) {
  auto text = begun(explain);
  write_mutation_query(text, mutation);
  text.add(") SELECT ");
  write_mutation_columns(text, mutation, preferences, body, explain.has_value());
  text.add(" FROM (");
  if (body.kind == BodyForm::Kind::none) {
    text.add("SELECT * FROM pgrst_source");  // it has none of the columns that `read` selects
  } else {
    write_level(text, read);
  }
  text.add(") ").add(answer_rows);
  return std::move(text).take();
}

pg::Statement write_call(CallPlan call, const ReadPlan& read, std::optional<Count> count,
                         const BodyForm& body, const std::optional<Explain>& explain) {
  auto text = begun(explain);
  write_call_query(text, call);
  text.add(")");
  if (counts_rows(count)) write_count_source(text, read, std::nullopt);
  text.add(" SELECT ");
  write_total(text, counts_rows(count));
  if (call.routine.returns_single()) {
    text.add("1 AS page, ");
  } else {
    write_page(text);
  }
  write_body_column(text, body, &call.routine);
  write_response_settings(text);
  write_absent_columns(text, explain.has_value());
  text.add(" FROM (");
  write_level(text, read);
  text.add(") ").add(answer_rows);
  return std::move(text).take();
}

}  // namespace marque::query
