// pg/migrations/plan.hpp: files against records: what is to do and what is wrong. Pure; the runner carries it
// out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "pg/migrations/files.hpp"
#include "pg/migrations/ledger.hpp"

namespace marque::pg::migrations {

/// Whether platform/ belongs into this database. `embedded`: yes; `external`: never; `automatic`: unless it
/// is a hosted Supabase, which has all of it already.
enum class PlatformMode : std::uint8_t { automatic, embedded, external };
Result<PlatformMode> platform_mode_named(std::string_view name);
bool applies_platform(PlatformMode mode, const Records& records);
SnapshotScope scope_of(PlatformMode mode, const Records& records);

enum class FileState : std::uint8_t {
  applied,     ///< and unchanged since
  pending,     ///< not applied yet
  unfinished,  ///< begun statement by statement; the next run resumes
  foreign,     ///< applied by another tool with the same statements; `up` adopts it
  edited,      ///< applied, and the file says something else now
  missing,     ///< applied, and no file has this version
};
std::string_view name_of(FileState state);

struct PlannedFile {
  FileKind kind = FileKind::migration;
  std::string version;
  std::string name;
  FileState state = FileState::pending;
  std::string applied_at;               ///< empty where unknown
  std::size_t statements_done = 0;      ///< of an unfinished file
  const MigrationFile* file = nullptr;  ///< into the FileSet; null where missing
};

/// Every file and every record, platform first, then by version; and what stands in the way of a run.
struct Plan {
  std::vector<PlannedFile> files;
  std::vector<Error> problems;

  std::vector<PlannedFile> in_state(FileState state) const;
};

struct PlanOptions {
  PlatformMode platform = PlatformMode::automatic;
  bool include_all = false;  ///< pending files older than the newest applied one are welcome
};
Plan make_plan(const FileSet& files, const Records& records, const PlanOptions& options);

/// Every problem in one error: a single one as it is, several as a list.
Error error_of(const std::vector<Error>& problems);

}  // namespace marque::pg::migrations
