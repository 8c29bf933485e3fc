// pg/migrations/file_run.hpp: applies one file: in one transaction, or statement by statement with a resume
// point.
#pragma once

#include "core/error.hpp"
#include "pg/migrations/runner.hpp"

namespace marque::pg::migrations {

/// What the files of one run share.
struct RunContext {
  Session& session;
  const UpOptions& options;
  const ProgressCallback& progress;
  SnapshotScope scope;
  Snapshot live;  ///< the schema after the last committed step
  std::size_t file = 0, files = 0;

  void tell(Progress::Stage stage, const MigrationFile& file, std::size_t statement,
            std::string_view message = {}) const;
};

/// Applies `file`, beginning behind the first `done` statements; `resumed` if an earlier run has begun it.
Result<void> run_file(RunContext& context, const MigrationFile& file, std::size_t done, bool resumed);

/// Settings that no file may inherit from the one before it.
Result<void> reset_session(Session& session, std::chrono::milliseconds lock_timeout);

/// Runs `body` in a transaction that is rolled back if it fails.
Result<void> in_transaction(Session& session, const std::function<Result<void>()>& body);

}  // namespace marque::pg::migrations
