#include "pg/migrations/runner.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "pg/migrations/file_run.hpp"
#include "pg/migrations/lock.hpp"

namespace marque::pg::migrations {
namespace {

using Stage = Progress::Stage;

// The records and the plan that follows from them.
struct Prepared {
  Records records;
  Plan plan;
};

Result<Prepared> prepare(Session& session, const FileSet& files, const PlanOptions& options) {
  auto records = read_records(session);
  if (!records) return fail(std::move(records.error()));
  Prepared prepared{std::move(*records), {}};
  prepared.plan = make_plan(files, prepared.records, options);
  return prepared;
}

bool has_unfinished(const Records& records) {
  return !std::ranges::all_of(records.ledger, &LedgerRow::finished);
}

Error to_do(const PlannedFile& file) {
  if (file.state == FileState::unfinished)
    return Error("migration.unfinished",
                 fmt::format("{} is half applied: {} of {} statements are done", file.file->file_name,
                             file.statements_done, file.file->statements.size()))
        .with_hint("`marque migrate up` resumes it");
  if (file.state == FileState::foreign)
    return Error("migration.foreign", fmt::format("{} was applied by another tool", file.file->file_name))
        .with_hint("`marque migrate up` takes it into the records");
  return Error("migration.pending", fmt::format("{} is not applied yet", file.file->file_name))
      .with_hint("`marque migrate up` applies it");
}

class Run {
 public:
  Run(Session& session, const FileSet& files, const UpOptions& options, const ProgressCallback& progress)
      : files_(files), options_(options), context_{session, options, progress, SnapshotScope::owned, {}} {}

  Result<UpReport> execute() {
    for (const auto step : {&Run::look, &Run::adopt, &Run::apply, &Run::seed}) {
      if (auto done = (this->*step)(); !done) return fail(std::move(done.error()));
    }
    report_.fingerprint = fingerprint_of(context_.live);
    return std::move(report_);
  }

 private:
  // What is there, what is to do, and whether anybody changed the schema behind our back.
  Result<void> look() {
    if (auto reset = reset_session(session(), options_.lock_timeout); !reset) return reset;
    if (auto made = in_transaction(session(), [&] { return create_tables(session()); }); !made) return made;
    auto prepared = prepare(session(), files_, {options_.platform, options_.include_all});
    if (!prepared) return fail(std::move(prepared.error()));
    if (!prepared->plan.problems.empty()) return fail(error_of(prepared->plan.problems));
    prepared_ = std::move(*prepared);
    context_.scope = scope_of(options_.platform, prepared_.records);
    auto live = take_snapshot(session(), context_.scope);
    if (!live) return fail(std::move(live.error()));
    context_.live = std::move(*live);
    auto recorded = read_recorded(session());
    if (!recorded) return fail(std::move(recorded.error()));
    report_.drift = compare(*recorded, context_.live);
    if (!recorded->empty() && !has_unfinished(prepared_.records)) return {};
    // The first run, or one that a dead run left in the middle: what is there now is where it goes on from.
    return record_all_drift();
  }

  Result<void> record_all_drift() {
    auto recorded = in_transaction(session(), [&] { return record_changes(session(), report_.drift); });
    if (recorded) report_.drift.clear();
    return recorded;
  }

  // Files that another tool applied, with exactly these statements: their changes are no drift.
  Result<void> adopt() {
    const auto foreign = prepared_.plan.in_state(FileState::foreign);
    if (foreign.empty()) return {};
    const std::string fingerprint = fingerprint_of(context_.live);
    auto adopted = in_transaction(session(), [&]() -> Result<void> {
      for (const PlannedFile& planned : foreign) {
        auto written = write_ledger(session(), *planned.file,
                                    {.statements_done = planned.file->statements.size(),
                                     .finished = true,
                                     .origin = "adopted",
                                     .fingerprint = fingerprint,
                                     .marque_version = options_.marque_version});
        if (!written) return written;
      }
      return record_changes(session(), report_.drift);
    });
    if (!adopted) return adopted;
    for (const PlannedFile& planned : foreign) report_.adopted.push_back(planned.file->file_name);
    report_.drift.clear();
    return {};
  }

