// The embedded cluster's ordinary life: made, started, asked, stopped, started again.
#include <chrono>
#include <fstream>
#include <mutex>
#include <vector>

#include <sys/stat.h>

#include "embedded_support.hpp"
#include "pg/embedded/cluster.hpp"

namespace marque::pg::embedded::test {
namespace {

/// True where the kernel refuses root a user namespace, so that the files belong to somebody else.
bool root_steps_down(const fs::path& data_directory) {
  struct stat status{};
  return ::stat((data_directory / "postgres").c_str(), &status) == 0 && status.st_uid != ::geteuid();
}

mode_t mode_of(const fs::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0;
}

TEST(EmbeddedCluster, IsMadeStartedAskedAndStopped) {
  const TemporaryDirectory directory;
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_TRUE((*cluster)->version().starts_with("17."));
  EXPECT_EQ(ask(**cluster, "show data_checksums"), "on");
  EXPECT_EQ(ask(**cluster, "show server_encoding", Endpoint::tcp), "UTF8");
  EXPECT_EQ(
      ask(**cluster, "select datlocprovider::text || datlocale from pg_database where datname = 'postgres'"),
      "bC.UTF-8");
  EXPECT_EQ(ask(**cluster, "show fsync"), "on");
  EXPECT_EQ(
      ask(**cluster, "select count(*)::text from pg_hba_file_rules where auth_method <> 'scram-sha-256'"),
      "0");
  EXPECT_EQ((*cluster)->status().state, ClusterState::ready);
  // Where root has to step down, PostgreSQL's user goes through here, and sees nothing but its own folder.
  EXPECT_EQ(mode_of(directory.path()), root_steps_down(directory.path()) ? 0711U : 0700U);
  EXPECT_EQ(mode_of(directory.path() / "secrets"), 0700U);
  EXPECT_EQ(mode_of(directory.path() / "secrets" / "postgres_password"), 0600U);
  EXPECT_EQ(mode_of(directory.path() / "postgres"), 0700U);

  const auto stopped = (*cluster)->stop();
  EXPECT_TRUE(stopped) << failure_of(stopped);
  EXPECT_EQ((*cluster)->postmaster(), -1);
  EXPECT_TRUE(postgres_processes_in(directory.path() / "postgres").empty());
  EXPECT_FALSE(fs::exists(directory.path() / "postgres" / "postmaster.pid"));
}

TEST(EmbeddedCluster, KeepsItsDataOverARestart) {
  const TemporaryDirectory directory;
  {
    auto cluster = start(directory.path());
    ASSERT_TRUE(cluster) << failure_of(cluster);
    ASSERT_EQ(ask(**cluster, "create table kept as select 42 as answer"), "null");
  }
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select answer from kept"), "42");
}

TEST(EmbeddedCluster, RefusesAWrongPassword) {
  const TemporaryDirectory directory;
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  for (const Endpoint endpoint : {Endpoint::tcp, Endpoint::unix_socket}) {
    const auto session = Session::open((*cluster)->url(endpoint, "postgres", Secret("guess")));
    ASSERT_FALSE(session);
    EXPECT_EQ(session.error().code, "pg.wrong_password");
  }
}

TEST(EmbeddedCluster, SetsANewPasswordWhereTheFileWasLost) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(start(directory.path()));
  const fs::path file = directory.path() / "secrets" / "postgres_password";
  const std::string first = core::read_file(file).value();
  fs::remove(file);
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
  EXPECT_NE(core::read_file(file).value(), first);
}

TEST(EmbeddedCluster, ReadsTheOperatorsSettingsButNotThoseItReliesOn) {
  const TemporaryDirectory directory;
  fs::create_directory(directory.path());
  std::ofstream(directory.path() / "postgresql.user.conf") << "work_mem = 5MB\nfsync = off\nport = 1\n";
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "show work_mem"), "5MB");
  EXPECT_EQ(ask(**cluster, "show fsync"), "on");
  EXPECT_EQ(ask(**cluster, "show port"), std::to_string((*cluster)->port()));
}

