// client/in_process/run_statement.hpp: a planned query on a connection: one transaction with the caller's
// role and claims, as the server makes one of each request (contracts/rest.md §20).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "client/in_process/plan_statement.hpp"
#include "core/task.hpp"
#include "identity/token_verifier.hpp"
#include "pg/pool.hpp"

namespace marque::client {

/// A query with everything that decides what it does. Outlives the task.
struct Work {
  const Statement& statement;
  const Scope& scope;
  const identity::Caller& caller;
  std::chrono::milliseconds timeout;
};

/// `error` with the code and status that the server would answer with.
ApiError answered_error(const Error& error, const identity::Caller& caller);

/// Runs it and answers as the server would. Errors: PGRST103, 115, 116, 124; the pool's and PostgreSQL's.
Task<Result<Response>> run_statement(pg::Pool& pool, const Work& work, PlannedStatement planned);

/// Runs a cursor's statement and gives its rows to `sink` as pieces of one JSON array.
Task<Result<Response>> run_rows(pg::Pool& pool, const Work& work, PlannedStatement planned,
                                const Transport::Sink& sink);

}  // namespace marque::client
