#include "pg/embedded/supervisor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/files.hpp"
#include "pg/embedded/port.hpp"
#include "pg/embedded/settings.hpp"
#include "pg/session.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto longest_pause = 30s;
constexpr auto healthy_after = 60s;  ///< a life this long makes earlier deaths forgotten
constexpr auto quit_patience = 8s;   ///< for an immediate shutdown
constexpr auto ready_look = 25ms;    ///< between looks at the pid file while the server starts
constexpr auto no_limit = 3600s;

/// pg_ctl's way: the eighth line of the pid file says "ready" once connections are accepted.
bool pid_file_says_ready(const fs::path& data) {
  const auto text = core::read_file(data / "postmaster.pid");
  if (!text) return false;
  std::size_t begin = 0;
  for (int line = 1; line < 8; ++line) {
    const auto end = text->find('\n', begin);
    if (end == text->npos) return false;
    begin = end + 1;
  }
  return text->compare(begin, 5, "ready") == 0;
}

void append_escaped(std::string& url, std::string_view text) {
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' || byte == '.' ||
                       byte == '~';
    if (plain)
      url += character;
    else
      url += fmt::format("%{:02X}", byte);
  }
}

void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

Secret connection_url(std::string_view host, std::uint16_t port, std::string_view user,
                      const Secret& password, std::string_view database) {
  std::string url = "postgresql://";
  append_escaped(url, user);
  url += ':';
  append_escaped(url, password.reveal());
  url += '@';
  append_escaped(url, host);
  url += fmt::format(":{}/", port);
  append_escaped(url, database);
  return Secret(std::move(url));
}

Supervisor::Supervisor(ServerPlan plan, Log log)
    : plan_(std::move(plan)), log_(log), server_log_(std::move(log)), wake_(::eventfd(0, EFD_CLOEXEC)) {}

Supervisor::~Supervisor() { static_cast<void>(stop(20s)); }

Result<void> Supervisor::start(const std::stop_token& cancel) {
  if (!wake_)
    return fail("cluster.start_failed", "cannot make an eventfd: " + core::system_error_text(errno));
  const std::stop_callback on_cancel(cancel, [this] {
    stop_wanted_ = true;
    ::eventfd_write(wake_.get(), 1);
  });
  std::promise<Result<void>> first;
  auto outcome = first.get_future();
  thread_ = std::jthread([this, promise = std::move(first)]() mutable { run(std::move(promise)); });
  return outcome.get();
}

Result<void> Supervisor::stop(std::chrono::seconds patience) {
  const std::lock_guard guard(join_mutex_);
  if (!thread_.joinable()) return {};
  stop_patience_seconds_ = patience.count();
  stop_wanted_ = true;
  ::eventfd_write(wake_.get(), 1);
  thread_.join();
  return stopped_;
}

ClusterStatus Supervisor::status() const {
  const std::lock_guard guard(status_mutex_);
  return status_;
}

void Supervisor::change_to(ClusterState state, std::string reason) {
  {
    const std::lock_guard guard(status_mutex_);
    status_ = {state, std::move(reason)};
  }
  if (plan_.on_change) plan_.on_change(status());
}

void Supervisor::run(std::promise<Result<void>> first) {
  block_signals();
  auto begun = bring_up();
  const bool up = begun.has_value();
  first.set_value(std::move(begun));
  while (up) {
    watch();
    if (stop_wanted()) break;
    bool restarted = false;
    while (!restarted && pause_before_restart()) {
      const auto again = bring_up();
      restarted = again.has_value();
      if (restarted || stop_wanted()) continue;
      log_.error("PostgreSQL could not be started again", again.error());
      change_to(ClusterState::down, again.error().message);
    }
    if (!restarted) break;
  }
  shut_down();
}