TEST(EmbeddedCluster, QuotesTheServersWordsWhenASettingIsWrong) {
  const TemporaryDirectory directory;
  fs::create_directory(directory.path());
  std::ofstream(directory.path() / "postgresql.user.conf") << "shared_bufers = 5MB\n";
  const auto cluster = start(directory.path());
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().code, "cluster.start_failed");
  EXPECT_NE(cluster.error().detail.find("shared_bufers"), std::string::npos) << failure_of(cluster);
}

TEST(EmbeddedCluster, WorksWithBlanksQuotesAndUnicodeInThePath) {
  const TemporaryDirectory directory(" a 'b\" ü☕ %41\\");
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
  EXPECT_EQ((*cluster)->socket_directory(), directory.path() / "run");
}

TEST(EmbeddedCluster, WorksWithACommaInThePathWhichLibpqCannotName) {
  const TemporaryDirectory directory("a,b");
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
}

TEST(EmbeddedCluster, WorksWithAPathTooLongForASocket) {
  const TemporaryDirectory directory(std::string(120, 'x'));
  fs::path socket;
  {
    auto cluster = start(directory.path());
    ASSERT_TRUE(cluster) << failure_of(cluster);
    socket = (*cluster)->socket_directory();
    EXPECT_LT(socket.string().size(), 90U);
    EXPECT_EQ(mode_of(socket), 0700U);
    EXPECT_EQ(ask(**cluster, "select 1"), "1");
  }
  EXPECT_FALSE(fs::exists(socket)) << "the short directory goes away with the server";
}

TEST(EmbeddedCluster, TellsItsStates) {
  const TemporaryDirectory directory;
  std::mutex mutex;
  std::vector<ClusterState> seen;
  ClusterOptions options = options_for(directory.path());
  options.on_change = [&](const ClusterStatus& status) {
    const std::lock_guard guard(mutex);
    seen.push_back(status.state);
  };
  {
    auto cluster = start(std::move(options));
    ASSERT_TRUE(cluster) << failure_of(cluster);
  }
  using enum ClusterState;
  EXPECT_EQ(seen, (std::vector{starting, ready, stopping, stopped}));
}

TEST(EmbeddedCluster, StopsWhileClientsAreConnected) {
  const TemporaryDirectory directory;
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  auto session = Session::open((*cluster)->superuser_url());
  ASSERT_TRUE(session) << failure_of(session);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE((*cluster)->stop());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(EmbeddedCluster, GivesUpAStartOnRequest) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(start(directory.path()));
  std::stop_source source;
  ClusterOptions options = options_for(directory.path());
  options.cancel = source.get_token();
  source.request_stop();
  const auto cluster = start(std::move(options));
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().code, "cluster.cancelled");
  EXPECT_TRUE(postgres_processes_in(directory.path() / "postgres").empty());
}

// The bound is for PostgreSQL alone; the whole process tree's (96 MiB with marque) is `marque doctor`'s to
// tell.
TEST(EmbeddedCluster, IsSmallWhenIdle) {
  const TemporaryDirectory directory;
  auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
  const auto processes = memory_of_tree((*cluster)->postmaster());
  ASSERT_TRUE(processes) << failure_of(processes);
  EXPECT_GE(processes->size(), 5U) << "the postmaster and its helpers";
  std::uint64_t sum = 0;
  for (const ProcessMemory& process : *processes) {
    sum += process.proportional_bytes;
    std::printf("  %6lu kB  %s\n", static_cast<unsigned long>(process.proportional_bytes / 1024),
                process.title.substr(0, 60).c_str());
  }
  EXPECT_EQ(proportional_set_size_bytes((*cluster)->postmaster()).has_value(), true);
  EXPECT_LT(sum, std::uint64_t{40} << 20);
}

}  // namespace
}  // namespace marque::pg::embedded::test
