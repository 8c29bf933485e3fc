// The embedded cluster under SIGKILL: of the server, of its owner, of initdb; and what it finds afterwards.
#include <chrono>
#include <mutex>
#include <random>
#include <thread>

#include "embedded_support.hpp"
#include "pg/embedded/binaries.hpp"
#include "pg/embedded/child_process.hpp"

namespace marque::pg::embedded::test {
namespace {

using std::chrono::milliseconds;

/// A child that only sleeps, for a process id that is alive and has nothing to do with PostgreSQL.
class Sleeper {
 public:
  Sleeper() : pid_(::fork()) {
    if (pid_ == 0)
      for (;;) ::pause();
  }
  ~Sleeper() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

TEST(EmbeddedFaults, StartsAKilledPostmasterAgain) {
  const TemporaryDirectory directory;
  std::mutex mutex;
  std::string reason;
  ClusterOptions options = options_for(directory.path());
  options.on_change = [&](const ClusterStatus& status) {
    const std::lock_guard guard(mutex);
    if (status.state == ClusterState::down) reason = status.reason;
  };
  auto cluster = start(std::move(options));
  ASSERT_TRUE(cluster) << failure_of(cluster);
  ASSERT_EQ(ask(**cluster, "create table kept as select 42 as answer"), "null");
  const pid_t first = (*cluster)->postmaster();
  const std::uint16_t port = (*cluster)->port();
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  const auto is_back = [&] {
    return (*cluster)->status().state == ClusterState::ready && (*cluster)->postmaster() != first;
  };
  ASSERT_TRUE(eventually(is_back));
  EXPECT_EQ((*cluster)->port(), port);
  EXPECT_EQ(ask(**cluster, "select answer from kept", Endpoint::tcp), "42");
  const std::lock_guard guard(mutex);
  EXPECT_NE(reason.find("signal 9"), std::string::npos) << reason;
}

TEST(EmbeddedFaults, StartsAgainWhileABackendOfTheKilledPostmasterIsBusy) {
  const TemporaryDirectory directory;
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  // Counts without ever waiting, so that it does not notice the death of its postmaster.
  std::jthread busy([&cluster] { ask(**cluster, "select count(*) from generate_series(1, 100000000000)"); });
  const std::string is_busy =
      "select count(*) from pg_stat_activity where query like '%generate_series%' "
      "and pid <> pg_backend_pid()";
  ASSERT_TRUE(eventually([&] { return ask(**cluster, is_busy) == "1"; }));
  const pid_t first = (*cluster)->postmaster();
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  EXPECT_TRUE(eventually(
      [&] { return (*cluster)->status().state == ClusterState::ready && (*cluster)->postmaster() != first; },
      std::chrono::seconds(40)));
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
}

TEST(EmbeddedFaults, SurvivesAKilledBackend) {
  const TemporaryDirectory directory;
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  auto session = Session::open((*cluster)->superuser_url());
  ASSERT_TRUE(session) << failure_of(session);
  ASSERT_EQ(::kill(session->backend_process(), SIGKILL), 0);
  EXPECT_TRUE(eventually([&] { return ask(**cluster, "select 1") == "1"; }));
}

TEST(EmbeddedFaults, StopsItsServerWhenItsOwnerIsKilled) {
  const TemporaryDirectory directory;
  Owner owner(options_for(directory.path()));
  ASSERT_TRUE(owner.wait_until_ready());
  EXPECT_FALSE(postgres_processes_in(directory.path() / "postgres").empty());
  owner.kill();
  EXPECT_TRUE(eventually([&] { return postgres_processes_in(directory.path() / "postgres").empty(); }));
  EXPECT_FALSE(fs::exists(directory.path() / "postgres" / "postmaster.pid")) << "a clean shutdown";
}

TEST(EmbeddedFaults, StartsRightAfterItsOwnerWasKilled) {
  const TemporaryDirectory directory;
  ClusterOptions options = options_for(directory.path());
  for (int round = 0; round < 3; ++round) {
    Owner owner(options);
    ASSERT_TRUE(owner.wait_until_ready()) << "round " << round;
    owner.kill();
    auto cluster = start(options);
    ASSERT_TRUE(cluster) << failure_of(cluster);
    EXPECT_EQ(ask(**cluster, "select 1"), "1");
    options.port = (*cluster)->port();  // a fixed port from now on: the killed one's server may still have it
  }
}

TEST(EmbeddedFaults, SurvivesAKillOfOwnerAndPostmasterTogether) {
  const TemporaryDirectory directory;
  Owner owner(options_for(directory.path()));
  ASSERT_TRUE(owner.wait_until_ready());
  const pid_t postmaster =
      std::stoi(core::read_file(directory.path() / "postgres" / "postmaster.pid").value());
  ::kill(postmaster, SIGKILL);
  owner.kill();
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
}

TEST(EmbeddedFaults, RecoversFromAKillAtAnyMomentOfTheFirstStart) {
  const TemporaryDirectory directory;
  const auto seed = std::random_device()();
  std::mt19937 random(seed);
  for (int round = 0; round < 8; ++round) {
    Owner owner(options_for(directory.path()));
    std::this_thread::sleep_for(milliseconds(random() % 700));
  }
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << "seed " << seed << ": " << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1") << "seed " << seed;
  for (const auto& entry : fs::directory_iterator(directory.path()))
    EXPECT_FALSE(entry.path().filename().string().starts_with("initdb.")) << entry.path();
}

TEST(EmbeddedFaults, ClearsAnInitdbThatWasKilledHalfWay) {
  const TemporaryDirectory directory;
  const auto half_way = [&] {
    std::error_code ignored;
    for (fs::directory_iterator entry(directory.path(), ignored), end; !ignored && entry != end;
         entry.increment(ignored))
      if (fs::exists(entry->path() / "data" / "base", ignored)) return true;
    return false;
  };
  {
    const Owner owner(options_for(directory.path()));
    ASSERT_TRUE(eventually(half_way));
  }
  EXPECT_FALSE(fs::exists(directory.path() / "postgres"));
  EXPECT_TRUE(half_way()) << "the remains are there";
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_FALSE(half_way());
}

TEST(EmbeddedFaults, DoesNotBelieveAPidFileThatNamesSomebodyElse) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(start(directory.path()));
  const Sleeper stranger;
  const fs::path data = directory.path() / "postgres";
  ASSERT_TRUE(core::write_file_atomically(
      data / "postmaster.pid", fmt::format("{}\n{}\n1700000000\n54322\n/tmp\n127.0.0.1\n 1 1\nready   \n",
                                           stranger.pid(), data.string())));
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
  EXPECT_EQ(::kill(stranger.pid(), 0), 0) << "and it was left alone";
}

TEST(EmbeddedFaults, LeavesAServerAloneThatSomebodyElseStarted) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(start(directory.path()));
  const fs::path data = directory.path() / "postgres";
  const auto user = choose_process_user({});
  ASSERT_TRUE(user) << failure_of(user);
  const auto binaries = find_binaries(options_for(directory.path()).binaries);
  ASSERT_TRUE(binaries) << failure_of(binaries);
  auto foreign = spawn({binaries->postgres,
                        {"-D", data.string(), "-c", "listen_addresses=", "-c",
                         "unix_socket_directories=" + directory.path().string() + "/run"},
                        *user,
                        SIGKILL,
                        {}});
  ASSERT_TRUE(foreign) << failure_of(foreign);
  ASSERT_TRUE(eventually([&] { return !postgres_processes_in(data).empty(); }));
  const auto cluster = start(directory.path());
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().code, "cluster.foreign_server");
  EXPECT_NE(cluster.error().message.find(std::to_string(foreign->pid)), std::string::npos)
      << failure_of(cluster);
  EXPECT_FALSE(wait_for_end(foreign->handle, milliseconds(0))) << "it still runs";
  send_signal(foreign->handle, SIGINT);
  EXPECT_TRUE(wait_for_end(foreign->handle, std::chrono::seconds(20)));
  collect(*foreign);
}

}  // namespace
}  // namespace marque::pg::embedded::test
