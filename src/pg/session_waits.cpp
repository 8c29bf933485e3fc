#include "pg/session_waits.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

namespace marque::pg {
namespace {

/// When to give up, and what makes it sooner.
class Limit {
 public:
  Limit(std::chrono::milliseconds timeout, int stop_descriptor)
      : timeout_(timeout),
        deadline_(std::chrono::steady_clock::now() + timeout),
        stop_descriptor_(stop_descriptor) {}

  /// Until `events` come to the connection's socket.
  Result<void> wait_for(const pg_conn* connection, short events) const {
    pollfd watched[] = {{PQsocket(connection), events, 0}, {stop_descriptor_, POLLIN, 0}};
    int ready = -1;
    do {
      ready = poll(watched, 2, left_ms());
    } while (ready < 0 && errno == EINTR);
    if (watched[1].revents != 0) return fail("pg.stopped", "the wait for PostgreSQL was ended");
    if (ready != 0) return {};
    return fail("pg.timeout", fmt::format("PostgreSQL did not answer within {} ms", timeout_.count()));
  }

 private:
  int left_ms() const {
    const auto left = deadline_ - std::chrono::steady_clock::now();
    return std::max(0, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
  }

  std::chrono::milliseconds timeout_;
  std::chrono::steady_clock::time_point deadline_;
  int stop_descriptor_;
};

}  // namespace

Result<void> wait_for_connection(pg_conn* connection, const SessionWaits& waits) {
  if (connection == nullptr || PQstatus(connection) == CONNECTION_BAD) return {};
  const Limit limit(waits.connect_timeout, waits.stop_descriptor);
  auto state = PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    auto ready = limit.wait_for(connection, state == PGRES_POLLING_READING ? POLLIN : POLLOUT);
    if (!ready) return ready;
    state = PQconnectPoll(connection);
  }
  return {};
}

Result<void> wait_for_result(pg_conn* connection, const SessionWaits& waits) {
  const Limit limit(waits.statement_timeout, waits.stop_descriptor);
  while (PQisBusy(connection) == 1) {
    if (auto ready = limit.wait_for(connection, POLLIN); !ready) return ready;
    if (PQconsumeInput(connection) == 0) return {};  // broken, as the result will say
  }
  return {};
}

}  // namespace marque::pg
