// pg/session_waits.hpp: waits for libpq within a session's limits.
#pragma once

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::pg {

/// Goes on with a connection that PQconnectStart began until it is made or has failed, which its status
/// tells. Errors: pg.timeout, pg.stopped.
Result<void> wait_for_connection(pg_conn* connection, const SessionWaits& waits);

/// Until PQgetResult would not block. Errors: pg.timeout, pg.stopped.
Result<void> wait_for_result(pg_conn* connection, const SessionWaits& waits);

}  // namespace marque::pg
