#include "pg/migrations/file_run.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "pg/migrations/interrupted.hpp"
#include "pg/migrations/statement_kind.hpp"
#include "pg/server_error.hpp"

namespace marque::pg::migrations {
namespace {

using Stage = Progress::Stage;

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{10'000};
constexpr std::size_t kExcerptBytes = 300;

Error failed_at(const MigrationFile& file, std::size_t index, Error cause) {
  const std::string& statement = file.statements[index];
  const std::string_view state = sqlstate_of(cause);
  Error error("migration.failed",
              fmt::format("{}, line {}: {}", file.file_name, file.lines[index], cause.message));
  error.detail = statement.size() > kExcerptBytes ? statement.substr(0, kExcerptBytes) + " …" : statement;
  if (!cause.detail.empty()) error.detail = cause.detail + "\n" + error.detail;
  error.hint = cause.hint;
  if (state == "25001" || state == "2D000")
    error.hint = "begin the file with the comment `-- marque: no transaction`";
  return std::move(error).caused_by(std::move(cause));
}

// Someone else holds a lock: give way, so that nobody queues behind us, and try again.
bool is_lock_trouble(const Error& error) {
  const Error* server = error.cause ? error.cause.get() : &error;
  const std::string_view state = sqlstate_of(*server);
  return state == "55P03" || state == "40P01";
}

template <class Body>
Result<void> with_retries(RunContext& context, const MigrationFile& file, Body body) {
  auto pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    Result<void> result = body();
    if (result || !is_lock_trouble(result.error()) || attempt >= context.options.lock_attempts) return result;
    context.tell(Stage::note, file, 0,
                 fmt::format("{}: a table is locked by somebody else; attempt {} of {} failed, next in {} ms",
                             file.file_name, attempt, context.options.lock_attempts, pause.count()));
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

// Takes over what the schema has become, and notes how far the file is; part of the caller's transaction.
Result<void> record(RunContext& context, const MigrationFile& file, std::size_t done, bool finished,
                    Snapshot& after) {
  if (auto reset = context.session.execute("set role none; set row_security = on"); !reset) return reset;
  auto snapshot = take_snapshot(context.session, context.scope);
  if (!snapshot) return fail(std::move(snapshot.error()));
  after = std::move(*snapshot);
  if (auto recorded = record_changes(context.session, compare(context.live, after)); !recorded)
    return recorded;
  if (finished && file.kind == FileKind::migration) {
    if (auto written = write_history(context.session, file); !written) return written;
  }
  const std::string fingerprint = finished ? fingerprint_of(after) : std::string();
  return write_ledger(context.session, file,
                      {.statements_done = done,
                       .finished = finished,
                       .fingerprint = fingerprint,
                       .marque_version = context.options.marque_version});
}

Result<void> run_in_one_transaction(RunContext& context, const MigrationFile& file) {
  Snapshot after;
  auto applied = in_transaction(context.session, [&]() -> Result<void> {
    for (std::size_t index = 0; index < file.statements.size(); ++index) {
      context.tell(Stage::statement_begins, file, index + 1);
      if (auto ran = context.session.execute(file.statements[index]); !ran)
        return fail(failed_at(file, index, std::move(ran.error())));
      context.tell(Stage::statement_done, file, index + 1);
    }
    if (auto recorded = record(context, file, file.statements.size(), true, after); !recorded)
      return recorded;
    context.tell(Stage::committing, file, file.statements.size());
    return {};
  });
  if (applied) context.live = std::move(after);
  return applied;
}

// A step of a file that has no transaction around it: its statement, if it may, shares one with the resume
// point.
class StepByStep {
 public:
  StepByStep(RunContext& context, const MigrationFile& file, bool resumed)
      : context_(context), file_(file), resumed_(resumed), bare_(asks_for_no_transaction(file.statements)) {}

  Result<void> run(std::size_t done) {
    const std::size_t first = done;
    for (std::size_t index = done; index < file_.statements.size(); ++index) {
      const bool maybe_done = resumed_ && index == first;
      context_.tell(Stage::statement_begins, file_, index + 1);
      if (auto ran = step(index, maybe_done); !ran) return ran;
      context_.tell(Stage::statement_done, file_, index + 1);
    }
    context_.tell(Stage::committing, file_, file_.statements.size());
    return note_done(file_.statements.size(), true);
  }

 private:
  Result<void> step(std::size_t index, bool maybe_done) {
    const StatementKind kind = statement_kind(file_.statements[index]);
    if (kind.use != TransactionUse::outside && !bare_) return step_inside(index);
    auto ready = prepare_outside(context_.session, kind, maybe_done, [&](std::string_view text) {
      context_.tell(Stage::note, file_, index + 1, text);
    });
    if (!ready) return fail(failed_at(file_, index, std::move(ready.error())));
    if (*ready == Readiness::run) {
      // It takes no lock that stops readers or writers, so it may wait for old transactions as long as they
      // last.
      if (auto set = context_.session.execute("set lock_timeout = 0"); !set) return set;
      if (auto ran = context_.session.execute(file_.statements[index]); !ran)
        return fail(failed_at(file_, index, std::move(ran.error())));
    }
    if (auto reset = reset_session(context_.session, context_.options.lock_timeout); !reset) return reset;
    return note_done(index + 1, false);
  }

  Result<void> step_inside(std::size_t index) {
    Snapshot after;
    auto done = in_transaction(context_.session, [&]() -> Result<void> {
      if (auto ran = context_.session.execute(file_.statements[index]); !ran)
        return fail(failed_at(file_, index, std::move(ran.error())));
      return record(context_, file_, index + 1, false, after);
    });
    if (done) context_.live = std::move(after);
    return done;
  }

  Result<void> note_done(std::size_t done, bool finished) {
    Snapshot after;
    auto noted =
        in_transaction(context_.session, [&] { return record(context_, file_, done, finished, after); });
    if (noted) context_.live = std::move(after);
    return noted;
  }

  RunContext& context_;
  const MigrationFile& file_;
  bool resumed_;
  bool bare_;
};

// Where a run that failed on a lock has to go on.
Result<std::size_t> statements_done(RunContext& context, const MigrationFile& file) {
  auto records = read_records(context.session);
  if (!records) return fail(std::move(records.error()));
  const LedgerRow* row = records->ledger_of(file.kind, file.version);
  return row != nullptr && !row->finished ? row->statements_done : 0;
}

Result<void> run_step_by_step(RunContext& context, const MigrationFile& file, std::size_t done,
                              bool resumed) {
  if (!resumed) {
    auto begun = write_ledger(
        context.session, file,
        {.statements_done = 0, .finished = false, .marque_version = context.options.marque_version});
    if (!begun) return begun;
  } else {
    context.tell(Stage::note, file, done,
                 fmt::format("{} resumes behind statement {}", file.file_name, done));
  }
  bool again = resumed;
  return with_retries(context, file, [&]() -> Result<void> {
    const auto from = statements_done(context, file);
    if (!from) return fail(from.error());
    if (auto reset = reset_session(context.session, context.options.lock_timeout); !reset) return reset;
    return StepByStep(context, file, std::exchange(again, true)).run(*from);
  });
}

}  // namespace

void RunContext::tell(Stage stage, const MigrationFile& of, std::size_t statement,
                      std::string_view message) const {
  if (progress) progress({stage, file, files, statement, of.statements.size(), of.file_name, message});
}

Result<void> reset_session(Session& session, std::chrono::milliseconds lock_timeout) {
  return session.execute(
      fmt::format("reset session authorization; set role none; reset all; set statement_timeout = 0; set "
                  "lock_timeout = {};"
                  "set idle_in_transaction_session_timeout = 0; set client_connection_check_interval = 1000;"
                  "set client_min_messages = warning",
                  lock_timeout.count()));
}

Result<void> in_transaction(Session& session, const std::function<Result<void>()>& body) {
  if (auto begun = session.execute("begin"); !begun) return begun;
  auto done = body();
  if (done) done = session.execute("commit");
  if (!done && session.alive()) (void)session.execute("rollback");
  return done;
}

Result<void> run_file(RunContext& context, const MigrationFile& file, std::size_t done, bool resumed) {
  context.tell(Stage::file_begins, file, done);
  const auto mode = file_mode(file.statements, file.lines);
  if (!mode) return fail(mode.error());
  Result<void> ran;
  if (*mode == FileMode::statement_by_statement) {
    ran = run_step_by_step(context, file, done, resumed);
  } else {
    ran = with_retries(context, file, [&]() -> Result<void> {
      if (auto reset = reset_session(context.session, context.options.lock_timeout); !reset) return reset;
      return run_in_one_transaction(context, file);
    });
  }
  if (ran) context.tell(Stage::file_done, file, file.statements.size());
  return ran;
}

}  // namespace marque::pg::migrations
