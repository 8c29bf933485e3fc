// pg/migrations/runner.hpp: brings a database to what the files say, and checks that it still is there. This
// is the header that the rest of Marque includes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "pg/migrations/files.hpp"
#include "pg/migrations/ledger.hpp"
#include "pg/migrations/plan.hpp"
#include "pg/migrations/snapshot.hpp"
#include "pg/session.hpp"

namespace marque::pg::migrations {

/// Where a run is; counts start at 1.
struct Progress {
  enum class Stage : std::uint8_t {
    waiting,
    file_begins,
    statement_begins,
    statement_done,
    committing,
    file_done,
    note
  };
  Stage stage = Stage::note;
  std::size_t file = 0, files = 0;
  std::size_t statement = 0, statements = 0;
  std::string_view file_name;
  std::string_view message;  ///< for `waiting` and `note`
};
using ProgressCallback = std::function<void(const Progress&)>;

struct UpOptions {
  PlatformMode platform = PlatformMode::automatic;
  bool include_all = false;
  bool seed = false;        ///< apply the seed file after the migrations, if there is one, once per database
  bool seed_again = false;  ///< with `seed`: whatever happened before; a missing file is an error then
  /// How long a statement may queue for a table's lock (and make everybody behind it queue) before it gives
  /// way.
  std::chrono::milliseconds lock_timeout{3000};
  int lock_attempts = 20;                       ///< with growing pauses of up to 10 s between them
  std::chrono::milliseconds patience{600'000};  ///< for another runner to finish
  std::string marque_version = {};
};

struct UpReport {
  std::vector<std::string> applied;  ///< file names
  std::vector<std::string> adopted;  ///< file names: applied by another tool, recorded now
  std::vector<DriftEntry> drift;     ///< found before anything was applied, and not healed by adopting
  std::string fingerprint;
  bool seeded = false;
};

/// Applies what is pending. A second runner waits for the first and then finds nothing to do; a run that dies
/// anywhere is continued by the next. Errors: migration.edited, migration.missing_file,
/// migration.out_of_order, migration.transaction_control, migration.locked, migration.failed (with file, line
/// and the server's words).
Result<UpReport> migrate_up(Session& session, const FileSet& files, const UpOptions& options,
                            const ProgressCallback& progress = {});

/// What each file's state is, without changing anything.
Result<Plan> migration_status(Session& session, const FileSet& files, const PlanOptions& options);

struct VerifyReport {
  std::vector<Error> problems;  ///< edited, missing, pending or unfinished files
  std::vector<DriftEntry> drift;
  std::string fingerprint;

  bool clean() const { return problems.empty() && drift.empty(); }
};

/// Compares files, records and the live schema without changing anything: for every start and for `verify`.
Result<VerifyReport> verify_schema(Session& session, const FileSet& files, const PlanOptions& options);

/// Records the live schema as the right one (`verify --accept`); returns what had drifted.
Result<std::vector<DriftEntry>> accept_drift(Session& session, PlatformMode platform);

}  // namespace marque::pg::migrations
