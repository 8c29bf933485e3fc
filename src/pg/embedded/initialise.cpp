#include "pg/embedded/initialise.hpp"

#include <cerrno>
#include <chrono>
#include <clocale>

#include <fmt/format.h>
#include <locale.h>
#include <unistd.h>

#include "core/files.hpp"
#include "core/random.hpp"
#include "pg/embedded/child_process.hpp"
#include "pg/embedded/server_log.hpp"
#include "pg/embedded/settings.hpp"
#include "pg/session.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;

/// initdb takes half a second on a fast disk; this is for a slow one under load.
constexpr auto initdb_limit = std::chrono::seconds(180);
constexpr auto single_user_limit = std::chrono::seconds(120);
constexpr std::string_view unfinished_prefix = "initdb.";

/// The C library's part (full text search folds case by it): C.UTF-8 where this machine has it.
std::string_view library_locale() {
  const locale_t found = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (found == nullptr) return "C";
  ::freelocale(found);
  return "C.UTF-8";
}

std::vector<std::string> initdb_arguments(const fs::path& target, const fs::path& password_file) {
  return {"--pgdata=" + target.string(),
          "--username=postgres",
          "--pwfile=" + password_file.string(),
          "--auth=scram-sha-256",
          "--data-checksums",
          "--encoding=UTF8",
          "--locale=C",
          fmt::format("--lc-ctype={}", library_locale()),
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8"};
}

/// A folder that belongs to the server's user and goes away again, whatever happens.
struct Workshop {
  fs::path path;
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

Result<void> equip(const Workshop& workshop, const ProcessUser& user, const Secret& password) {
  if (auto made = core::make_directory(workshop.path); !made) return made;
  if (auto written = core::write_file_atomically(workshop.path / "password", password.reveal() + "\n");
      !written)
    return written;
  return user.mode == UserMode::dropped ? give_to(user, workshop.path) : Result<void>();
}

Result<void> run_initdb(const Workshop& workshop, const Binaries& binaries, const ProcessUser& user) {
  const auto arguments = initdb_arguments(workshop.path / "data", workshop.path / "password");
  const auto finished = run({binaries.initdb, arguments, user, SIGKILL, {}}, initdb_limit);
  if (!finished) return fail(finished.error());
  if (finished->exit.clean()) return {};
  Error error = start_error(finished->output, finished->exit.text());
  if (error.code == "cluster.start_failed") {
    error.code = "cluster.initdb_failed";
    error.message = fmt::format("initdb could not make the database: {}", finished->exit.text());
    error.hint.clear();
  }
  return fail(std::move(error));
}

}  // namespace

Result<void> initialise(const DataDirectory& directory, const Binaries& binaries, const ProcessUser& user,
                        const Secret& password, const Log& log) {
  const auto begin = std::chrono::steady_clock::now();
  if (auto enough = directory.check_space(free_bytes_to_initialise); !enough) return enough;
  const Workshop workshop{directory.root() / fmt::format("{}{}", unfinished_prefix, core::random_text(8))};
  if (auto equipped = equip(workshop, user, password); !equipped) return equipped;
  if (auto made = run_initdb(workshop, binaries, user); !made) return made;

  const fs::path data = workshop.path / "data";
  if (auto written = core::write_file_atomically(data / "pg_hba.conf", access_text()); !written)
    return written;
  if (user.mode == UserMode::dropped)
    if (auto given = give_to(user, data / "pg_hba.conf"); !given) return given;
  if (auto synced = core::sync_directory(data); !synced) return synced;
  if (::rename(data.c_str(), directory.postgres().c_str()) != 0)
    return fail(core::file_error("rename", data, errno));
  if (auto synced = core::sync_directory(directory.root()); !synced) return synced;
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  log.info("made a new database cluster", {{"version", binaries.version}, {"seconds", taken.count()}});
  return {};
}

Result<void> reset_password(const DataDirectory& directory, const Binaries& binaries, const ProcessUser& user,
                            const Secret& password) {
  const std::string statement =
      fmt::format("alter role postgres with password {}\n", quote_literal(password.reveal()));
  std::vector<std::string> arguments{"--single", "-D", directory.postgres().string(), "postgres"};
  const auto finished =
      run({binaries.postgres, std::move(arguments), user, SIGKILL, statement}, single_user_limit);
  if (!finished) return fail(finished.error());
  if (finished->exit.clean() && finished->output.find("ERROR") == std::string::npos) return {};
  return fail(Error("cluster.password_reset", "cannot give the database's superuser a new password")
                  .with_detail(finished->output));
}

void remove_unfinished(const DataDirectory& directory, const Log& log) {
  std::error_code ignored;
  for (fs::directory_iterator entry(directory.root(), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (!entry->path().filename().string().starts_with(unfinished_prefix)) continue;
    kill_processes_in(entry->path());
    std::error_code failure;
    fs::remove_all(entry->path(), failure);
    log.info("removed what an interrupted initdb left", {{"folder", entry->path().string()}});
  }
}

}  // namespace marque::pg::embedded
