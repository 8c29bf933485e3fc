#include "pg/embedded/child_process.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/files.hpp"

namespace marque::pg::embedded {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// More output than any of our programs has reason to print; the rest is thrown away.
constexpr std::size_t output_limit_bytes = 256 * 1024;

/// All that the child needs, made before the fork: after it, only async-signal-safe calls are allowed.
struct Preparation {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  const ChildCommand* command;
  pid_t parent;
  int input;
  int output;
  int report;
};

/// What the child tells when it cannot become the program.
struct Complaint {
  int error_number;
  char action[32];
};

[[noreturn]] void give_up(const Preparation& preparation, const char* action, int error_number) noexcept {
  Complaint complaint{error_number, {}};
  std::strncpy(complaint.action, action, sizeof complaint.action - 1);
  core::write_all(preparation.report, {reinterpret_cast<const char*>(&complaint), sizeof complaint});
  ::_exit(127);
}

void reset_signals() noexcept {
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become_program(const Preparation& preparation) noexcept {
  const ChildCommand& command = *preparation.command;
  ::setsid();
  reset_signals();
  if (const int failure = become(command.user); failure != 0) give_up(preparation, "change user", failure);
  // After the change of user, which clears it; the question behind closes the gap before it.
  ::prctl(PR_SET_PDEATHSIG, command.death_signal);
  if (::getppid() != preparation.parent) ::_exit(127);
  if (::dup2(preparation.input, STDIN_FILENO) < 0 || ::dup2(preparation.output, STDOUT_FILENO) < 0 ||
      ::dup2(preparation.output, STDERR_FILENO) < 0)
    give_up(preparation, "connect the pipes", errno);
  ::syscall(SYS_close_range, 3U, ~0U, static_cast<unsigned>(CLOSE_RANGE_CLOEXEC));
  ::umask(0077);
  if (::chdir("/") != 0) give_up(preparation, "enter /", errno);
  ::execve(command.program.c_str(), preparation.arguments.data(), preparation.environment.data());
  give_up(preparation, "execute", errno);
}

Result<FileDescriptor> input_of(const std::string& text) {
  if (text.empty()) {
    FileDescriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null) return fail(core::file_error("open", "/dev/null", errno));
    return null;
  }
  FileDescriptor memory(::memfd_create("marque-input", MFD_CLOEXEC));
  if (!memory || core::write_all(memory.get(), text) != 0 || ::lseek(memory.get(), 0, SEEK_SET) != 0)
    return fail("cluster.spawn",
                "cannot hold a program's input in memory: " + core::system_error_text(errno));
  return memory;
}

/// A bare environment: nothing that the caller's shell says about locales or PG… may change the server. The
/// OOM lines let PostgreSQL's children be chosen before its postmaster where that one is protected.
std::vector<std::string> bare_environment() {
  return {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "TZ=UTC",
          "PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj", "PG_OOM_ADJUST_VALUE=0"};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Waits until the child has become the program or said why not.
Result<void> hear(const FileDescriptor& report, const ChildCommand& command) {
  Complaint complaint{};
  ssize_t count = 0;
  do {
    count = ::read(report.get(), &complaint, sizeof complaint);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return {};
  return fail("cluster.spawn",
              fmt::format("cannot start {}: {}: {}", command.program.string(), complaint.action,
                          core::system_error_text(complaint.error_number)));
}

void drain(const FileDescriptor& output, std::string& into) {
  std::array<char, 8192> buffer;
  for (;;) {
    const ssize_t count = ::read(output.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    if (into.size() < output_limit_bytes) into.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

int milliseconds_until(steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, left));
}

}  // namespace

Result<Child> spawn(const ChildCommand& command) {
  auto input = input_of(command.input);
  if (!input) return fail(input.error());
  auto output = core::open_pipe();
  if (!output) return fail(output.error());
  auto report = core::open_pipe();
  if (!report) return fail(report.error());

  std::vector<std::string> arguments{command.program.string()};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = bare_environment();
  const Preparation preparation{
      pointers(arguments),     pointers(environment),  &command, ::getpid(), input->get(),
      output->write_end.get(), report->write_end.get()};
  Child child;
  child.pid = ::fork();
  if (child.pid == 0) become_program(preparation);
  if (child.pid < 0) return fail("cluster.spawn", "cannot fork: " + core::system_error_text(errno));
  output->write_end.close();
  report->write_end.close();
  child.handle = open_process(child.pid);
  child.output = std::move(output->read_end);
  ::fcntl(child.output.get(), F_SETFL, O_NONBLOCK);
  auto heard = hear(report->read_end, command);
  if (heard && child.handle) return child;
  ::kill(child.pid, SIGKILL);
  collect(child);
  return heard ? fail("cluster.spawn", "this kernel has no pidfd_open (Linux 5.3 or newer is needed)")
               : fail(heard.error());
}

std::string Exit::text() const {
  if (WIFSIGNALED(status))
    return fmt::format("signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

Exit collect(Child& child) {
  Exit exit;
  while (::waitpid(child.pid, &exit.status, 0) < 0 && errno == EINTR) {
  }
  child.pid = -1;
  child.handle.close();
  return exit;
}

Result<Finished> run(const ChildCommand& command, std::chrono::seconds limit) {
  auto child = spawn(command);
  if (!child) return fail(child.error());
  const auto deadline = steady_clock::now() + limit;
  const pid_t group = child->pid;
  Finished finished;
  bool ended = false;
  while (!ended && steady_clock::now() < deadline) {
    std::array<pollfd, 2> waited{{{child->handle.get(), POLLIN, 0}, {child->output.get(), POLLIN, 0}}};
    ::poll(waited.data(), waited.size(), milliseconds_until(deadline));
    drain(child->output, finished.output);
    ended = (waited[0].revents & POLLIN) != 0;
    // A pipe that everyone has closed would wake the poll for ever.
    if ((waited[1].revents & (POLLHUP | POLLIN)) == POLLHUP && !ended)
      ended = wait_for_end(child->handle, milliseconds(milliseconds_until(deadline)));
  }
  if (!ended) ::kill(-group, SIGKILL);
  finished.exit = collect(*child);
  drain(child->output, finished.output);
  if (ended) return finished;
  return fail(Error("cluster.timeout", fmt::format("{} did not end within {} s",
                                                   command.program.filename().string(), limit.count()))
                  .with_detail(std::move(finished.output)));
}

bool wait_for_end(const FileDescriptor& handle, milliseconds limit) {
  const auto deadline = steady_clock::now() + limit;
  for (;;) {
    pollfd waited{handle.get(), POLLIN, 0};
    const int count = ::poll(&waited, 1, milliseconds_until(deadline));
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

void send_signal(const FileDescriptor& handle, int signal) {
  ::syscall(SYS_pidfd_send_signal, handle.get(), signal, nullptr, 0U);
}

FileDescriptor open_process(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
}

}  // namespace marque::pg::embedded
