// pg/server_error.hpp: PostgreSQL's error reports as core errors.
#pragma once

#include <string>

#include "core/error.hpp"

struct pg_conn;
struct pg_result;

namespace marque::pg {

/// The server's report: code "pg.<SQLSTATE>", its primary message, DETAIL and HINT (PostgreSQL 17, appendix
/// A).
Error error_of(const pg_result* result);

/// A connection that could not be made or has broken: pg.wrong_password, pg.unreachable or
/// pg.connection_lost.
Error connection_error(const pg_conn* connection, std::string_view code);

/// The five characters behind "pg." of `error.code`, or an empty text where it is none of the server's.
std::string_view sqlstate_of(const Error& error);

/// True where the server no longer has a prepared statement or may not use its plan (26000, 0A000 "cached
/// plan must not change result type"): sending the batch again prepares it anew.
bool is_stale_statement(const Error& error);

}  // namespace marque::pg
