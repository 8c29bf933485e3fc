// rest/database_work.hpp: a request's statements as one batch, and their results taken apart again.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/task.hpp"
#include "pg/batch.hpp"
#include "pg/pool.hpp"
#include "rest/answer.hpp"
#include "rest/plan_request.hpp"
#include "rest/transaction.hpp"

namespace marque::rest {

/// What one request asks of the database.
struct DatabaseWork {
  pg::Statement settings;
  std::optional<pg::Statement> pre_request;
  pg::Statement main;
  std::optional<pg::Statement> count_estimate;
  std::string role;
  std::string isolation;  ///< empty: read committed
  bool read_only = true;
  bool quick = false;  ///< may share a connection with other requests
  bool roll_back = false;
  /// The outcome decides whether the transaction is committed (contract §20): two round trips instead of one.
  bool commit_depends = false;
};

/// The work of a planned request, with what surrounds its main statement.
DatabaseWork work_for(const TransactionInput& input, PlannedRequest planned);

/// Runs it. `decided` tells what forbids a commit. Errors: those of the pool, and of check_outcome.
Task<Result<Outcome>> run_work(pg::Pool& pool, DatabaseWork work, const Decided& decided);

}  // namespace marque::rest
