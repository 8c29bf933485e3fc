#include "pg/embedded/cluster.hpp"

#include <array>

#include <fmt/format.h>

#include "core/random.hpp"
#include "pg/embedded/binaries.hpp"
#include "pg/embedded/data_directory.hpp"
#include "pg/embedded/initialise.hpp"
#include "pg/embedded/port.hpp"
#include "pg/embedded/supervisor.hpp"

namespace marque::pg::embedded {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t password_characters = 32;  ///< 192 bits
/// A free port may be taken by somebody else before the server binds it.
constexpr int free_port_attempts = 5;

Result<ProcessUser> choose_user(const ClusterOptions& options, const DataDirectory& directory,
                                const Binaries& binaries) {
  auto user = choose_process_user({options.root_mode, options.unprivileged_user, directory.owner()});
  if (!user || user->mode != UserMode::dropped) return user;
  if (auto passed = directory.let_pass(*user); !passed) return fail(passed.error());
  const std::array<fs::path, 2> paths{directory.root(), binaries.postgres};
  if (auto reached = check_reachable(*user, paths); !reached) return fail(reached.error());
  return user;
}

/// A cluster that exists already: its owner and mode set right, its lost password replaced. The new password
/// is written down only once the database has it, so that a kill between the two is mended by the next start.
Result<Secret> open_existing(const DataDirectory& directory, const Binaries& binaries,
                             const ProcessUser& user, const Log& log) {
  if (auto cleared = clear_leftovers(directory.postgres(), log); !cleared) return fail(cleared.error());
  if (auto fitted = directory.fit_to(user, log); !fitted) return fail(fitted.error());
  auto password = read_password(directory);
  if (!password || !password->empty()) return password;
  log.warning("the superuser's password file is missing: setting a new password");
  Secret fresh(core::random_text(password_characters));
  if (auto reset = reset_password(directory, binaries, user, fresh); !reset) return fail(reset.error());
  if (auto written = write_password(directory, fresh); !written) return fail(written.error());
  return fresh;
}

/// A new one: its password is written down first, so that no cluster exists whose password nobody knows.
Result<Secret> make_new(const DataDirectory& directory, const Binaries& binaries, const ProcessUser& user,
                        const Log& log) {
  auto password = read_password(directory);
  if (!password) return password;
  if (password->empty()) {
    password = Secret(core::random_text(password_characters));
    if (auto written = write_password(directory, *password); !written) return fail(written.error());
  }
  if (auto made = initialise(directory, binaries, user, *password, log); !made) return fail(made.error());
  return password;
}

Result<ServerPlan> make_plan(ClusterOptions& options, const Log& log) {
  auto directory = DataDirectory::open(options.data_directory);
  if (!directory) return fail(directory.error());
  const auto exists = directory->initialised();
  if (!exists) return fail(exists.error());
  if (*exists)
    if (auto ours = directory->check_version(); !ours) return fail(ours.error());
  auto binaries = find_binaries(options.binaries);
  if (!binaries) return fail(binaries.error());
  auto user = choose_user(options, *directory, *binaries);
  if (!user) return fail(user.error());
  remove_unfinished(*directory, log);
  auto password = *exists ? open_existing(*directory, *binaries, *user, log)
                          : make_new(*directory, *binaries, *user, log);
  if (!password) return fail(password.error());
  // Only now: what an earlier marque left running may have held the port until a moment ago.
  const auto port = choose_port(options.port);
  if (!port) return fail(port.error());
  auto socket = directory->socket_directory(*user);
  if (!socket) return fail(socket.error());
  return ServerPlan{std::move(*directory),  std::move(*binaries),        std::move(*user),
                    std::move(*socket),     std::move(*password),        *port,
                    options.start_patience, std::move(options.on_change)};
}

}  // namespace

struct Cluster::Parts {
  std::unique_ptr<Supervisor> supervisor;
};

std::string_view name_of(ClusterState state) {
  switch (state) {
    case ClusterState::starting: return "starting";
    case ClusterState::ready: return "ready";
    case ClusterState::down: return "down";
    case ClusterState::stopping: return "stopping";
    case ClusterState::stopped: return "stopped";
  }
  return "unknown";
}

Result<std::unique_ptr<Cluster>> Cluster::start(ClusterOptions options, Log log) {
  for (int attempt = 1;; ++attempt) {
    ClusterOptions tried = options;
    auto plan = make_plan(tried, log);
    if (!plan) return fail(plan.error());
    auto parts = std::make_unique<Parts>();
    parts->supervisor = std::make_unique<Supervisor>(std::move(*plan), log);
    auto started = parts->supervisor->start(options.cancel);
    if (started) return std::unique_ptr<Cluster>(new Cluster(std::move(parts)));
    const bool try_another_port = options.port == 0 && started.error().code == "cluster.port_taken";
    if (!try_another_port || attempt == free_port_attempts) return fail(started.error());
  }
}

Cluster::Cluster(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Cluster::~Cluster() = default;

Result<void> Cluster::stop(std::chrono::seconds patience) { return parts_->supervisor->stop(patience); }

Secret Cluster::url(Endpoint endpoint, std::string_view user, const Secret& password,
                    std::string_view database) const {
  const std::string host = endpoint == Endpoint::tcp ? "127.0.0.1" : socket_directory().string();
  return connection_url(host, port(), user, password, database);
}

Secret Cluster::superuser_url(Endpoint endpoint, std::string_view database) const {
  return url(endpoint, "postgres", parts_->supervisor->plan().password, database);
}

std::uint16_t Cluster::port() const { return parts_->supervisor->plan().port; }
const fs::path& Cluster::socket_directory() const { return parts_->supervisor->plan().socket.path; }
const std::string& Cluster::version() const { return parts_->supervisor->plan().binaries.version; }
pid_t Cluster::postmaster() const { return parts_->supervisor->postmaster(); }
ClusterStatus Cluster::status() const { return parts_->supervisor->status(); }

}  // namespace marque::pg::embedded