/// Everything around the server that can be set right or refused before it starts.
Result<void> Supervisor::prepare() const {
  const fs::path data = plan_.directory.postgres();
  if (auto cleared = clear_leftovers(data, log_); !cleared) return cleared;
  if (auto enough = plan_.directory.check_space(free_bytes_to_start); !enough) return enough;
  if (auto port = choose_port(plan_.port); !port) return fail(port.error());
  const fs::path file = data / "postgresql.conf";
  if (auto written = core::write_file_atomically(file, configuration_text(plan_.directory.user_settings()));
      !written)
    return written;
  return plan_.user.mode == UserMode::dropped ? give_to(plan_.user, file) : Result<void>();
}

Result<void> Supervisor::bring_up() {
  change_to(ClusterState::starting);
  const auto begin = steady_clock::now();
  if (auto prepared = prepare(); !prepared) return prepared;
  server_log_.begin();
  auto arguments = fixed_arguments(plan_.directory.postgres(), plan_.socket.path, plan_.port);
  auto spawned = spawn({plan_.binaries.postgres, std::move(arguments), plan_.user, SIGINT, {}});
  if (!spawned) return fail(spawned.error());
  child_ = std::move(*spawned);
  postmaster_ = child_.pid;
  if (auto ready = await_ready(); !ready) {
    end_within(SIGINT, quit_patience) || end_within(SIGQUIT, quit_patience) ||
        end_within(SIGKILL, quit_patience);
    return ready;
  }
  ready_since_ = steady_clock::now();
  const std::chrono::duration<double> taken = ready_since_ - begin;
  log_.info("PostgreSQL is ready", {{"version", plan_.binaries.version},
                                    {"port", plan_.port},
                                    {"postmaster", child_.pid},
                                    {"seconds", taken.count()}});
  change_to(ClusterState::ready);
  return {};
}

Result<void> Supervisor::await_ready() {
  auto deadline = steady_clock::now() + plan_.start_patience;
  Result<void> answer = fail("cluster.timeout", "PostgreSQL does not answer");
  while (steady_clock::now() < deadline) {
    const Event event = wait(ready_look);
    if (event == Event::stop_wanted) return fail("cluster.cancelled", "the start was given up on request");
    if (event == Event::server_ended) return after_early_end();
    if (event == Event::output) deadline = steady_clock::now() + plan_.start_patience;  // it is alive
    if (!server_log_.said_ready() && !pid_file_says_ready(plan_.directory.postgres())) continue;
    answer = try_connection();
    if (answer || answer.error().code == "pg.wrong_password") break;
  }
  if (answer) return answer;
  if (answer.error().code == "pg.wrong_password")
    return fail(Error("cluster.start_failed", "the database does not accept the password of its superuser")
                    .with_hint(fmt::format("remove {} to have marque set a new one at the next start",
                                           plan_.directory.password_file().string())));
  return fail(
      Error("cluster.timeout", fmt::format("PostgreSQL was not ready after {} s without a sign of life",
                                           plan_.start_patience.count()))
          .with_detail(server_log_.complaints())
          .caused_by(answer.error()));
}

Result<void> Supervisor::try_connection() const {
  const Secret url =
      connection_url(plan_.socket.path.string(), plan_.port, "postgres", plan_.password, "postgres");
  auto session = Session::open(url, 5s);
  if (!session) return fail(session.error());
  const auto one = session->query("select 1");
  return one ? Result<void>() : fail(one.error());
}

Result<void> Supervisor::after_early_end() {
  const Exit exit = bury();
  return fail(start_error(server_log_.complaints(), exit.text()));
}

/// Returns when the server has died or somebody wants it stopped.
void Supervisor::watch() {
  for (;;) {
    const Event event = wait(no_limit);
    if (event == Event::stop_wanted) return;
    if (event != Event::server_ended) continue;
    if (steady_clock::now() - ready_since_ >= healthy_after) failures_ = 0;
    const std::string how = bury().text();
    log_.error("PostgreSQL ended unexpectedly; it is started again",
               {{"how", how}, {"deaths_in_a_row", failures_ + 1}});
    change_to(ClusterState::down, fmt::format("PostgreSQL ended unexpectedly: {}", how));
    return;
  }
}

