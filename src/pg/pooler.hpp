// pg/pooler.hpp: whether a connection leads to PostgreSQL itself or to a pooler before it.
#pragma once

#include <chrono>

#include "core/error.hpp"

struct pg_conn;

namespace marque::pg {

/// True where the server process that answers is not the one that the login named, as behind PgBouncer in any
/// mode: what one transaction leaves in its session (a prepared statement, a setting, a lock) the next one
/// may not find, or find of somebody else. Error: pg.unreachable, also if no answer comes in time.
Result<bool> is_behind_pooler(pg_conn* connection, std::chrono::milliseconds patience);

}  // namespace marque::pg