  Result<void> apply() {
    std::vector<PlannedFile> pending;
    std::ranges::copy_if(prepared_.plan.files, std::back_inserter(pending), [](const PlannedFile& file) {
      return file.state == FileState::pending || file.state == FileState::unfinished;
    });
    context_.files = pending.size();
    for (const PlannedFile& planned : pending) {
      ++context_.file;
      const bool resumed = planned.state == FileState::unfinished;
      if (auto ran = run_file(context_, *planned.file, planned.statements_done, resumed); !ran) return ran;
      report_.applied.push_back(planned.file->file_name);
    }
    return {};
  }

  Result<void> seed() {
    if (!options_.seed) return {};
    const bool seeded = prepared_.records.ledger_of(FileKind::seed, "seed") != nullptr;
    if (!options_.seed_again && (seeded || !files_.seed)) return {};
    if (!files_.seed)
      return fail(Error("migration.no_seed", "there is no seed file").with_hint("it is supabase/seed.sql"));
    context_.file = context_.files = 1;
    report_.seeded = true;
    return run_file(context_, *files_.seed, 0, false);
  }

  Session& session() { return context_.session; }

  const FileSet& files_;
  const UpOptions& options_;
  RunContext context_;
  Prepared prepared_;
  UpReport report_;
};

}  // namespace

Result<UpReport> migrate_up(Session& session, const FileSet& files, const UpOptions& options,
                            const ProgressCallback& progress) {
  auto lock = RunnerLock::acquire(session, options.patience, [&](const std::string& message) {
    if (progress) progress({.stage = Stage::waiting, .file_name = {}, .message = message});
  });
  if (!lock) return fail(std::move(lock.error()));
  auto report = Run(session, files, options, progress).execute();
  if (session.alive()) (void)session.execute("set role none; reset all");
  return report;
}

Result<Plan> migration_status(Session& session, const FileSet& files, const PlanOptions& options) {
  auto prepared = prepare(session, files, options);
  if (!prepared) return fail(std::move(prepared.error()));
  return std::move(prepared->plan);
}

namespace {

Result<VerifyReport> verify_inside(Session& session, const FileSet& files, const PlanOptions& options) {
  auto prepared = prepare(session, files, options);
  if (!prepared) return fail(std::move(prepared.error()));
  VerifyReport report;
  report.problems = std::move(prepared->plan.problems);
  for (const FileState state : {FileState::pending, FileState::unfinished, FileState::foreign}) {
    for (const PlannedFile& file : prepared->plan.in_state(state)) report.problems.push_back(to_do(file));
  }
  auto live = take_snapshot(session, scope_of(options.platform, prepared->records));
  if (!live) return fail(std::move(live.error()));
  report.fingerprint = fingerprint_of(*live);
  auto recorded = read_recorded(session);
  if (!recorded) return fail(std::move(recorded.error()));
  if (!recorded->empty() && !has_unfinished(prepared->records)) report.drift = compare(*recorded, *live);
  return report;
}

}  // namespace

// In one transaction, so that all is read as of one moment, and that the settings for reading go with it even
// where the session is a pooler's.
Result<VerifyReport> verify_schema(Session& session, const FileSet& files, const PlanOptions& options) {
  if (session.in_transaction()) return verify_inside(session, files, options);
  if (auto begun = session.execute("begin isolation level repeatable read read only"); !begun)
    return fail(std::move(begun.error()));
  auto report = verify_inside(session, files, options);
  if (session.alive()) (void)session.execute("rollback");
  return report;
}

Result<std::vector<DriftEntry>> accept_drift(Session& session, PlatformMode platform) {
  if (auto checked = check_session(session); !checked) return fail(std::move(checked.error()));
  if (auto made = in_transaction(session, [&] { return create_tables(session); }); !made)
    return fail(std::move(made.error()));
  auto records = read_records(session);
  if (!records) return fail(std::move(records.error()));
  auto live = take_snapshot(session, scope_of(platform, *records));
  if (!live) return fail(std::move(live.error()));
  auto recorded = read_recorded(session);
  if (!recorded) return fail(std::move(recorded.error()));
  auto drift = compare(*recorded, *live);
  if (auto written = in_transaction(session, [&] { return record_changes(session, drift); }); !written)
    return fail(std::move(written.error()));
  (void)session.execute("reset all");
  return drift;
}

}  // namespace marque::pg::migrations
