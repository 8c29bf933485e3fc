// pg/embedded/process_user.hpp: who PostgreSQL's processes are. PostgreSQL refuses to run as root, and initdb
// refuses a user without a name, so for those a user namespace gives the child an ordinary id while the files
// keep their owner; where the kernel refuses namespaces, root steps down to an unprivileged user.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include <sys/types.h>

#include "core/error.hpp"

namespace marque::pg::embedded {

/// How root is handled; `automatic` prefers the namespace and falls back to stepping down.
enum class RootMode : std::uint8_t { automatic, user_namespace, drop };

enum class UserMode : std::uint8_t { unchanged, mapped, dropped };

/// The user of a child process. `owner` and `group` are as the files show them outside of any namespace.
struct ProcessUser {
  UserMode mode = UserMode::unchanged;
  uid_t owner = 0;
  gid_t group = 0;
  std::string uid_map;  ///< /proc/self/uid_map's one line, where mode is mapped
  std::string gid_map;
};

struct UserChoice {
  RootMode root_mode = RootMode::automatic;
  std::string unprivileged_user;        ///< for drop; empty: postgres, else nobody
  std::optional<uid_t> existing_owner;  ///< who owns the cluster's files already
};

/// Decides, and proves by a trial in a child process that the kernel plays along. Errors:
/// cluster.root_refused, cluster.user_unknown; their hints name the settings that stand in the way.
Result<ProcessUser> choose_process_user(const UserChoice& choice);

/// Turns the calling process into `user`. Only for a child between fork and exec: async-signal-safe. Answers
/// 0 or an errno.
int become(const ProcessUser& user) noexcept;

/// That `user` may enter every directory on the way to each of `paths`. Error: cluster.unreachable_path,
/// which names the first directory that lacks the x bit.
Result<void> check_reachable(const ProcessUser& user, std::span<const std::filesystem::path> paths);

}  // namespace marque::pg::embedded
