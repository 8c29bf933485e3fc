// rest/transaction.hpp: what runs around the main statement of a request: the settings that SQL can read, the
// pre-request function, and how the transaction begins and ends (contracts/rest.md §20).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "identity/token_verifier.hpp"
#include "pg/batch.hpp"
#include "query/tree.hpp"
#include "rest/settings.hpp"

namespace marque::rest {

/// What of a request its transaction needs to know.
struct TransactionInput {
  const Settings& settings;
  const identity::Caller& caller;
  const http::Request& request;
  std::string_view path;  ///< as sent, below the mount
  std::string_view schema;
  const query::Preferences& preferences;
  const pg::Routine* routine = nullptr;  ///< of a call: its settings and isolation level hold
  bool read_only = true;
};

/// One statement that sets everything for the transaction: search_path, the role's settings, role, claims,
/// request.method, path, headers and cookies, timezone, the function's and the application's settings, and
/// read-only mode.
pg::Statement write_settings(const TransactionInput& input);

/// `select "schema"."function"()`, for the function that runs before each request.
pg::Statement write_pre_request(const pg::QualifiedName& function);

/// The isolation level that differs from read committed ("serializable"); empty where none does.
std::string isolation_level(const TransactionInput& input);

/// True where the transaction is to be undone: by the settings, or as the client prefers.
bool rolls_back(const Settings& settings, const query::Preferences& preferences);

}  // namespace marque::rest
