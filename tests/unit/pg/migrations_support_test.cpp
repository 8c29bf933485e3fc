#include "migrations_support.hpp"

#include <array>

extern char** environ;

namespace marque::pg::migrations {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

pid_t spawn(std::vector<std::string> program, const std::vector<std::string>& more, int output,
            const std::filesystem::path& directory) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  environment.insert(environment.end(), more.begin(), more.end());
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
  if (output >= 0) {
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, output, 2);
  }
  if (!directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  pid_t child = -1;
  auto arguments = pointers(program);
  auto variables = pointers(environment);
  const int failed =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + program[0]);
  return child;
}

}  // namespace

Outcome run_program(const std::vector<std::string>& program, const std::vector<std::string>& environment,
                    const std::filesystem::path& directory) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = spawn(program, environment, ends[1], directory);
  ::close(ends[1]);
  Outcome outcome;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
    outcome.output.append(buffer.data(), static_cast<std::size_t>(count));
  ::close(ends[0]);
  outcome.code = wait_for(child);
  return outcome;
}

pid_t start_child(const std::string& name, const std::vector<std::string>& environment) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  return spawn({self, "--gtest_filter=" + name, "--gtest_also_run_disabled_tests", "--gtest_brief=1"},
               environment, -1, {});
}

int wait_for(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace marque::pg::migrations
