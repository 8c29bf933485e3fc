// pg/embedded/cluster.hpp: THE room's door: a PostgreSQL 17 of our own: made, started, watched, restarted and
// stopped. One data directory, one marque (others are refused), one server; after a SIGKILL of anything the
// next start recovers by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "core/error.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "pg/embedded/process_user.hpp"

namespace marque::pg::embedded {

enum class ClusterState : std::uint8_t { starting, ready, down, stopping, stopped };
std::string_view name_of(ClusterState state);

struct ClusterStatus {
  ClusterState state;
  std::string reason;  ///< why it is down; empty otherwise
};

struct ClusterOptions {
  std::filesystem::path data_directory;
  std::uint16_t port = 54322;                     ///< on 127.0.0.1; 0: any free one, kept over restarts
  std::optional<std::filesystem::path> binaries;  ///< MARQUE_PG_BIN; else see find_binaries
  RootMode root_mode = RootMode::automatic;
  std::string unprivileged_user;            ///< for stepping down from root; empty: postgres, else nobody
  std::chrono::seconds start_patience{60};  ///< without a sign of life; recovery gives such signs
  std::function<void(const ClusterStatus&)> on_change;  ///< on the cluster's own thread; must not wait
  std::stop_token cancel;                               ///< gives up a start that is under way
};

/// How a client reaches the server.
enum class Endpoint : std::uint8_t { unix_socket, tcp };

class Cluster {
 public:
  /// Returns once the server answers queries. Errors have codes "cluster.…": no_binaries, wrong_version,
  /// in_use, other_version, not_a_database, disk_full, read_only, wrong_owner, port_taken, root_refused,
  /// user_unknown, unreachable_path, foreign_server, leftovers, initdb_failed, start_failed, timeout,
  /// cancelled.
  static Result<std::unique_ptr<Cluster>> start(ClusterOptions options, Log log);

  /// Stops as `stop` does, with its usual patience.
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  /// A fast shutdown (running transactions are rolled back); after `patience` an immediate one, from which
  /// the next start recovers. Error: cluster.unclean_stop. Further calls do nothing.
  Result<void> stop(std::chrono::seconds patience = std::chrono::seconds(20));

  /// A connection URI for any role.
  Secret url(Endpoint endpoint, std::string_view user, const Secret& password,
             std::string_view database = "postgres") const;
  /// The same for the superuser `postgres`, whose password is in secrets/postgres_password.
  Secret superuser_url(Endpoint endpoint = Endpoint::unix_socket,
                       std::string_view database = "postgres") const;

  std::uint16_t port() const;
  const std::filesystem::path& socket_directory() const;
  const std::string& version() const;  ///< "17.10"
  pid_t postmaster() const;            ///< -1 while there is none
  ClusterStatus status() const;

 private:
  struct Parts;
  explicit Cluster(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace marque::pg::embedded
