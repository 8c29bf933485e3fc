#include "pg/embedded/data_directory.hpp"

#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/encoding.hpp"
#include "core/files.hpp"
#include "core/random.hpp"
#include "pg/embedded/binaries.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t password_limit_bytes = 4096;

std::string first_line(const fs::path& path) {
  const std::string text = core::read_file(path).value_or(std::string());
  return text.substr(0, text.find('\n'));
}

/// A failure on a path of the data directory in the cluster's own words.
Error explained(Error error, const fs::path& root) {
  if (error.code == "file.read_only")
    return Error("cluster.read_only", fmt::format("the data directory {} is read-only", root.string()))
        .with_detail(error.message)
        .with_hint("choose a directory on a writable file system with --data-dir");
  if (error.code == "file.denied")
    return Error("cluster.wrong_owner",
                 fmt::format("this user may not write to the data directory {}", root.string()))
        .with_detail(error.message)
        .with_hint(
            fmt::format("give it to user {}, or choose another directory with --data-dir", ::geteuid()));
  if (error.code == "file.no_space")
    return Error("cluster.disk_full", fmt::format("the disk of the data directory {} is full", root.string()))
        .with_detail(error.message)
        .with_hint("free some space and start again");
  return error;
}

Result<FileDescriptor> lock(const fs::path& root) {
  const fs::path path = root / "marque.lock";
  FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, core::private_file_mode));
  if (!file) return fail(explained(core::file_error("open", path, errno), root));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail(core::file_error("lock", path, errno));
    const std::string holder = first_line(path);
    return fail(Error("cluster.in_use", fmt::format("another marque (process {}) uses the data directory {}",
                                                    holder.empty() ? "unknown" : holder, root.string()))
                    .with_hint("stop that one, or choose another directory with --data-dir"));
  }
  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file.get(), 0) != 0) return fail(explained(core::file_error("write", path, errno), root));
  if (const int reason = core::write_all(file.get(), text); reason != 0)
    return fail(explained(core::file_error("write", path, reason), root));
  return file;
}

Result<void> change_owner(const fs::path& path, const ProcessUser& user) {
  if (::lchown(path.c_str(), user.owner, user.group) == 0) return {};
  return fail(core::file_error("change the owner of", path, errno));
}

/// /tmp or the user's own runtime directory: both are short, and only we could have made a private name
/// there.
fs::path short_base(const ProcessUser& user) {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  const bool ours = user.mode == UserMode::unchanged && runtime != nullptr && *runtime == '/';
  return ours && std::string_view(runtime).size() < 60 && ::access(runtime, W_OK | X_OK) == 0 ? runtime
                                                                                              : "/tmp";
}

bool is_private_directory_of(const fs::path& path, uid_t owner) {
  struct stat facts{};
  return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == owner &&
         (facts.st_mode & 0777U) == core::private_directory_mode;
}

/// Whatever the port: its number is part of the socket's name. A comma would make libpq see two hosts.
bool fits_a_socket_address(const fs::path& directory) {
  if (directory.string().find(',') != std::string::npos) return false;
  return directory.string().size() + std::string_view("/.s.PGSQL.65535").size() <
         sizeof(sockaddr_un::sun_path);
}

/// A name that follows from the data directory, so that the next start finds and uses it again after a
/// SIGKILL; where somebody else took that name, one that nobody can foresee.
Result<fs::path> make_short_directory(const fs::path& root, const ProcessUser& user) {
  const fs::path base = short_base(user);
  const std::string mark = core::sha256_hex(root.string()).substr(0, 12);
  for (const std::string& name :
       {fmt::format("marque-{}-{}", user.owner, mark), "marque-" + core::random_text(12)}) {
    const fs::path path = base / name;
    if (::mkdir(path.c_str(), core::private_directory_mode) == 0) {
      if (user.mode == UserMode::dropped)
        if (auto given = change_owner(path, user); !given) return fail(given.error());
      return path;
    }
    if (errno == EEXIST && is_private_directory_of(path, user.owner)) return path;
  }
  return fail(core::file_error("create", base / ("marque-" + mark), errno));
}

}  // namespace

Result<DataDirectory> DataDirectory::open(const fs::path& root) {
  std::error_code failure;
  fs::path real = fs::weakly_canonical(fs::absolute(root, failure), failure);
  if (failure) return fail(core::file_error("open", root, failure.value()));
  if (!real.has_filename()) real = real.parent_path();
  if (auto made = core::make_directory(real); !made) return fail(explained(made.error(), real));
  auto locked = lock(real);
  if (!locked) return fail(locked.error());
  return DataDirectory(std::move(real), std::move(*locked));
}

Result<bool> DataDirectory::initialised() const {
  std::error_code ignored;
  if (fs::exists(postgres() / "PG_VERSION", ignored)) return true;
  if (!fs::exists(postgres(), ignored) || fs::is_empty(postgres(), ignored)) return false;
  return fail(
      Error("cluster.not_a_database",
            fmt::format("{} holds files but no database (PG_VERSION is missing)", postgres().string()))
          .with_hint("restore it from a backup, or move it away to begin with an empty database"));
}

