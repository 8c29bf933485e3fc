#include "cli/checkup.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/checkup_database.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "pg/embedded/binaries.hpp"
#include "pg/embedded/processes.hpp"

namespace marque::cli {
namespace {

namespace fs = std::filesystem;
namespace embedded = pg::embedded;

constexpr std::uintmax_t little_space_bytes = 1ULL << 30;  // a day of uploads may take this
constexpr std::uintmax_t no_space_bytes = 128ULL << 20;    // PostgreSQL would soon stop writing
constexpr std::uint64_t idle_budget_bytes = 96ULL << 20;   // what everything idle should stay under

double mebibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

Finding check_configuration(const Configuration& configuration) {
  std::string origins;
  for (const char* key : {"server.listen", "data.dir", "database.url"})
    if (!configuration.is_default(key))
      origins += fmt::format("{}{} from {}", origins.empty() ? "" : ", ", key, configuration.origin(key));
  return {"configuration", Health::good,
          origins.empty() ? "all settings that matter have their defaults" : origins, ""};
}

Finding check_data_directory(const fs::path& directory) {
  if (!fs::exists(directory))
    return {"data directory", Health::warning, fmt::format("{} does not exist yet", directory.string()),
            "`marque serve` makes it at its first start"};
  if (::access(directory.c_str(), R_OK | W_OK | X_OK) != 0)
    return {"data directory", Health::bad,
            fmt::format("{} cannot be read and written by this user", directory.string()),
            "give it to the user that runs marque, or name another one with --data-dir"};
  return {"data directory", Health::good, fs::absolute(directory).lexically_normal().string(), ""};
}

Finding check_disk(const fs::path& directory) {
  std::error_code problem;
  const auto space = fs::space(fs::exists(directory) ? directory : fs::current_path(), problem);
  if (problem) return {"disk", Health::bad, "its free space is unknown: " + problem.message(), ""};
  const std::string message =
      fmt::format("{:.1f} GiB free", static_cast<double>(space.available) / (1 << 30));
  if (space.available < no_space_bytes)
    return {"disk", Health::bad, message, "free some space now: PostgreSQL stops when it cannot write"};
  if (space.available < little_space_bytes) return {"disk", Health::warning, message, "free some space soon"};
  return {"disk", Health::good, message, ""};
}

/// Every file under secrets/ must be its owner's alone.
Finding check_secrets(const fs::path& directory) {
  std::error_code problem;
  std::string exposed;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(directory, problem)) {
    ++count;
    struct stat status{};
    if (::stat(entry.path().c_str(), &status) == 0 && (status.st_mode & 077) != 0)
      exposed += (exposed.empty() ? "" : ", ") + entry.path().filename().string();
  }
  if (problem && fs::exists(directory)) return {"permissions", Health::bad, problem.message(), ""};
  if (!exposed.empty())
    return {"permissions", Health::bad, "others may read " + exposed + " in " + directory.string(),
            "chmod 600 the files; replace keys that somebody may have read"};
  return {"permissions", Health::good, fmt::format("{} secret files, readable by their owner alone", count),
          ""};
}

Finding check_binaries(const Configuration& configuration) {
  std::optional<fs::path> chosen;
  if (const std::string& folder = configuration.text("pg.bin"); !folder.empty()) chosen = folder;
  const auto found = embedded::find_binaries(chosen);
  if (!found) return {"PostgreSQL programs", Health::bad, found.error().message, found.error().hint};
  return {"PostgreSQL programs", Health::good,
          fmt::format("{} in {}", found->version, found->postgres.parent_path().string()), ""};
}

Finding check_memory(const fs::path& directory) {
  const auto lock = core::read_file(directory / "marque.lock");
  const auto pid = lock ? core::parse_integer(core::trim(*lock)) : std::nullopt;
  if (!pid) return {"memory", Health::warning, "no marque runs on this data directory", ""};
  const auto processes = embedded::memory_of_tree(static_cast<pid_t>(*pid));
  if (!processes) return {"memory", Health::warning, "no marque runs on this data directory", ""};
  std::uint64_t total = 0;
  for (const auto& process : *processes) total += process.proportional_bytes;
  const auto message =
      fmt::format("{:.1f} MiB in {} processes, marque itself {:.1f} MiB (PSS)", mebibytes(total),
                  processes->size(), mebibytes(processes->front().proportional_bytes));
  if (total > idle_budget_bytes)
    return {"memory", Health::warning, message, "fine under load; idle it should be under 96 MiB"};
  return {"memory", Health::good, message, ""};
}

}  // namespace

std::string_view name_of(Health health) {
  switch (health) {
    case Health::good: return "good";
    case Health::warning: return "warning";
    case Health::bad: return "bad";
  }
  return "bad";
}

std::vector<Finding> run_checkup(const Configuration& configuration) {
  const fs::path directory = configuration.text("data.dir");
  const bool is_embedded = configuration.secret("database.url").empty();
  std::vector<Finding> findings{check_configuration(configuration), check_data_directory(directory),
                                check_disk(directory), check_secrets(directory / "secrets")};
  if (is_embedded) findings.push_back(check_binaries(configuration));
  check_database(configuration, findings);
  if (is_embedded) findings.push_back(check_memory(directory));
  return findings;
}

}  // namespace marque::cli
