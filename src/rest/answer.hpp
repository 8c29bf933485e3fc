// rest/answer.hpp: what PostgreSQL gave back, as an HTTP answer (contracts/rest.md §7, §11 to §15).
#pragma once

#include <memory>
#include <optional>

#include "core/error.hpp"
#include "http/message.hpp"
#include "pg/batch.hpp"
#include "pg/catalogue.hpp"
#include "rest/api_request.hpp"
#include "rest/negotiate.hpp"

namespace marque::rest {

/// The result of the main statement with what belongs to it.
struct Outcome {
  std::shared_ptr<const pg::RowSet> rows;
  std::optional<std::int64_t> planned_rows;  ///< of EXPLAIN, for planned and estimated counts
};

/// What was asked and decided before the statement ran.
struct Decided {
  const ApiRequest& request;
  const Settings& settings;
  Negotiated negotiated;
  const pg::Relation* relation = nullptr;  ///< of reads and mutations
  const pg::Routine* routine = nullptr;    ///< of calls
};

/// The rows that the answer counts: the page, or the affected ones.
std::int64_t page_rows(const Outcome& outcome);

/// What forbids the answer and undoes the transaction: PGRST115, PGRST116, PGRST124.
Result<void> check_outcome(const Decided& decided, const Outcome& outcome);

/// The answer. Errors: PGRST111, PGRST112.
Result<http::Response> answer(const Decided& decided, const Outcome& outcome);

}  // namespace marque::rest
