#include "pg/migrations/authoring.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/utsname.h>
#include <sys/wait.h>

extern char** environ;

namespace marque::pg::migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxNameLength = 100;

// "20260203000000", in UTC.
std::string version_of(core::SystemTime time) {
  std::string version;
  for (const char c : core::to_rfc3339(time).substr(0, 19)) {
    if (c >= '0' && c <= '9') version += c;
  }
  return version;
}

bool is_good_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameLength && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string newest_version(const fs::path& directory) {
  std::string newest;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const std::string file_name = entry.path().filename().string();
    if (file_name.ends_with(".sql")) newest = std::max(newest, file_name.substr(0, 14));
  }
  return newest;
}

std::string package_program() {
  utsname machine{};
  ::uname(&machine);
  const std::string_view hardware = machine.machine;
  return fmt::format("node_modules/@squawk-cli/linux-{}/bin/squawk", hardware == "aarch64" ? "arm64" : "x64");
}

Error no_squawk(int error_number) {
  return Error("migration.no_squawk", "squawk, which checks migrations, cannot be started")
      .with_detail(error_number == 0 ? "" : core::system_error_text(error_number))
      .with_hint("run `npm install` in the source directory (package squawk-cli), or put squawk on PATH");
}

}  // namespace

Result<fs::path> new_migration(const fs::path& directory, std::string_view name, core::SystemTime now) {
  if (!is_good_name(name))
    return fail(Error("migration.bad_name", fmt::format("\"{}\" cannot be the name of a migration", name))
                    .with_hint("letters, digits and underscores: add_tc_accepted_at"));
  std::error_code error;
  fs::create_directories(directory, error);
  std::string version = version_of(now);
  for (const std::string newest = newest_version(directory); version <= newest;)
    version = version_of(now += std::chrono::seconds(1));
  const fs::path path = directory / fmt::format("{}_{}.sql", version, name);
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << "-- What changes for the reader of this schema, and why.\n"
          "-- The file runs in one transaction. Every new table, column and function gets its `comment on`, "
          "and\n"
          "-- every new table in an exposed schema its row-level security.\n\n";
  file.close();
  if (!file)
    return fail(Error("migration.unwritable", fmt::format("{} cannot be written", path.string()))
                    .with_detail(core::system_error_text(errno)));
  return path;
}

fs::path find_squawk() {
  std::error_code error;
  for (fs::path folder = fs::current_path(error);; folder = folder.parent_path()) {
    for (const fs::path& candidate : {folder / package_program(), folder / "node_modules/.bin/squawk"}) {
      if (fs::exists(candidate, error)) return candidate;
    }
    if (folder == folder.root_path()) return "squawk";
  }
}

Result<bool> lint_files(const std::vector<fs::path>& files, bool json) {
  if (files.empty()) return true;
  std::vector<std::string> words = {find_squawk().string()};
  if (json) words.insert(words.end(), {"--reporter", "json"});
  for (const fs::path& file : files) words.push_back(file.string());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::fflush(nullptr);
  pid_t child = -1;
  const int failed = ::posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
  if (failed != 0) return fail(no_squawk(failed));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) return fail(no_squawk(0));
  return WEXITSTATUS(status) == 0;
}

}  // namespace marque::pg::migrations
