#include "pg/migrations/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "pg/migrations/statement_kind.hpp"
#include "pg/migrations/text_diff.hpp"

namespace marque::pg::migrations {
namespace {

std::string joined(std::span<const std::string> statements) {
  std::string text;
  for (const std::string& statement : statements) text.append(statement).append(";\n");
  return text;
}

// Two splitters may put a boundary differently; without white space the texts still agree.
std::string without_space(std::span<const std::string> statements) {
  std::string text;
  for (const char c : joined(statements)) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') text += c;
  }
  return text;
}

Error edited(const MigrationFile& file, std::span<const std::string> recorded) {
  const std::string difference = diff_lines(joined(recorded), joined(file.statements));
  const bool platform = file.kind == FileKind::platform;
  return Error("migration.edited", fmt::format("{} was edited after it had been applied", file.file_name))
      .with_detail("- as applied, + the file now\n" + difference)
      .with_hint(platform ? "restore the file, and put the change into a new platform file"
                          : "restore the file, and put the change into a new one: `marque migrate new NAME`");
}

Error missing(std::string_view version, std::string_view name) {
  return Error("migration.missing_file",
               fmt::format("{}_{} is applied, but no file has this version", version, name))
      .with_hint(
          fmt::format("the database is newer than these files: update them, or, if the migration was taken "
                      "back by hand, `supabase migration repair --status reverted {}`",
                      version));
}

bool is_done_prefix(const MigrationFile& file, const LedgerRow& row) {
  if (row.statements_done > file.statements.size() || row.statements_done > row.statements.size())
    return false;
  return std::equal(file.statements.begin(),
                    file.statements.begin() + static_cast<std::ptrdiff_t>(row.statements_done),
                    row.statements.begin());
}

class Planner {
 public:
  Planner(const Records& records, const PlanOptions& options) : records_(records), options_(options) {}

  void take(const MigrationFile& file) {
    PlannedFile& planned = plan_.files.emplace_back();
    planned.kind = file.kind;
    planned.version = file.version;
    planned.name = file.name;
    planned.file = &file;
    const LedgerRow* row = records_.ledger_of(file.kind, file.version);
    if (row != nullptr && row->finished) planned.applied_at = row->applied_at;
    planned.state =
        file.kind == FileKind::migration ? state_of_migration(planned, row) : state_of(planned, row);
    if (planned.state == FileState::pending || planned.state == FileState::unfinished) check_mode(file);
  }

  void add_missing() {
    for (const HistoryRow& row : records_.history) add_missing(FileKind::migration, row.version, row.name);
    for (const LedgerRow& row : records_.ledger) {
      if (row.kind == FileKind::platform) add_missing(row.kind, row.version, row.name);
    }
    std::ranges::stable_sort(plan_.files, {},
                             [](const PlannedFile& file) { return std::tie(file.kind, file.version); });
  }

  void check_order() {
    if (options_.include_all) return;
    std::string newest;
    for (const HistoryRow& row : records_.history) newest = std::max(newest, row.version);
    for (const PlannedFile& file : plan_.files) {
      if (file.kind != FileKind::migration || file.state != FileState::pending || file.version > newest)
        continue;
      plan_.problems.push_back(
          Error("migration.out_of_order",
                fmt::format("{} is older than {}, which is applied already", file.file->file_name, newest))
              .with_hint("give it a later version, or run again with --include-all"));
    }
  }

  Plan finish() { return std::move(plan_); }

 private:
  // History is the truth for migrations: the supabase CLI writes there, and `migration repair` takes rows
  // away.
  FileState state_of_migration(PlannedFile& planned, const LedgerRow* row) {
    const HistoryRow* history = records_.history_of(planned.version);
    if (history == nullptr)
      return row != nullptr && !row->finished ? resumed(planned, *row) : FileState::pending;
    if (row != nullptr && row->finished) return state_of(planned, row);
    if (without_space(history->statements) == without_space(planned.file->statements))
      return FileState::foreign;
    plan_.problems.push_back(edited(*planned.file, history->statements));
    return FileState::edited;
  }

