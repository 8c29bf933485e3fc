// cli/migrate_output.hpp: what `marque migrate` shows, for people and for programs.
#pragma once

#include <chrono>
#include <string>

#include "pg/migrations/runner.hpp"

namespace marque::cli {

/// A line on a terminal's standard error once a run takes more than two seconds; what a run has to say
/// (waiting, retrying, resuming) is printed at once, terminal or not.
class MigrationProgress {
 public:
  MigrationProgress();
  ~MigrationProgress();
  MigrationProgress(const MigrationProgress&) = delete;
  MigrationProgress& operator=(const MigrationProgress&) = delete;
  void show(const pg::migrations::Progress& progress);

 private:
  void clear();
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  bool terminal_;
  bool drawn_ = false;
};

std::string up_text(const pg::migrations::UpReport& report, const std::string& source);
std::string up_json(const pg::migrations::UpReport& report, const std::string& source);
std::string status_text(const pg::migrations::Plan& plan, const std::string& source);
std::string status_json(const pg::migrations::Plan& plan, const std::string& source);
std::string verify_text(const pg::migrations::VerifyReport& report);
std::string verify_json(const pg::migrations::VerifyReport& report);

}  // namespace marque::cli
