#include "rest/database_work.hpp"

#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "pg/server_error.hpp"
#include "query/write_sql.hpp"

namespace marque::rest {
namespace {

/// "begin isolation level serializable read only"; read-only mode is set with the other settings where the
/// transaction is implicit.
std::string opening(const DatabaseWork& work) {
  std::string command = "begin";
  if (!work.isolation.empty()) command += " isolation level " + work.isolation;
  return command += work.read_only ? " read only" : " read write";
}

/// All statements in their order, and where the main one stands.
struct Script {
  std::vector<pg::Statement> statements;
  std::size_t main_at = 0;
};

Script write_script(DatabaseWork& work) {
  Script script;
  script.statements.reserve(5);
  script.statements.push_back(std::move(work.settings));
  if (work.pre_request) script.statements.push_back(std::move(*work.pre_request));
  script.main_at = script.statements.size();
  script.statements.push_back(std::move(work.main));
  // What a deferred constraint would refuse at the commit still shows when nothing is committed.
  if (work.roll_back) script.statements.push_back({"set constraints all immediate", {}});
  if (work.count_estimate) script.statements.push_back(std::move(*work.count_estimate));
  return script;
}

/// Plan Rows of EXPLAIN (FORMAT JSON); nothing where the text is not what PostgreSQL writes.
std::optional<std::int64_t> planned_rows(const pg::RowSet& rows) {
  if (rows.row_count() == 0) return std::nullopt;
  boost::system::error_code problem;
  const auto json = boost::json::parse(rows.value(0, 0), problem);
  if (problem || !json.is_array() || json.get_array().empty()) return std::nullopt;
  const auto* plan = json.get_array().front().if_object();
  const auto* details = plan == nullptr ? nullptr : plan->if_contains("Plan");
  const auto* node = details == nullptr ? nullptr : details->if_object();
  const auto* count = node == nullptr ? nullptr : node->if_contains("Plan Rows");
  if (count == nullptr) return std::nullopt;
  if (count->is_int64()) return count->get_int64();
  return count->is_double() ? std::optional(static_cast<std::int64_t>(count->get_double())) : std::nullopt;
}

Outcome take_outcome(pg::Reply reply, std::size_t main_at, bool estimated) {
  Outcome outcome;
  outcome.rows = std::make_shared<const pg::RowSet>(std::move(reply.results[main_at]));
  if (estimated) outcome.planned_rows = planned_rows(reply.results.back());
  return outcome;
}

/// Deadlocks and serialization failures: nothing was done, and a further attempt may well succeed
/// (PostgreSQL 17, 13.5).
constexpr int most_attempts = 10;
bool is_worth_repeating(const Error& error) {
  const std::string_view state = pg::sqlstate_of(error);
  return state == "40001" || state == "40P01";
}

/// A script ready to run, and what becomes of it.
struct Prepared {
  pg::Batch batch;
  std::size_t main_at;
  bool estimated;
  bool roll_back;
};

/// BEGIN and the statements in one flush, COMMIT or ROLLBACK in another.
Task<Result<Outcome>> run_in_two_flushes(pg::Pool& pool, const Prepared& prepared, const Decided& decided) {
  auto opened = co_await pool.begin(prepared.batch);
  if (!opened) co_return fail(opened.error());
  pg::Transaction transaction = std::move(*opened);
  Outcome outcome = take_outcome(std::move(transaction.first()), prepared.main_at, prepared.estimated);
  const auto allowed = check_outcome(decided, outcome);
  if (!allowed || prepared.roll_back) {
    const auto undone = co_await transaction.rollback();
    if (!allowed) co_return fail(allowed.error());
    if (!undone) co_return fail(undone.error());
    co_return outcome;
  }
  const auto committed = co_await transaction.commit();
  if (!committed) co_return fail(committed.error());
  co_return outcome;
}

Task<Result<Outcome>> run_in_one_flush(pg::Pool& pool, Prepared& prepared, const Decided& decided) {
  auto reply = co_await pool.run_keeping(prepared.batch);
  if (!reply) co_return fail(reply.error());
  Outcome outcome = take_outcome(std::move(*reply), prepared.main_at, prepared.estimated);
  if (auto allowed = check_outcome(decided, outcome); !allowed) co_return fail(allowed.error());
  co_return outcome;
}

}  // namespace

DatabaseWork work_for(const TransactionInput& input, PlannedRequest planned) {
  DatabaseWork work;
  work.settings = write_settings(input);
  if (input.settings.pre_request) work.pre_request = write_pre_request(*input.settings.pre_request);
  work.main = std::move(planned.main);
  work.count_estimate = std::move(planned.count_estimate);
  work.role = input.caller.role;
  work.isolation = isolation_level(input);
  work.read_only = planned.read_only;
  work.quick = planned.quick;
  work.roll_back = rolls_back(input.settings, input.preferences);
  work.commit_depends = planned.commit_depends;
  return work;
}

Task<Result<Outcome>> run_work(pg::Pool& pool, DatabaseWork work, const Decided& decided) {
  const bool two_flushes = work.commit_depends || !work.isolation.empty();
  Prepared prepared{
      .batch = {}, .main_at = 0, .estimated = work.count_estimate.has_value(), .roll_back = work.roll_back};
  prepared.batch.opening = opening(work);
  Script script = write_script(work);
  prepared.main_at = script.main_at;
  prepared.batch.statements = std::move(script.statements);
  prepared.batch.role = std::move(work.role);
  prepared.batch.lane = work.quick ? pg::Lane::shared : pg::Lane::exclusive;
  prepared.batch.repeatable = work.read_only;
  prepared.batch.ending = work.roll_back ? pg::Ending::rollback : pg::Ending::implicit_commit;
  for (int attempt = 1;; ++attempt) {
    Result<Outcome> outcome = fail("", "");
    if (two_flushes) {
      auto done = co_await run_in_two_flushes(pool, prepared, decided);
      outcome = std::move(done);
    } else {
      auto done = co_await run_in_one_flush(pool, prepared, decided);
      outcome = std::move(done);
    }
    if (outcome || attempt == most_attempts || !is_worth_repeating(outcome.error())) co_return outcome;
  }
}

}  // namespace marque::rest
