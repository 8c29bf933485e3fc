// rest/inspect.hpp: the root document of a schema, as the caller may see it (contracts/rest.md §18).
#pragma once

#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/task.hpp"
#include "pg/catalogue.hpp"
#include "pg/pool.hpp"
#include "rest/transaction.hpp"

namespace marque::rest {

/// The document's JSON. `input` and `catalogue` outlive the task. Errors: the pool's.
Task<Result<std::string>> describe_schema(pg::Pool& pool, const TransactionInput& input,
                                          const pg::Catalogue& catalogue, std::string version);

}  // namespace marque::rest
