// client/in_process/plan_statement.hpp: a query of the builder set against the catalogue: the SQL that it
// runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/statement.hpp"
#include "core/error.hpp"
#include "pg/batch.hpp"
#include "pg/catalogue.hpp"
#include "pg/role_settings.hpp"
#include "query/row_range.hpp"

namespace marque::client {

/// What queries may see, and within which limits.
struct Scope {
  std::vector<std::string> schemas;
  std::vector<std::string> extra_search_path;
  std::optional<std::int64_t> maximum_rows;
  bool aggregates = false;
  pg::RoleSettings role_settings;
};

struct PlannedStatement {
  pg::Statement main;
  std::optional<pg::Statement> count_estimate;
  const pg::Routine* routine = nullptr;  ///< of calls; lives in the catalogue
  query::Range root;                     ///< of reads and calls: which rows are asked for
  std::string schema;
  bool read_only = true;
  bool quick = false;           ///< may share a connection
  bool commit_depends = false;  ///< the outcome may forbid the commit
};

/// Plans it. Errors: PGRST102, 103, 106, 108, 118, 123, 127, 128, 200 to 205.
Result<PlannedStatement> plan_statement(const Statement& statement, const Scope& scope,
                                        const pg::Catalogue& catalogue);

/// Plans a read whose rows come one by one: the statement of a cursor. Errors: as above.
Result<PlannedStatement> plan_rows(const Statement& statement, const Scope& scope,
                                   const pg::Catalogue& catalogue);

}  // namespace marque::client
