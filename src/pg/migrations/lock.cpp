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

std::string server_process(Session& session) {
  const auto rows = session.query("select pg_catalog.pg_backend_pid()");
  return rows ? rows->single().value_or("") : "";
}

// A pooler in session mode is as good as none; in transaction mode, a second client is soon given the server
// session that was ours a moment ago, or we another one.
Result<bool> keeps_its_session(Session& session) {
  constexpr int kTrials = 5;
  const std::string own = server_process(session);
  if (own == std::to_string(session.backend_process())) return true;
  auto another = session.open_another();
  if (!another) return fail(std::move(another.error()));
  for (int trial = 0; trial < kTrials; ++trial)
    if (server_process(*another) == own || server_process(session) != own) return false;
  return true;
}

}  // namespace

Result<void> check_session(Session& session) {
  const auto kept = keeps_its_session(session);
  if (!kept) return fail(kept.error());
  if (*kept) return {};
  return fail(
      Error("migration.pooler",
            "the database URL leads through a connection pooler in transaction mode, and migrations "
            "need one session from beginning to end")
          .with_hint("give `marque migrate` the address of PostgreSQL itself with --database-url, and "
                     "set migrations.at_start to false for servers behind the pooler"));
}

Result<RunnerLock> RunnerLock::acquire(Session& session, std::chrono::milliseconds patience,
                                       const std::function<void(const std::string&)>& on_wait) {
  if (auto checked = check_session(session); !checked) return fail(std::move(checked.error()));
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
