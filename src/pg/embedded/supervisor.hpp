// pg/embedded/supervisor.hpp: the thread that starts the server, watches it, starts it again when it dies,
// and stops it. It is also the thread whose end makes the kernel stop the server (PR_SET_PDEATHSIG), so it
// lives as long as the server does.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include "pg/embedded/binaries.hpp"
#include "pg/embedded/child_process.hpp"
#include "pg/embedded/cluster.hpp"
#include "pg/embedded/data_directory.hpp"
#include "pg/embedded/server_log.hpp"

namespace marque::pg::embedded {

/// Everything a start of the server needs, decided beforehand.
struct ServerPlan {
  DataDirectory directory;
  Binaries binaries;
  ProcessUser user;
  SocketDirectory socket;
  Secret password;
  std::uint16_t port;
  std::chrono::seconds start_patience;
  std::function<void(const ClusterStatus&)> on_change;
};

/// A connection URI; `host` is a directory for a Unix socket or a host name.
Secret connection_url(std::string_view host, std::uint16_t port, std::string_view user,
                      const Secret& password, std::string_view database);

class Supervisor {
 public:
  Supervisor(ServerPlan plan, Log log);
  ~Supervisor();

  /// Starts the thread and the server; returns once it answers or the attempt has failed.
  Result<void> start(const std::stop_token& cancel);
  Result<void> stop(std::chrono::seconds patience);

  const ServerPlan& plan() const { return plan_; }
  pid_t postmaster() const { return postmaster_.load(); }
  ClusterStatus status() const;

 private:
  /// What ended a wait.
  enum class Event : std::uint8_t { stop_wanted, server_ended, output, nothing };

  void run(std::promise<Result<void>> first);
  Result<void> bring_up();
  Result<void> prepare() const;
  Result<void> await_ready();
  Result<void> try_connection() const;
  Result<void> after_early_end();
  void watch();
  bool pause_before_restart();
  void shut_down();
  bool end_within(int signal, std::chrono::milliseconds limit);
  Event wait(std::chrono::milliseconds limit);
  void read_output();
  Exit bury();
  void change_to(ClusterState state, std::string reason = {});
  bool stop_wanted() const { return stop_wanted_.load(); }

  ServerPlan plan_;
  Log log_;
  ServerLog server_log_;
  FileDescriptor wake_;  ///< an eventfd
  Child child_;          ///< touched by the thread only
  Exit last_exit_;       ///< of the last server that was buried
  int failures_ = 0;     ///< deaths in a row, without a long healthy life between
  std::chrono::steady_clock::time_point ready_since_;

  std::atomic<bool> stop_wanted_ = false;
  std::atomic<pid_t> postmaster_ = -1;
  std::atomic<std::int64_t> stop_patience_seconds_ = 20;
  mutable std::mutex status_mutex_;
  ClusterStatus status_{ClusterState::starting, {}};
  Result<void> stopped_;
  std::mutex join_mutex_;
  std::jthread thread_;
};

}  // namespace marque::pg::embedded
