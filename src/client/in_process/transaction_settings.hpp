// client/in_process/transaction_settings.hpp: what SQL can know of a query: who asks, what for, where names
// are looked up (contracts/rest.md §20).
#pragma once

#include <string>

#include "client/in_process/run_statement.hpp"

namespace marque::client {

/// One statement that sets search_path, the role's settings, role, claims, method, path, headers, time zone,
/// the function's settings and read-only mode for the transaction.
pg::Statement write_transaction_settings(const Work& work, const PlannedStatement& planned);

/// True where the function or the role asks for another isolation level than read committed.
bool has_isolation(const Work& work, const PlannedStatement& planned);

/// "begin isolation level serializable read only"
std::string opening_of(const Work& work, const PlannedStatement& planned);

}  // namespace marque::client
