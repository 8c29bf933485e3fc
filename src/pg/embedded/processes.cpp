#include "pg/embedded/processes.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/files.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;

template <class Number>
std::optional<Number> number_in(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> all;
  std::error_code ignored;
  for (fs::directory_iterator entry("/proc", ignored), end; !ignored && entry != end;
       entry.increment(ignored))
    if (const auto pid = number_in<pid_t>(entry->path().filename().string())) all.push_back(*pid);
  return all;
}

fs::path folder_of(pid_t pid) { return fs::path("/proc") / std::to_string(pid); }

/// The fourth field of /proc/pid/stat; the second one, the name in parentheses, may hold anything.
std::optional<pid_t> parent_of(pid_t pid) {
  const auto text = core::read_file(folder_of(pid) / "stat");
  if (!text) return std::nullopt;
  std::istringstream rest(text->substr(std::min(text->size(), text->rfind(')') + 1)));
  char state = 0;
  pid_t parent = 0;
  return rest >> state >> parent ? std::optional(parent) : std::nullopt;
}

/// The command line with blanks for the zero bytes; a PostgreSQL backend's is its title.
std::string title_of(pid_t pid) {
  auto text = core::read_file(folder_of(pid) / "cmdline").value_or(std::string());
  std::replace(text.begin(), text.end(), '\0', ' ');
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

bool runs_postgres(pid_t pid) {
  std::error_code failure;
  std::string program = fs::read_symlink(folder_of(pid) / "exe", failure).filename().string();
  // The program may have been replaced by an upgrade while it runs.
  if (const auto gone = program.find(" (deleted)"); gone != program.npos) program.resize(gone);
  return program == "postgres";
}

bool works_in(pid_t pid, const fs::path& directory, const struct stat& identity) {
  const fs::path link = folder_of(pid) / "cwd";
  struct stat facts{};
  if (::stat(link.c_str(), &facts) != 0) return false;
  if (facts.st_dev == identity.st_dev && facts.st_ino == identity.st_ino) return true;
  std::error_code failure;
  const std::string where = fs::read_symlink(link, failure).string();
  return where.starts_with(directory.string() + "/");
}

/// Socket inodes that listen on `port` at the loopback or wildcard address, from a table of proc_net_tcp(5).
void add_listeners(const char* table, std::uint16_t port, std::vector<std::string>& inodes) {
  std::istringstream lines(core::read_file(table, std::size_t{8} << 20).value_or(std::string()));
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::vector<std::string> fields;
    for (std::string word; words >> word;) fields.push_back(word);
    constexpr std::string_view listening = "0A";
    if (fields.size() < 10 || fields[3] != listening) continue;
    const auto colon = fields[1].rfind(':');
    if (colon == std::string::npos || number_in<std::uint16_t>(fields[1].substr(colon + 1), 16) != port)
      continue;
    inodes.push_back(fmt::format("socket:[{}]", fields[9]));
  }
}

bool holds_one_of(pid_t pid, const std::vector<std::string>& inodes) {
  std::error_code failure;
  for (fs::directory_iterator entry(folder_of(pid) / "fd", failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry->path(), gone).string();
    if (std::find(inodes.begin(), inodes.end(), target) != inodes.end()) return true;
  }
  return false;
}

std::optional<std::uint64_t> proportional_bytes_of(pid_t pid) {
  const auto text = core::read_file(folder_of(pid) / "smaps_rollup");
  if (!text) return std::nullopt;
  const auto label = text->find("\nPss:");
  if (label == text->npos) return std::nullopt;
  return std::strtoull(text->c_str() + label + std::strlen("\nPss:"), nullptr, 10) * 1024;
}

}  // namespace

std::vector<PostgresProcess> postgres_processes_in(const fs::path& data_directory) {
  std::vector<PostgresProcess> found;
  struct stat identity{};
  if (::stat(data_directory.c_str(), &identity) != 0) return found;
  std::error_code failure;
  const fs::path real = fs::canonical(data_directory, failure);
  std::map<pid_t, pid_t> parents;
  for (const pid_t pid : all_processes()) {
    if (pid == ::getpid() || !works_in(pid, real, identity) || !runs_postgres(pid)) continue;
    parents[pid] = parent_of(pid).value_or(0);
    const std::string title = title_of(pid);
    const bool ours = title.find(fmt::format("cluster_name={}", cluster_name)) != title.npos ||
                      title.starts_with(fmt::format("postgres: {}: ", cluster_name));
    found.push_back({pid, ours, false});
  }
  for (PostgresProcess& process : found)
    process.postmaster =
        !title_of(process.pid).starts_with("postgres: ") && !parents.contains(parents[process.pid]);
  return found;
}

std::optional<std::string> listener_on(std::uint16_t port) {
  std::vector<std::string> inodes;
  add_listeners("/proc/net/tcp", port, inodes);
  add_listeners("/proc/net/tcp6", port, inodes);
  if (inodes.empty()) return std::nullopt;
  for (const pid_t pid : all_processes()) {
    if (!holds_one_of(pid, inodes)) continue;
    std::string name = core::read_file(folder_of(pid) / "comm").value_or("?");
    name.erase(name.find_last_not_of('\n') + 1);
    return fmt::format("{} ({})", pid, name);
  }
  return std::nullopt;
}

Result<std::vector<ProcessMemory>> memory_of_tree(pid_t root) {
  std::multimap<pid_t, pid_t> children;
  for (const pid_t pid : all_processes())
    if (const auto parent = parent_of(pid)) children.emplace(*parent, pid);
  std::vector<ProcessMemory> tree;
  std::vector<pid_t> waiting{root};
  while (!waiting.empty()) {
    const pid_t pid = waiting.back();
    waiting.pop_back();
    if (const auto bytes = proportional_bytes_of(pid))
      tree.push_back({pid, title_of(pid), *bytes});
    else if (pid == root)
      return fail("cluster.memory_unknown", fmt::format("cannot read /proc/{}/smaps_rollup", root));
    const auto [first, last] = children.equal_range(pid);
    for (auto child = first; child != last; ++child) waiting.push_back(child->second);
  }
  return tree;
}

Result<std::uint64_t> proportional_set_size_bytes(pid_t root) {
  const auto tree = memory_of_tree(root);
  if (!tree) return fail(tree.error());
  std::uint64_t sum = 0;
  for (const ProcessMemory& process : *tree) sum += process.proportional_bytes;
  return sum;
}

}  // namespace marque::pg::embedded
