#include "pg/embedded/process_user.hpp"

#include <array>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/file_descriptor.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;

/// The user that stands for "nobody known" in every namespace; PostgreSQL would not recognise its own files.
constexpr uid_t overflow_user = 65534;
constexpr int passwd_buffer_bytes = 16384;

struct NamedUser {
  uid_t user;
  gid_t group;
};

std::optional<NamedUser> user_named(const std::string& name) {
  std::array<char, passwd_buffer_bytes> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::nullopt;
  return NamedUser{entry.pw_uid, entry.pw_gid};
}

std::optional<NamedUser> user_with_id(uid_t id) {
  std::array<char, passwd_buffer_bytes> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(id, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::nullopt;
  return NamedUser{entry.pw_uid, entry.pw_gid};
}

/// An ordinary user that has a name here, for the inside of the namespace: initdb looks its name up.
std::optional<NamedUser> any_ordinary_user() {
  for (const char* name : {"postgres", "daemon", "bin"})
    if (const auto user = user_named(name); user && user->user != 0 && user->user != overflow_user)
      return user;
  for (uid_t id = 1; id < 2000; ++id)
    if (const auto user = user_with_id(id)) return user;
  return std::nullopt;
}

int write_text(const char* path, const std::string& text) noexcept {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int failure = core::write_all(file, text);
  ::close(file);
  return failure;
}

int enter_namespace(const ProcessUser& user) noexcept {
  if (::unshare(CLONE_NEWUSER) != 0) return errno;
  static constexpr std::string_view deny = "deny";
  const int file = ::open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int denied = core::write_all(file, deny);
  ::close(file);
  if (denied != 0) return denied;
  if (const int failure = write_text("/proc/self/gid_map", user.gid_map); failure != 0) return failure;
  return write_text("/proc/self/uid_map", user.uid_map);
}

int step_down(const ProcessUser& user) noexcept {
  if (::setgroups(1, &user.group) != 0) return errno;
  if (::setresgid(user.group, user.group, user.group) != 0) return errno;
  return ::setresuid(user.owner, user.owner, user.owner) == 0 ? 0 : errno;
}

/// Runs `action` in a child process and answers its exit code; `action` must be async-signal-safe.
template <class Action>
int in_child(Action action) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(action());
  if (child < 0) return errno;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return errno;
  return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

int try_to_become(const ProcessUser& user) {
  return in_child([&user] { return become(user); });
}

Result<ProcessUser> mapped_user() {
  const auto inside = any_ordinary_user();
  if (!inside) return fail("cluster.user_unknown", "/etc/passwd names no ordinary user to run PostgreSQL as");
  ProcessUser user{UserMode::mapped, ::geteuid(), ::getegid(), {}, {}};
  user.uid_map = fmt::format("{} {} 1\n", inside->user, user.owner);
  user.gid_map = fmt::format("{} {} 1\n", inside->group, user.group);
  const int failure = try_to_become(user);
  if (failure == 0) return user;
  return fail(
      Error("cluster.root_refused",
            fmt::format("the kernel refuses a user namespace: {}", core::system_error_text(failure)))
          .with_hint("look at the sysctls user.max_user_namespaces (above 0), kernel.unprivileged_userns_"
                     "clone (1), kernel.apparmor_restrict_unprivileged_userns (0), and at the seccomp "
                     "profile of the container"));
}

Result<ProcessUser> dropped_to(NamedUser target) {
  ProcessUser user{UserMode::dropped, target.user, target.group, {}, {}};
  const int failure = try_to_become(user);
  if (failure == 0) return user;
  return fail(
      Error("cluster.root_refused",
            fmt::format("cannot become user {}: {}", target.user, core::system_error_text(failure)))
          .with_hint("give the process the capabilities CAP_SETUID and CAP_SETGID, or run marque as an "
                     "ordinary user"));
}

Result<ProcessUser> dropped_user(const UserChoice& choice) {
  if (!choice.unprivileged_user.empty()) {
    const auto named = user_named(choice.unprivileged_user);
    if (named && named->user != 0) return dropped_to(*named);
    return fail("cluster.user_unknown",
                fmt::format("{} is no unprivileged user of this machine", choice.unprivileged_user));
  }
  if (choice.existing_owner && *choice.existing_owner != 0) {
    const auto owner = user_with_id(*choice.existing_owner);
    if (owner) return dropped_to(*owner);
  }
  for (const char* name : {"postgres", "nobody"})
    if (const auto user = user_named(name); user && user->user != 0) return dropped_to(*user);
  return fail("cluster.user_unknown", "this machine has neither a user postgres nor a user nobody");
}

Result<ProcessUser> for_root(const UserChoice& choice) {
  const bool files_of_another = choice.existing_owner && *choice.existing_owner != 0;
  if (choice.root_mode == RootMode::drop) return dropped_user(choice);
  if (choice.root_mode == RootMode::automatic && files_of_another) return dropped_user(choice);
  auto mapped = mapped_user();
  if (mapped || choice.root_mode == RootMode::user_namespace) return mapped;
  auto dropped = dropped_user(choice);
  if (dropped) return dropped;
  return fail(Error("cluster.root_refused",
                    "PostgreSQL does not run as root, and neither of the two ways around it is open here")
                  .with_detail(fmt::format("{}; {}", mapped.error().message, dropped.error().message))
                  .with_hint(fmt::format("{}; or run marque as an ordinary user", mapped.error().hint)));
}

/// The directories above `path`, outermost first, then `path` itself.
std::vector<fs::path> with_parents(const fs::path& path) {
  std::vector<fs::path> all;
  fs::path so_far;
  for (const fs::path& part : path) all.push_back(so_far /= part);
  return all;
}

}  // namespace

int become(const ProcessUser& user) noexcept {
  switch (user.mode) {
    case UserMode::unchanged: return 0;
    case UserMode::mapped: return enter_namespace(user);
    case UserMode::dropped: return step_down(user);
  }
  return EINVAL;
}

Result<ProcessUser> choose_process_user(const UserChoice& choice) {
  if (::geteuid() == 0) return for_root(choice);
  const bool has_name = user_with_id(::geteuid()).has_value();
  if (has_name && choice.root_mode != RootMode::user_namespace)
    return ProcessUser{UserMode::unchanged, ::geteuid(), ::getegid(), {}, {}};
  auto mapped = mapped_user();
  if (mapped || has_name) return mapped;
  return fail(Error("cluster.user_unknown",
                    fmt::format("user {} has no line in /etc/passwd, which initdb insists on", ::geteuid()))
                  .with_detail(mapped.error().message)
                  .with_hint("add the user to /etc/passwd, or: " + mapped.error().hint));
}

Result<void> check_reachable(const ProcessUser& user, std::span<const fs::path> paths) {
  for (const fs::path& path : paths) {
    for (const fs::path& directory : with_parents(path)) {
      const int failure = in_child([&] {
        if (const int refused = become(user); refused != 0) return refused;
        return ::access(directory.c_str(), X_OK) == 0 ? 0 : errno;
      });
      if (failure == 0) continue;
      return fail(Error("cluster.unreachable_path",
                        fmt::format("user {} (whom PostgreSQL runs as here) cannot enter {}", user.owner,
                                    directory.string()))
                      .with_detail(core::system_error_text(failure))
                      .with_hint(fmt::format(
                          "allow it with: chmod o+x '{}'; or choose a directory that others may enter",
                          directory.string())));
    }
  }
  return {};
}

}  // namespace marque::pg::embedded