  FileState state_of(PlannedFile& planned, const LedgerRow* row) {
    if (row == nullptr) return FileState::pending;
    if (!row->finished) return resumed(planned, *row);
    if (row->checksum == planned.file->checksum) return FileState::applied;
    plan_.problems.push_back(edited(*planned.file, row->statements));
    return FileState::edited;
  }

  FileState resumed(PlannedFile& planned, const LedgerRow& row) {
    planned.statements_done = row.statements_done;
    if (!is_done_prefix(*planned.file, row)) {
      const auto done = std::min(row.statements_done, row.statements.size());
      plan_.problems.push_back(edited(*planned.file, std::span(row.statements).first(done)));
      plan_.problems.back().message = fmt::format(
          "{} is half applied, and the statements that are done were edited", planned.file->file_name);
    }
    return FileState::unfinished;
  }

  void check_mode(const MigrationFile& file) {
    auto mode = file_mode(file.statements, file.lines);
    if (mode) return;
    mode.error().message = fmt::format("{}: {}", file.file_name, mode.error().message);
    plan_.problems.push_back(std::move(mode.error()));
  }

  void add_missing(FileKind kind, const std::string& version, const std::string& name) {
    const auto known = [&](const PlannedFile& file) { return file.kind == kind && file.version == version; };
    if (std::ranges::any_of(plan_.files, known)) return;
    plan_.files.push_back({kind, version, name, FileState::missing, {}, 0, nullptr});
    if (const LedgerRow* row = records_.ledger_of(kind, version))
      plan_.files.back().applied_at = row->applied_at;
    plan_.problems.push_back(missing(version, name));
  }

  const Records& records_;
  const PlanOptions& options_;
  Plan plan_;
};

}  // namespace

Result<PlatformMode> platform_mode_named(std::string_view name) {
  if (name == "auto") return PlatformMode::automatic;
  if (name == "embedded") return PlatformMode::embedded;
  if (name == "external") return PlatformMode::external;
  return fail(Error("migration.bad_platform", fmt::format("no platform mode is called \"{}\"", name))
                  .with_hint("auto, embedded or external"));
}

bool applies_platform(PlatformMode mode, const Records& records) {
  return mode == PlatformMode::embedded || (mode == PlatformMode::automatic && !records.hosted);
}

SnapshotScope scope_of(PlatformMode mode, const Records& records) {
  return applies_platform(mode, records) ? SnapshotScope::owned : SnapshotScope::hosted;
}

std::string_view name_of(FileState state) {
  switch (state) {
    case FileState::applied: return "applied";
    case FileState::pending: return "pending";
    case FileState::unfinished: return "unfinished";
    case FileState::foreign: return "applied elsewhere";
    case FileState::edited: return "edited";
    case FileState::missing: return "file missing";
  }
  return "pending";
}

std::vector<PlannedFile> Plan::in_state(FileState state) const {
  std::vector<PlannedFile> found;
  std::ranges::copy_if(files, std::back_inserter(found),
                       [&](const auto& file) { return file.state == state; });
  return found;
}

Plan make_plan(const FileSet& files, const Records& records, const PlanOptions& options) {
  Planner planner(records, options);
  if (applies_platform(options.platform, records)) {
    for (const MigrationFile& file : files.platform) planner.take(file);
  }
  for (const MigrationFile& file : files.migrations) planner.take(file);
  planner.add_missing();
  planner.check_order();
  return planner.finish();
}

Error error_of(const std::vector<Error>& problems) {
  if (problems.size() == 1) return problems.front();
  Error all("migration.problems", fmt::format("{} problems with the migrations", problems.size()));
  for (const Error& problem : problems) all.detail.append(core::describe(problem)).append("\n");
  return all;
}

}  // namespace marque::pg::migrations