/// Waits 1, 2, 4 … 30 s by the number of deaths in a row; false when somebody wants us to stop.
bool Supervisor::pause_before_restart() {
  const auto pause = std::min<std::chrono::seconds>(longest_pause, 1s * (1 << std::min(failures_, 5)));
  const auto deadline = steady_clock::now() + pause;
  while (steady_clock::now() < deadline)
    if (wait(std::chrono::ceil<milliseconds>(deadline - steady_clock::now())) == Event::stop_wanted)
      return false;
  ++failures_;
  return true;
}

void Supervisor::shut_down() {
  if (child_.pid > 0) {
    change_to(ClusterState::stopping);
    const std::chrono::seconds patience(stop_patience_seconds_.load());
    const bool in_time = end_within(SIGINT, patience);
    if (in_time && !last_exit_.clean()) {
      stopped_ =
          fail("cluster.unclean_stop",
               fmt::format("PostgreSQL's shutdown failed ({}); its next start recovers", last_exit_.text()));
      log_.warning("PostgreSQL did not stop cleanly", stopped_.error());
    } else if (!in_time) {
      stopped_ =
          fail("cluster.unclean_stop", fmt::format("PostgreSQL did not stop within {} s and was made to stop "
                                                   "at once; its next start recovers",
                                                   patience.count()));
      log_.warning("PostgreSQL does not stop", stopped_.error());
      end_within(SIGQUIT, quit_patience) || end_within(SIGKILL, quit_patience);
    }
  }
  std::error_code ignored;
  if (plan_.socket.temporary) fs::remove(plan_.socket.path, ignored);
  change_to(ClusterState::stopped);
}

/// Sends `signal` and waits for the end, reading what the server says meanwhile. True once it has ended.
bool Supervisor::end_within(int signal, milliseconds limit) {
  if (child_.pid <= 0) return true;
  send_signal(child_.handle, signal);
  const auto deadline = steady_clock::now() + limit;
  while (steady_clock::now() < deadline) {
    std::array<pollfd, 2> waited{{{child_.handle.get(), POLLIN, 0}, {child_.output.get(), POLLIN, 0}}};
    ::poll(waited.data(), waited.size(),
           static_cast<int>(std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count()));
    read_output();
    if ((waited[0].revents & POLLIN) == 0) continue;
    log_.info("PostgreSQL has stopped", {{"how", bury().text()}});
    return true;
  }
  return false;
}

Supervisor::Event Supervisor::wait(milliseconds limit) {
  std::array<pollfd, 3> waited{
      {{wake_.get(), POLLIN, 0}, {child_.handle.get(), POLLIN, 0}, {child_.output.get(), POLLIN, 0}}};
  ::poll(waited.data(), waited.size(), static_cast<int>(limit.count()));
  if (stop_wanted()) return Event::stop_wanted;
  const bool said = (waited[2].revents & (POLLIN | POLLHUP)) != 0;
  if (said) read_output();
  if ((waited[1].revents & POLLIN) != 0) return Event::server_ended;
  return said ? Event::output : Event::nothing;
}

void Supervisor::read_output() {
  std::array<char, 8192> buffer;
  while (child_.output) {
    const ssize_t count = ::read(child_.output.get(), buffer.data(), buffer.size());
    if (count > 0) server_log_.take({buffer.data(), static_cast<std::size_t>(count)});
    // Nobody holds the other end any more: a closed pipe would wake every poll from now on.
    if (count == 0) child_.output.close();
    if (count < 0 && errno != EINTR) return;
  }
}

/// Reads the last words, collects the exit status and forgets the process.
Exit Supervisor::bury() {
  read_output();
  postmaster_ = -1;
  last_exit_ = collect(child_);
  child_.output.close();
  return last_exit_;
}

}  // namespace marque::pg::embedded
