#include "pg/migrations/lock.hpp"

#include <thread>

#include <fmt/format.h>

namespace marque::pg::migrations {
namespace {

// "marq", "migr": two numbers that nobody else will choose.
constexpr const char* kKey = "1835102833, 1835624306";
constexpr const char* kHolder =
    "select pid from pg_catalog.pg_locks where locktype = 'advisory' and classid = 1835102833"
    " and objid = 1835624306 and granted limit 1";
constexpr std::chrono::milliseconds kPause{100};

Result<bool> try_lock(Session& session) {
  auto rows = session.query(fmt::format("select pg_catalog.pg_try_advisory_lock({})", kKey));
  if (!rows) return fail(std::move(rows.error()));
  return rows->single() == "t";
}

std::string holder(Session& session) {
  const auto rows = session.query(kHolder);
  const Value pid = rows ? rows->single() : std::nullopt;
  return pid ? fmt::format("another migration run (server process {})", *pid) : "another migration run";
}

}  // namespace

Result<RunnerLock> RunnerLock::acquire(Session& session, std::chrono::milliseconds patience,
                                       const std::function<void(const std::string&)>& on_wait) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (bool told = false;; std::this_thread::sleep_for(kPause)) {
    const auto locked = try_lock(session);
    if (!locked) return fail(locked.error());
    if (*locked) return RunnerLock(session);
    if (!std::exchange(told, true) && on_wait) on_wait(fmt::format("waiting for {}", holder(session)));
    if (std::chrono::steady_clock::now() > deadline)
      return fail(Error("migration.locked", fmt::format("{} did not finish within {} s", holder(session),
                                                        patience.count() / 1000))
                      .with_hint("let it finish, or end that server process with pg_terminate_backend"));
  }
}

RunnerLock::~RunnerLock() {
  if (session_ == nullptr || !session_->alive()) return;
  (void)session_->query(fmt::format("select pg_catalog.pg_advisory_unlock({})", kKey));
}

}  // namespace marque::pg::migrations
