// Leftovers of an earlier life: what data_directory.hpp promises about other processes.
#include <cerrno>
#include <chrono>
#include <csignal>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "core/files.hpp"
#include "pg/embedded/child_process.hpp"
#include "pg/embedded/data_directory.hpp"
#include "pg/embedded/processes.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// One rung of the ladder: what the postmaster and what orphaned backends are sent (0: nothing, they notice
/// by themselves that their postmaster has gone), and how long they get.
struct Rung {
  int to_postmaster;
  int to_backend;
  milliseconds patience;
};
constexpr Rung ladder[] = {
    {SIGINT, 0, milliseconds(3000)},         // fast shutdown; its own backends are its business
    {SIGINT, SIGTERM, milliseconds(12000)},  // a backend in the middle of a long query does not notice
    {SIGQUIT, SIGQUIT, milliseconds(6000)},  // immediate shutdown; the write-ahead log makes up for it
    {SIGKILL, SIGKILL, milliseconds(5000)},
};

Error foreign_server(const PostgresProcess& process, const fs::path& directory) {
  return Error("cluster.foreign_server",
               fmt::format("a PostgreSQL that marque did not start (process {}) runs on {}", process.pid,
                           directory.string()))
      .with_hint(
          fmt::format("stop it (pg_ctl stop, or: kill -INT {}), then start marque again", process.pid));
}

/// Sends through a pidfd, after looking once more at who has that number now.
void send(const PostgresProcess& process, const FileDescriptor& handle, int signal,
          const fs::path& directory) {
  if (signal == 0 || !handle) return;
  for (const PostgresProcess& still : postgres_processes_in(directory))
    if (still.pid == process.pid) send_signal(handle, signal);
}

/// One rung for everyone; true once nobody is left.
bool climb(const Rung& rung, const fs::path& directory) {
  const auto deadline = steady_clock::now() + rung.patience;
  for (const PostgresProcess& process : postgres_processes_in(directory)) {
    const FileDescriptor handle = open_process(process.pid);
    send(process, handle, process.postmaster ? rung.to_postmaster : rung.to_backend, directory);
  }
  for (;;) {
    const auto left = postgres_processes_in(directory);
    if (left.empty()) return true;
    const FileDescriptor handle = open_process(left.front().pid);
    const auto patience = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
    if (patience <= milliseconds(0)) return false;
    if (handle && !wait_for_end(handle, patience)) return false;
  }
}

Result<void> remove_pid_file(const fs::path& directory, const Log& log) {
  const fs::path path = directory / "postmaster.pid";
  if (::unlink(path.c_str()) == 0) {
    log.info("removed the pid file of a server that no longer runs", {{"file", path.string()}});
    return {};
  }
  if (errno == ENOENT) return {};
  return fail(core::file_error("remove", path, errno));
}

}  // namespace

Result<void> clear_leftovers(const fs::path& directory, const Log& log) {
  const auto found = postgres_processes_in(directory);
  for (const PostgresProcess& process : found)
    if (!process.ours) return fail(foreign_server(process, directory));
  if (!found.empty())
    log.info("waiting for the processes of an earlier server to end", {{"processes", found.size()}});
  for (const Rung& rung : ladder)
    if (climb(rung, directory)) return remove_pid_file(directory, log);
  return fail(
      Error("cluster.leftovers",
            fmt::format("processes of an earlier server do not end in {}", directory.string()))
          .with_hint("a process that even SIGKILL does not end waits for its disk: look at the storage"));
}

void kill_processes_in(const fs::path& directory) { climb(ladder[3], directory); }

}  // namespace marque::pg::embedded
