// pg/embedded/data_directory.hpp: marque's data directory as far as the cluster needs it: its lock, the state
// of postgres/ inside, leftovers of an earlier life, and a place for the Unix socket.
//
//   <root>/marque.lock                 held while a marque runs; the holder's process id
//   <root>/postgres/                   PGDATA
//   <root>/run/                        the Unix socket
//   <root>/secrets/postgres_password   of the superuser, mode 0600
//   <root>/postgresql.user.conf        the operator's own settings, optional
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

#include <sys/types.h>

#include "core/error.hpp"
#include "core/file_descriptor.hpp"
#include "core/log.hpp"
#include "core/secret.hpp"
#include "pg/embedded/process_user.hpp"

namespace marque::pg::embedded {

/// Free space below which no cluster is made or started: PostgreSQL would only stop half way.
inline constexpr std::uint64_t free_bytes_to_initialise = std::uint64_t{128} << 20;
inline constexpr std::uint64_t free_bytes_to_start = std::uint64_t{24} << 20;

/// Where the server puts its Unix socket. Beside the data if the kernel (107
/// bytes) and libpq (no comma) can name it, else in a short directory of the same owner, which goes away
/// again.
struct SocketDirectory {
  std::filesystem::path path;
  bool temporary = false;
};

class DataDirectory {
 public:
  /// Makes the directory if need be and locks it. Errors: cluster.in_use (with the holder's process id),
  /// cluster.read_only, cluster.wrong_owner, or a file.* error.
  static Result<DataDirectory> open(const std::filesystem::path& root);

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path postgres() const { return root_ / "postgres"; }
  std::filesystem::path secrets() const { return root_ / "secrets"; }
  std::filesystem::path password_file() const { return secrets() / "postgres_password"; }
  std::filesystem::path user_settings() const { return root_ / "postgresql.user.conf"; }

  /// True once postgres/ holds a whole cluster, false where it is missing or empty. Error:
  /// cluster.not_a_database where it holds something else, which is never touched.
  Result<bool> initialised() const;
  /// Who owns postgres/; nothing where it does not exist.
  std::optional<uid_t> owner() const;

  /// That PG_VERSION is ours. Error: cluster.other_version, with the way out.
  Result<void> check_version() const;
  /// That the file system has `needed_bytes` left. Error: cluster.disk_full.
  Result<void> check_space(std::uint64_t needed_bytes) const;
  /// Owner and mode of postgres/ as PostgreSQL wants them; a mode too open is mended, and so is the owner
  /// where root has stepped down to `user`. Error: cluster.wrong_owner.
  Result<void> fit_to(const ProcessUser& user, const Log& log) const;
  /// Lets `user` pass through the root directory (only pass: mode 0711), where that is another user than
  /// ours.
  Result<void> let_pass(const ProcessUser& user) const;
  Result<SocketDirectory> socket_directory(const ProcessUser& user) const;

 private:
  DataDirectory(std::filesystem::path root, FileDescriptor lock)
      : root_(std::move(root)), lock_(std::move(lock)) {}

  std::filesystem::path root_;
  FileDescriptor lock_;
};

/// Ends what an earlier marque left running in `data_directory` (a postmaster whose marque was killed,
/// backends whose postmaster was) and removes a pid file that belongs to nobody. Only processes that are
/// PostgreSQL, work in that directory and carry our cluster's name are touched. Errors:
/// cluster.foreign_server, cluster.leftovers.
Result<void> clear_leftovers(const std::filesystem::path& data_directory, const Log& log);

/// Ends every PostgreSQL process that works in `directory`, at once: for an initdb that was interrupted.
void kill_processes_in(const std::filesystem::path& directory);

/// Gives `path` and all in it to `user`, if it is not theirs already. Never follows symbolic links.
Result<void> give_to(const ProcessUser& user, const std::filesystem::path& path);

/// The superuser's password as it was written down; empty where it was not. Error: cluster.wrong_owner.
Result<Secret> read_password(const DataDirectory& directory);
/// Writes it down, mode 0600.
Result<void> write_password(const DataDirectory& directory, const Secret& password);

}  // namespace marque::pg::embedded
