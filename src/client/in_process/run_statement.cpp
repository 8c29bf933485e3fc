#include "client/in_process/run_statement.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "client/in_process/transaction_settings.hpp"
#include "core/text.hpp"
#include "pg/server_error.hpp"
#include "query/error_status.hpp"
#include "query/write_sql.hpp"

namespace marque::client {
namespace {

std::optional<std::string_view> text_at(const pg::RowSet& rows, int column) {
  if (rows.row_count() == 0 || column >= rows.column_count() || rows.is_null(0, column)) return std::nullopt;
  return rows.value(0, column);
}

std::optional<std::int64_t> number_at(const pg::RowSet& rows, int column) {
  const auto text = text_at(rows, column);
  return text ? core::parse_integer(*text) : std::nullopt;
}

/// What the statements gave.
struct Outcome {
  pg::RowSet rows;
  std::optional<std::int64_t> planned_rows;

  std::int64_t page() const { return number_at(rows, query::page_column).value_or(0); }
};

/// "Plan Rows" of EXPLAIN (FORMAT JSON).
std::optional<std::int64_t> planned_rows(const pg::RowSet& rows) {
  const auto plan = Json::parse(text_at(rows, 0).value_or("null"));
  if (!plan) return std::nullopt;
  const auto count = plan->at(0)["Plan"]["Plan Rows"].as<double>();
  return count ? std::optional(static_cast<std::int64_t>(*count)) : std::nullopt;
}

/// The settings come first, the main statement second, an estimate last.
Outcome outcome_of(pg::Reply reply, bool estimated) {
  std::optional<std::int64_t> estimate;
  if (estimated) estimate = planned_rows(reply.results.back());
  return {std::move(reply.results.at(1)), estimate};
}

/// What forbids a commit.
Result<void> check(const Work& work, const Outcome& outcome) {
  const auto& preferences = work.statement.tree.preferences;
  if (work.statement.explain) return {};
  if (work.statement.tree.action == query::Action::put && outcome.page() != 1)
    return fail("PGRST115", "Payload values do not match URL in primary key column(s)");
  if (work.statement.output == Output::object && outcome.page() != 1)
    return fail(Error("PGRST116", "Cannot coerce the result to a single JSON object")
                    .with_detail(fmt::format("The result contains {} rows", outcome.page())));
  const bool limited = work.statement.tree.action != query::Action::insert &&
                       work.statement.tree.action != query::Action::read;
  if (limited && preferences.max_affected && outcome.page() > *preferences.max_affected)
    return fail(Error("PGRST124", "Query result exceeds max-affected preference constraint")
                    .with_detail(fmt::format("The query affects {} rows", outcome.page())));
  return {};
}

bool rolls_back(const Work& work) {
  return work.statement.tree.preferences.transaction == query::TransactionEnd::rollback;
}

pg::Batch batch_of(const Work& work, PlannedStatement& planned) {
  pg::Batch batch;
  const bool rollback = rolls_back(work);
  batch.statements.push_back(write_transaction_settings(work, planned));
  batch.statements.push_back(std::move(planned.main));
  if (rollback) batch.statements.push_back({"set constraints all immediate", {}});
  if (planned.count_estimate) batch.statements.push_back(std::move(*planned.count_estimate));
  batch.role = work.caller.role;
  batch.lane = planned.quick ? pg::Lane::shared : pg::Lane::exclusive;
  batch.ending = rollback ? pg::Ending::rollback : pg::Ending::implicit_commit;
  batch.repeatable = planned.read_only;
  batch.opening = opening_of(work, planned);
  batch.timeout = work.timeout;
  return batch;
}

/// Rows without limit: counted, planned, or the larger of both where counting stopped at the maximum.
std::optional<std::int64_t> total_of(const Work& work, const Outcome& outcome) {
  const auto counted = number_at(outcome.rows, query::total_column);
  const auto count = work.statement.tree.preferences.count;
  if (work.statement.tree.action != query::Action::read) return counted;
  if (count == query::Count::planned) return outcome.planned_rows;
  if (count != query::Count::estimated) return counted;
  const bool more = !work.scope.maximum_rows || (counted && *counted > *work.scope.maximum_rows);
  if (!more) return counted;
  return counted && outcome.planned_rows ? std::optional(std::max(*counted, *outcome.planned_rows))
                                         : std::nullopt;
}

std::string plan_text(const pg::RowSet& rows) {
  std::string text;
  for (int row = 0; row < rows.row_count(); ++row) text.append(rows.value(row, 0)).append("\n");
  return text;
}

Result<Response> answer_rows(const Work& work, const PlannedStatement& planned, const Outcome& outcome) {
  const auto total = total_of(work, outcome);
  const auto range = query::content_range_of_read(planned.root, outcome.page(), total);
  if (range.status == 416) return fail(query::out_of_bounds(planned.root, total));
  Response response;
  response.status = range.status;
  response.headers.push_back({"Content-Range", range.value});
  if (planned.routine != nullptr && planned.routine->returns_void()) {
    response.status = 204;
  } else {
    response.body = text_at(outcome.rows, query::body_column).value_or("");
  }
  return response;
}

Response answer_change(const Work& work, const Outcome& outcome) {
  const auto& preferences = work.statement.tree.preferences;
  const bool counted = preferences.count && preferences.count != query::Count::planned;
  const bool shows = preferences.returning == query::Returning::representation;
  const bool inserts = work.statement.tree.action == query::Action::insert;
  const bool merged = preferences.resolution == query::Resolution::merge_duplicates &&
                      number_at(outcome.rows, query::inserted_column).value_or(0) <= 0;
  Response response;
  response.status = inserts ? (merged ? 200 : 201) : (shows ? 200 : 204);
  response.headers.push_back({"Content-Range", query::content_range_of_mutation(work.statement.tree.action,
                                                                                outcome.page(), counted)});
  if (shows) response.body = text_at(outcome.rows, query::body_column).value_or("");
  return response;
}

Result<Response> answer(const Work& work, const PlannedStatement& planned, const Outcome& outcome) {
  if (work.statement.explain) {
    Response plan;
    plan.status = 200;
    plan.body = plan_text(outcome.rows);
    return plan;
  }
  const auto action = work.statement.tree.action;
  if (action == query::Action::read || action == query::Action::call)
    return answer_rows(work, planned, outcome);
  return answer_change(work, outcome);
}

/// RAISE SQLSTATE 'PGRST' (contract §15): the message is the body, the detail names the status.
ApiError raised_error(const Error& error) {
  const auto body = Json::parse(error.message).value_or(Json());
  const auto control = Json::parse(error.detail).value_or(Json());
  return {body["code"].value_or<std::string>("PGRST121"), body["message"].value_or(error.message),
          body["details"].value_or<std::string>(""), body["hint"].value_or<std::string>(""),
          control["status"].value_or(500)};
}

Task<Result<Outcome>> run_in_two_flushes(pg::Pool& pool, const Work& work, pg::Batch batch, bool estimated) {
  auto opened = co_await pool.begin(std::move(batch));
  if (!opened) co_return fail(opened.error());
  pg::Transaction transaction = std::move(*opened);
  Outcome outcome = outcome_of(std::move(transaction.first()), estimated);
  auto allowed = check(work, outcome);
  if (!allowed || rolls_back(work)) {
    const auto undone = co_await transaction.rollback();
    if (!allowed) co_return fail(allowed.error());
    if (!undone) co_return fail(undone.error());
    co_return outcome;
  }
  const auto committed = co_await transaction.commit();
  if (!committed) co_return fail(committed.error());
  co_return outcome;
}

Task<Result<Outcome>> run_in_one_flush(pg::Pool& pool, const Work& work, pg::Batch batch, bool estimated) {
  auto reply = co_await pool.run(std::move(batch));
  if (!reply) co_return fail(reply.error());
  Outcome outcome = outcome_of(std::move(*reply), estimated);
  auto allowed = check(work, outcome);
  if (!allowed) co_return fail(allowed.error());
  co_return outcome;
}

/// Rows as pieces of an array; false where the sink wants no more.
bool give_rows(const pg::RowSet& rows, bool first, const Transport::Sink& sink) {
  std::string piece = first ? "[" : "";
  for (int row = 0; row < rows.row_count(); ++row) {
    if (!first || row > 0) piece += ',';
    piece += rows.value(row, 0);
  }
  return piece.empty() || sink(piece);
}

}  // namespace

ApiError answered_error(const Error& error, const identity::Caller& caller) {
  const std::string_view sqlstate = pg::sqlstate_of(error);
  if (sqlstate == "PGRST") return raised_error(error);
  ApiError answered = api_error(error);
  if (!sqlstate.empty()) {
    answered.code = sqlstate;
    answered.status = query::status_of_sqlstate(sqlstate, error.message, caller.anonymous);
  } else if (error.code.starts_with("PGRST")) {
    answered.status = query::status_of_code(error.code);
  }
  return answered;
}

Task<Result<Response>> run_statement(pg::Pool& pool, const Work& work, PlannedStatement planned) {
  const bool estimated = planned.count_estimate.has_value();
  const bool two_flushes = planned.commit_depends || has_isolation(work, planned);
  pg::Batch batch = batch_of(work, planned);
  if (two_flushes) {
    auto outcome = co_await run_in_two_flushes(pool, work, std::move(batch), estimated);
    if (!outcome) co_return fail(outcome.error());
    co_return answer(work, planned, *outcome);
  }
  auto outcome = co_await run_in_one_flush(pool, work, std::move(batch), estimated);
  if (!outcome) co_return fail(outcome.error());
  co_return answer(work, planned, *outcome);
}

Task<Result<Response>> run_rows(pg::Pool& pool, const Work& work, PlannedStatement planned,
                                const Transport::Sink& sink) {
  pg::Batch batch = batch_of(work, planned);
  batch.lane = pg::Lane::exclusive;
  batch.statements.push_back(query::write_fetch_rows());
  auto opened = co_await pool.begin(std::move(batch));
  if (!opened) co_return fail(opened.error());
  pg::Transaction transaction = std::move(*opened);
  pg::RowSet rows = std::move(transaction.first().results.back());
  bool wanted = give_rows(rows, true, sink);
  while (wanted && rows.row_count() == query::fetched_rows) {
    std::vector<pg::Statement> next{query::write_fetch_rows()};
    auto reply = co_await transaction.run(std::move(next));
    if (!reply) co_return fail(reply.error());
    rows = std::move(reply->results.front());
    wanted = give_rows(rows, false, sink);
  }
  const auto ended = co_await transaction.rollback();
  if (!ended) co_return fail(ended.error());
  if (wanted) sink("]");
  Response response;
  response.status = 200;
  co_return response;
}

}  // namespace marque::client
