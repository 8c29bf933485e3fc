// pg/migrations/lock.hpp: one runner at a time, by a session advisory lock on a direct connection.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "core/error.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

/// Held until destroyed. When the holder's process dies, PostgreSQL lets go of the lock as soon as it has
/// stopped what that process had asked for: within a second or so, see client_connection_check_interval in
/// runner.cpp.
class RunnerLock {
 public:
  /// Waits up to `patience` and tells `on_wait` once whom it waits for. Errors:
  /// migration.locked; migration.pooler where the session is not ours between two transactions.
  static Result<RunnerLock> acquire(Session& session, std::chrono::milliseconds patience,
                                    const std::function<void(const std::string&)>& on_wait);

  RunnerLock(RunnerLock&& other) noexcept : session_(std::exchange(other.session_, nullptr)) {}
  RunnerLock& operator=(RunnerLock&&) = delete;
  RunnerLock(const RunnerLock&) = delete;
  RunnerLock& operator=(const RunnerLock&) = delete;
  ~RunnerLock();

 private:
  explicit RunnerLock(Session& session) : session_(&session) {}
  Session* session_;
};

/// Error: migration.pooler where every transaction gets another session of the server (PgBouncer's
/// transaction mode): locks and settings would stay with strangers.
Result<void> check_session(Session& session);

}  // namespace marque::pg::migrations
