#include "cli/migrate.hpp"

#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/migrate_database.hpp"
#include "cli/migrate_output.hpp"
#include "cli/version.hpp"
#include "core/clock.hpp"
#include "core/json.hpp"
#include "pg/migrations/authoring.hpp"
#include "pg/migrations/rls_check.hpp"
#include "pg/migrations/schema_docs.hpp"

namespace marque::cli {
namespace {

namespace fs = std::filesystem;
namespace migrations = pg::migrations;

struct MigrateFlags {
  bool include_all = false;
  bool seed = false;
  bool accept = false;
  bool only_new = false;
  bool check = false;
  std::chrono::milliseconds::rep lock_timeout_ms = 3000;
  std::string name;
  std::string out = "docs";
  std::vector<std::string> files;
};

/// Opens what the settings name (making an embedded database only where `creation` says so), runs `work` on
/// it, and prints its error if it fails.
template <class Work>
int with_target(const Invocation& invocation, Creation creation, Work work) {
  auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  auto target = open_target(*configuration, creation);
  if (!target) return report_failure(invocation, target.error());
  Result<int> code = work(*configuration, **target);
  return code ? *code : report_failure(invocation, code.error());
}

Result<int> run_up(const Invocation& invocation, const MigrateFlags& flags, MigrationTarget& target) {
  migrations::UpOptions options;
  options.platform = target.platform;
  options.include_all = flags.include_all;
  options.seed = options.seed_again = flags.seed;
  options.lock_timeout = std::chrono::milliseconds(flags.lock_timeout_ms);
  options.marque_version = std::string(version);
  MigrationProgress progress;
  const auto report = migrations::migrate_up(target.session, target.files, options,
                                             [&](const auto& step) { progress.show(step); });
  if (!report) return fail(report.error());
  fmt::print("{}", invocation.json ? up_json(*report, target.files.source) + "\n"
                                   : up_text(*report, target.files.source));
  return exit_success;
}

Result<int> run_status(const Invocation& invocation, MigrationTarget& target) {
  const auto plan = migrations::migration_status(target.session, target.files, {target.platform, true});
  if (!plan) return fail(plan.error());
  fmt::print("{}", invocation.json ? status_json(*plan, target.files.source) + "\n"
                                   : status_text(*plan, target.files.source));
  return plan->problems.empty() ? exit_success : exit_failure;
}

Result<int> run_verify(const Invocation& invocation, const MigrateFlags& flags,
                       const Configuration& configuration, MigrationTarget& target) {
  if (flags.accept) {
    const auto accepted = migrations::accept_drift(target.session, target.platform);
    if (!accepted) return fail(accepted.error());
    if (!invocation.json) fmt::print("accepted {} differences as they are\n", accepted->size());
  }
  auto report = migrations::verify_schema(target.session, target.files, {target.platform, true});
  if (!report) return fail(report.error());
  auto secured =
      migrations::check_row_security(target.session, configuration.list("database.exposed_schemas"),
                                     configuration.list("database.tables_without_rls"));
  if (!secured) report->problems.push_back(std::move(secured.error()));
  fmt::print("{}", invocation.json ? verify_json(*report) + "\n" : verify_text(*report));
  return report->clean() ? exit_success : exit_failure;
}

int run_new(const Invocation& invocation, const MigrateFlags& flags) {
  auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  const auto directory = migrations::migrations_directory(file_locations(*configuration));
  const auto path = migrations::new_migration(directory, flags.name, core::system_clock().now());
  if (!path) return report_failure(invocation, path.error());
  fmt::print("{}\n",
             invocation.json ? core::JsonObject().add("file", path->string()).text() : path->string());
  return exit_success;
}

Result<std::vector<fs::path>> all_files(const fs::path& directory) {
  const auto files = migrations::read_directory(migrations::FileKind::migration, directory);
  if (!files) return fail(files.error());
  std::vector<fs::path> paths;
  for (const auto& file : *files) paths.push_back(directory / file.file_name);
  return paths;
}

int lint_these(const Invocation& invocation, const std::vector<fs::path>& files) {
  const auto clean = migrations::lint_files(files, invocation.json);
  if (!clean) return report_failure(invocation, clean.error());
  if (files.empty()) fmt::print("{}\n", invocation.json ? "[]" : "no migration to check");
  return *clean ? exit_success : exit_failure;
}

int run_lint(const Invocation& invocation, const MigrateFlags& flags) {
  auto configuration = configure(invocation);
  if (!configuration) return report_failure(invocation, configuration.error());
  if (!flags.files.empty()) return lint_these(invocation, {flags.files.begin(), flags.files.end()});
  const auto directory = migrations::migrations_directory(file_locations(*configuration));
  auto files = all_files(directory);
  if (!files) return report_failure(invocation, files.error());
  if (!flags.only_new) return lint_these(invocation, *files);
  const auto lint_pending = [&](const Configuration&, MigrationTarget& target) -> Result<int> {
    const auto plan = migrations::migration_status(target.session, target.files, {target.platform, true});
    if (!plan) return fail(plan.error());
    std::erase_if(*files, [&](const fs::path& path) {
      return std::ranges::none_of(plan->in_state(migrations::FileState::pending), [&](const auto& pending) {
        return pending.file->file_name == path.filename().string();
      });
    });
    return lint_these(invocation, *files);
  };
  return with_target(invocation, Creation::refused, lint_pending);
}

Result<int> run_docs(const Invocation& invocation, const MigrateFlags& flags, MigrationTarget& target) {
  const auto docs = migrations::write_schema_docs(target.session);
  if (!docs) return fail(docs.error());
  auto done =
      flags.check ? migrations::check_docs(*docs, flags.out) : migrations::save_docs(*docs, flags.out);
  if (!done) return fail(std::move(done.error()));
  if (invocation.json) {
    fmt::print("{}\n", core::JsonObject().add("directory", flags.out).add("current", true).text());
  } else {
    fmt::print("{}/schema.md and {}/schema.svg {}\n", flags.out, flags.out,
               flags.check ? "are current" : "written");
  }
  return exit_success;
}

CLI::App* add_step(CLI::App& verb, Invocation& invocation, const char* name, const char* help) {
  CLI::App* step = verb.add_subcommand(name, help);
  add_common_flags(*step, invocation);
  add_setting_flag(*step, invocation, "--database-url", "database.url");
  add_setting_flag(*step, invocation, "--migrations", "migrations.dir");
  add_setting_flag(*step, invocation, "--platform", "migrations.platform");
  return step;
}

/// What a subcommand does with the database that the settings name.
using Work = std::function<Result<int>(const Invocation&, const Configuration&, MigrationTarget&)>;

void run_on_target(CLI::App* step, Invocation& invocation, Creation creation, Work work) {
  step->callback([&invocation, creation, work = std::move(work)] {
    invocation.run = [creation, work](const Invocation& given) {
      return with_target(given, creation, [&](const Configuration& configuration, MigrationTarget& target) {
        return work(given, configuration, target);
      });
    };
  });
}

void add_up(CLI::App& verb, Invocation& invocation, const std::shared_ptr<MigrateFlags>& flags) {
  CLI::App* up = add_step(verb, invocation, "up", "Apply what is pending");
  up->add_flag("--include-all", flags->include_all, "also files older than the newest applied one");
  up->add_flag("--seed", flags->seed, "apply seed.sql after the migrations, also if it was applied before");
  up->add_option(
        "--lock-timeout", flags->lock_timeout_ms,
        "milliseconds that a statement may wait for a table's lock before it gives way and tries again")
      ->capture_default_str();
  run_on_target(up, invocation, Creation::allowed, [flags](const auto& given, const auto&, auto& target) {
    return run_up(given, *flags, target);
  });
}

void add_checks(CLI::App& verb, Invocation& invocation, const std::shared_ptr<MigrateFlags>& flags) {
  CLI::App* status = add_step(verb, invocation, "status", "List every migration and its state");
  run_on_target(status, invocation, Creation::refused,
                [](const auto& given, const auto&, auto& target) { return run_status(given, target); });

  CLI::App* verify = add_step(verb, invocation, "verify", "Compare files, records and the live schema");
  verify->add_flag("--accept", flags->accept, "record the live schema as the right one");
  run_on_target(verify, invocation, Creation::refused,
                [flags](const auto& given, const auto& configuration, auto& target) {
                  return run_verify(given, *flags, configuration, target);
                });
}

void add_authoring(CLI::App& verb, Invocation& invocation, const std::shared_ptr<MigrateFlags>& flags) {
  CLI::App* fresh = add_step(verb, invocation, "new", "Make an empty migration");
  fresh->add_option("name", flags->name, "what it does: add_tc_accepted_at")->required();
  fresh->callback([&invocation, flags] {
    invocation.run = [flags](const Invocation& given) { return run_new(given, *flags); };
  });

  CLI::App* lint = add_step(verb, invocation, "lint", "Let squawk look at migrations");
  lint->add_option("files", flags->files, "files to check (default: all migrations)");
  lint->add_flag("--new", flags->only_new, "only those that the database does not have yet");
  lint->callback([&invocation, flags] {
    invocation.run = [flags](const Invocation& given) { return run_lint(given, *flags); };
  });

  CLI::App* docs =
      add_step(verb, invocation, "docs", "Write schema.md and schema.svg from the live catalogue");
  docs->add_option("--out", flags->out, "folder to write to")->capture_default_str();
  docs->add_flag("--check", flags->check, "write nothing; fail if the files are stale");
  run_on_target(docs, invocation, Creation::refused, [flags](const auto& given, const auto&, auto& target) {
    return run_docs(given, *flags, target);
  });
}

}  // namespace

void add_migrate_command(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("migrate", "Bring the schema up to date, and check that it still is");
  verb->require_subcommand(1);
  const auto flags = std::make_shared<MigrateFlags>();
  add_up(*verb, invocation, flags);
  add_checks(*verb, invocation, flags);
  add_authoring(*verb, invocation, flags);
}

}  // namespace marque::cli
