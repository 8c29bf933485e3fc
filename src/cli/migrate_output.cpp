#include "cli/migrate_output.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "core/json.hpp"

namespace marque::cli {
namespace {

namespace migrations = pg::migrations;
using core::JsonObject;
using migrations::Progress;

constexpr std::chrono::seconds quiet_time{2};
constexpr std::size_t bar_width = 24;

template <class Items, class Write>
std::string json_array(const Items& items, Write write) {
  std::string array = "[";
  for (const auto& item : items) array.append(array.size() > 1 ? "," : "").append(write(item));
  return array + "]";
}

std::string drift_json(const migrations::DriftEntry& entry) {
  return JsonObject()
      .add("change", migrations::name_of(entry.change))
      .add("kind", entry.kind)
      .add("identity", entry.identity)
      .add("before", entry.before)
      .add("after", entry.after)
      .text();
}

std::string problem_json(const Error& problem) {
  return JsonObject()
      .add("code", problem.code)
      .add("message", problem.message)
      .add("detail", problem.detail)
      .add("hint", problem.hint)
      .text();
}

std::string drift_text(const std::vector<migrations::DriftEntry>& drift) {
  std::string text;
  for (const auto& entry : drift) text += migrations::describe(entry);
  return text;
}

std::string progress_line(const Progress& progress) {
  const double of_file = progress.statements == 0 ? 0.0
                                                  : static_cast<double>(progress.statement) /
                                                        static_cast<double>(progress.statements);
  const double done =
      (static_cast<double>(progress.file) - 1 + of_file) / static_cast<double>(progress.files);
  const auto filled = static_cast<std::size_t>(std::clamp(done, 0.0, 1.0) * static_cast<double>(bar_width));
  return fmt::format("[{}{}] file {} of {}, statement {} of {}  {}", std::string(filled, '#'),
                     std::string(bar_width - filled, '.'), progress.file, progress.files, progress.statement,
                     progress.statements, progress.file_name);
}

}  // namespace

MigrationProgress::MigrationProgress() : terminal_(::isatty(STDERR_FILENO) == 1) {}
MigrationProgress::~MigrationProgress() { clear(); }

void MigrationProgress::clear() {
  if (std::exchange(drawn_, false)) fmt::print(stderr, "\r\033[K");
}

void MigrationProgress::show(const Progress& progress) {
  if (progress.stage == Progress::Stage::waiting || progress.stage == Progress::Stage::note) {
    clear();
    fmt::print(stderr, "{}\n", progress.message);
    return;
  }
  if (!terminal_ || progress.files == 0 || std::chrono::steady_clock::now() - start_ < quiet_time) return;
  fmt::print(stderr, "\r\033[K{}", progress_line(progress));
  std::fflush(stderr);
  drawn_ = true;
}

std::string up_text(const migrations::UpReport& report, const std::string& source) {
  std::string text = fmt::format("files: {}\n", source);
  for (const std::string& file : report.adopted)
    text += fmt::format("recorded  {} (applied by another tool)\n", file);
  for (const std::string& file : report.applied) text += fmt::format("applied   {}\n", file);
  if (report.applied.empty() && report.adopted.empty()) text += "nothing to do: every migration is applied\n";
  if (report.seeded) text += "seeded\n";
  if (!report.drift.empty())
    text += fmt::format("\nThe schema is not as the migrations left it:\n{}\nSee `marque migrate verify`.\n",
                        drift_text(report.drift));
  return text;
}

std::string up_json(const migrations::UpReport& report, const std::string& source) {
  return JsonObject()
      .add("source", source)
      .add_raw("applied", json_array(report.applied, core::json_string))
      .add_raw("adopted", json_array(report.adopted, core::json_string))
      .add("seeded", report.seeded)
      .add_raw("drift", json_array(report.drift, drift_json))
      .add("fingerprint", report.fingerprint)
      .text();
}

std::string status_text(const migrations::Plan& plan, const std::string& source) {
  std::size_t width = 4;
  for (const auto& file : plan.files) width = std::max(width, file.name.size());
  std::string text = fmt::format("files: {}\n\n{:<10} {:<14} {:<{}} {:<17} {}\n", source, "kind", "version",
                                 "name", width, "state", "applied at");
  for (const auto& file : plan.files)
    text += fmt::format("{:<10} {:<14} {:<{}} {:<17} {}\n", migrations::name_of(file.kind), file.version,
                        file.name, width, migrations::name_of(file.state), file.applied_at);
  for (const Error& problem : plan.problems) text += "\n" + core::describe(problem) + "\n";
  return text;
}

std::string status_json(const migrations::Plan& plan, const std::string& source) {
  return JsonObject()
      .add("source", source)
      .add_raw("files", json_array(plan.files,
                                   [](const migrations::PlannedFile& file) {
                                     return JsonObject()
                                         .add("kind", migrations::name_of(file.kind))
                                         .add("version", file.version)
                                         .add("name", file.name)
                                         .add("state", migrations::name_of(file.state))
                                         .add("applied_at", file.applied_at)
                                         .text();
                                   }))
      .add_raw("problems", json_array(plan.problems, problem_json))
      .text();
}

std::string verify_text(const migrations::VerifyReport& report) {
  std::string text;
  for (const Error& problem : report.problems) text += core::describe(problem) + "\n";
  if (!report.drift.empty()) {
    text +=
        fmt::format("The schema is not as the migrations left it ({} differences; - recorded, + now):\n{}",
                    report.drift.size(), drift_text(report.drift));
    text +=
        "Undo the changes, or put them into a migration, or accept them as they are: "
        "`marque migrate verify --accept`.\n";
  }
  if (report.clean()) text += "files, records and schema agree\n";
  return text + "fingerprint " + report.fingerprint + "\n";
}

std::string verify_json(const migrations::VerifyReport& report) {
  return JsonObject()
      .add("clean", report.clean())
      .add_raw("problems", json_array(report.problems, problem_json))
      .add_raw("drift", json_array(report.drift, drift_json))
      .add("fingerprint", report.fingerprint)
      .text();
}

}  // namespace marque::cli