std::optional<uid_t> DataDirectory::owner() const {
  struct stat facts{};
  return ::stat(postgres().c_str(), &facts) == 0 ? std::optional(facts.st_uid) : std::nullopt;
}

Result<void> DataDirectory::check_version() const {
  const std::string found = first_line(postgres() / "PG_VERSION");
  if (found == std::to_string(supported_major_version)) return {};
  return fail(Error("cluster.other_version",
                    fmt::format("{} was made by PostgreSQL {}, and this marque runs PostgreSQL {}",
                                postgres().string(), found, supported_major_version))
                  .with_hint(fmt::format(
                      "dump it with PostgreSQL {0} (pg_dumpall) and restore into a new data directory, or "
                      "run PostgreSQL {1}'s pg_upgrade on it; the folder was left as it is",
                      found, supported_major_version)));
}

Result<void> DataDirectory::check_space(std::uint64_t needed_bytes) const {
  struct statvfs facts{};
  if (::statvfs(root_.c_str(), &facts) != 0) return fail(core::file_error("examine", root_, errno));
  const std::uint64_t free_bytes = std::uint64_t{facts.f_bavail} * facts.f_frsize;
  if (free_bytes >= needed_bytes) return {};
  return fail(Error("cluster.disk_full",
                    fmt::format("the disk of {} has {} MiB left, and the database needs {} MiB to start",
                                root_.string(), free_bytes >> 20, needed_bytes >> 20))
                  .with_hint("free some space and start again; nothing that was acknowledged is lost"));
}

Result<void> DataDirectory::fit_to(const ProcessUser& user, const Log& log) const {
  struct stat facts{};
  if (::lstat(postgres().c_str(), &facts) != 0) return fail(core::file_error("open", postgres(), errno));
  if (facts.st_uid != user.owner && user.mode == UserMode::dropped) {
    if (auto given = give_to(user, postgres()); !given) return given;
  } else if (facts.st_uid != user.owner) {
    return fail(
        Error("cluster.wrong_owner", fmt::format("{} belongs to user {}, and PostgreSQL would run as user {}",
                                                 postgres().string(), facts.st_uid, user.owner))
            .with_hint(fmt::format("run marque as its owner, or give it away: chown -R {} '{}'", user.owner,
                                   postgres().string())));
  }
  const mode_t mode = facts.st_mode & 0777U;
  if (mode == 0700 || mode == 0750) return {};
  log.warning("the mode of the database's folder was too open or too narrow: set to 0700",
              {{"folder", postgres().string()}, {"mode", fmt::format("{:04o}", mode)}});
  if (::chmod(postgres().c_str(), core::private_directory_mode) == 0) return {};
  return fail(explained(core::file_error("change the mode of", postgres(), errno), root_));
}

Result<void> DataDirectory::let_pass(const ProcessUser& user) const {
  if (user.mode != UserMode::dropped) return {};
  if (::chmod(root_.c_str(), 0711) == 0) return {};
  return fail(explained(core::file_error("change the mode of", root_, errno), root_));
}

Result<SocketDirectory> DataDirectory::socket_directory(const ProcessUser& user) const {
  const fs::path run = root_ / "run";
  if (!fits_a_socket_address(run)) {
    auto made = make_short_directory(root_, user);
    if (!made) return fail(made.error());
    return SocketDirectory{*made, true};
  }
  if (auto made = core::make_directory(run); !made) return fail(explained(made.error(), root_));
  if (user.mode == UserMode::dropped)
    if (auto given = give_to(user, run); !given) return fail(given.error());
  return SocketDirectory{run, false};
}

Result<void> give_to(const ProcessUser& user, const fs::path& path) {
  std::error_code failure;
  if (auto changed = change_owner(path, user); !changed) return changed;
  if (!fs::is_directory(fs::symlink_status(path, failure))) return {};
  for (fs::recursive_directory_iterator entry(path, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (auto changed = change_owner(entry->path(), user); !changed) return changed;
  if (failure) return fail(core::file_error("change the owner of", path, failure.value()));
  return {};
}

Result<Secret> read_password(const DataDirectory& directory) {
  auto text = core::read_file(directory.password_file(), password_limit_bytes);
  if (!text && text.error().code == "file.missing") return Secret();
  if (!text) return fail(explained(text.error(), directory.root()));
  text->erase(text->find_last_not_of("\r\n") + 1);
  return Secret(std::move(*text));
}

Result<void> write_password(const DataDirectory& directory, const Secret& password) {
  if (auto made = core::make_directory(directory.secrets()); !made)
    return fail(explained(made.error(), directory.root()));
  if (auto written = core::write_file_atomically(directory.password_file(), password.reveal() + "\n");
      !written)
    return fail(explained(written.error(), directory.root()));
  return {};
}

}  // namespace marque::pg::embedded
