#include "pg/pooler.hpp"

#include <memory>
#include <string>

#include <libpq-fe.h>
#include <poll.h>

#include "pg/server_error.hpp"

namespace marque::pg {
namespace {

using Clock = std::chrono::steady_clock;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

/// libpq's own waiting has no end where a pooler waits for a free server.
bool wait_for_answer(pg_conn* connection, Clock::time_point deadline) {
  while (PQisBusy(connection) == 1) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd socket{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
    if (left <= 0 || ::poll(&socket, 1, static_cast<int>(left)) == 0) return false;
    if (PQconsumeInput(connection) != 1) return false;
  }
  return true;
}

}  // namespace

Result<bool> is_behind_pooler(pg_conn* connection, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  std::string answer;
  bool sent = PQsendQuery(connection, "select pg_catalog.pg_backend_pid()") == 1;
  while (sent) {
    if (!wait_for_answer(connection, deadline)) break;
    const ResultHandle result(PQgetResult(connection));
    if (!result && !answer.empty()) return answer != std::to_string(PQbackendPID(connection));
    if (!result) break;
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return fail(error_of(result.get()));
    answer = PQgetvalue(result.get(), 0, 0);
  }
  return fail(connection_error(connection, "pg.unreachable"));
}

}  // namespace marque::pg
