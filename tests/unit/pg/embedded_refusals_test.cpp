// What the embedded cluster refuses, each in one clear sentence; and what it does on a disk that is full.
#include <fstream>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>

#include "embedded_support.hpp"
#include "pg/embedded/port.hpp"

namespace marque::pg::embedded::test {
namespace {

/// A socket of this process that listens on a free port.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_.get(), generic, length), 0);
    EXPECT_EQ(::listen(socket_.get(), 1), 0);
    EXPECT_EQ(::getsockname(socket_.get(), generic, &length), 0);
    port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
};

void expect_refusal(const Result<std::unique_ptr<Cluster>>& cluster, std::string_view code,
                    std::string_view words) {
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().code, code) << failure_of(cluster);
  EXPECT_NE(cluster.error().message.find(words), std::string::npos) << failure_of(cluster);
  EXPECT_FALSE(cluster.error().hint.empty()) << failure_of(cluster);
}

/// "" or what is wrong with a refusal, for the tests that run in a process of their own.
std::string unlike_refusal(const Result<std::unique_ptr<Cluster>>& cluster, std::string_view code) {
  if (!cluster && cluster.error().code == code) return {};
  return cluster ? "the cluster started" : "another error: " + failure_of(cluster);
}

/// A mount namespace of this process's own with a small file system at `where`.
std::string mount_small_disk(const fs::path& where, const char* size) {
  if (::unshare(CLONE_NEWNS) != 0) return "skip: this user may not make a mount namespace";
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return "skip: mounts cannot be made private";
  fs::create_directory(where);
  const std::string size_option = fmt::format("size={}", size);
  if (::mount("none", where.c_str(), "tmpfs", 0, size_option.c_str()) != 0)
    return "skip: this user may not mount a tmpfs";
  return {};
}

/// Writes zeros until the disk is full, but for the last two MiB.
void fill_disk(const fs::path& file) {
  std::ofstream out(file, std::ios::binary);
  const std::string block(65536, '\0');
  while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
  out.close();
  fs::resize_file(file, fs::file_size(file) - (std::uintmax_t{2} << 20));
}

TEST(EmbeddedRefusals, NamesWhoHasThePort) {
  const TemporaryDirectory directory;
  const Listener listener;
  ClusterOptions options = options_for(directory.path());
  options.port = listener.port();
  const auto cluster = start(std::move(options));
  expect_refusal(cluster, "cluster.port_taken", fmt::format("process {} (", ::getpid()));
  EXPECT_NE(cluster.error().hint.find("--pg-port"), std::string::npos);
}

TEST(EmbeddedRefusals, ChoosesAFreePortForZero) {
  const auto port = choose_port(0);
  ASSERT_TRUE(port) << failure_of(port);
  EXPECT_GT(*port, 1024);
}

TEST(EmbeddedRefusals, ASecondInstanceOnTheSameDirectory) {
  const TemporaryDirectory directory;
  auto first = start(directory.path());
  ASSERT_TRUE(first) << failure_of(first);
  const auto second = start(directory.path() / "." / "");
  expect_refusal(second, "cluster.in_use", fmt::format("process {}", ::getpid()));
  EXPECT_EQ(ask(**first, "select 1"), "1");
}

TEST(EmbeddedRefusals, ADirectoryOfAnotherMajorVersion) {
  const TemporaryDirectory directory;
  fs::create_directories(directory.path() / "postgres");
  std::ofstream(directory.path() / "postgres" / "PG_VERSION") << "16\n";
  const auto cluster = start(directory.path());
  expect_refusal(cluster, "cluster.other_version", "PostgreSQL 16");
  EXPECT_NE(cluster.error().hint.find("pg_upgrade"), std::string::npos);
  EXPECT_EQ(core::read_file(directory.path() / "postgres" / "PG_VERSION").value(), "16\n") << "left as it is";
}

TEST(EmbeddedRefusals, AFolderThatHoldsSomethingElse) {
  const TemporaryDirectory directory;
  fs::create_directories(directory.path() / "postgres");
  std::ofstream(directory.path() / "postgres" / "diary.txt") << "mine\n";
  expect_refusal(start(directory.path()), "cluster.not_a_database", "PG_VERSION");
  EXPECT_TRUE(fs::exists(directory.path() / "postgres" / "diary.txt"));
}

TEST(EmbeddedRefusals, ADataDirectoryThatIsAFile) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path()) << "x";
  const auto cluster = start(directory.path());
  ASSERT_FALSE(cluster);
  EXPECT_NE(cluster.error().message.find(directory.path().string()), std::string::npos)
      << failure_of(cluster);
}

TEST(EmbeddedRefusals, SaysWhereItLookedForPrograms) {
  const TemporaryDirectory directory;
  ClusterOptions options = options_for(directory.path());
  options.binaries = directory.base() / "nothing";
  const auto cluster = start(std::move(options));
  expect_refusal(cluster, "cluster.no_binaries", (directory.base() / "nothing").string());
  EXPECT_NE(cluster.error().hint.find("MARQUE_PG_BIN"), std::string::npos);
}

TEST(EmbeddedRefusals, ProgramsOfAnotherMajorVersion) {
  const TemporaryDirectory directory;
  const fs::path programs = directory.base() / "bin";
  fs::create_directory(programs);
  for (const char* name : {"postgres", "initdb"}) {
    std::ofstream(programs / name) << "#!/bin/sh\necho 'postgres (PostgreSQL) 15.9 (Debian 15.9-1)'\n";
    fs::permissions(programs / name, fs::perms(0755));
  }
  ClusterOptions options = options_for(directory.path());
  options.binaries = programs;
  expect_refusal(start(std::move(options)), "cluster.wrong_version", "15.9");
}

TEST(EmbeddedRefusals, AReadOnlyDisk) {
  const TemporaryDirectory directory;
  EXPECT_CHILD_SUCCEEDS(in_own_process([&]() -> std::string {
    if (auto refused = mount_small_disk(directory.path(), "1g"); !refused.empty()) return refused;
    if (auto cluster = start(directory.path()); !cluster) return failure_of(cluster);
    if (::mount("none", directory.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0)
      return "skip: this user may not make a mount read-only";
    return unlike_refusal(start(directory.path()), "cluster.read_only");
  }));
}

TEST(EmbeddedRefusals, ADirectoryThatThisUserMayNotWrite) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere; a read-only disk is another test";
  const TemporaryDirectory directory;
  fs::create_directory(directory.path());
  fs::permissions(directory.path(), fs::perms(0500));
  expect_refusal(start(directory.path()), "cluster.wrong_owner", directory.path().string());
}

TEST(EmbeddedRefusals, ADiskWithTooLittleSpaceToBegin) {
  const TemporaryDirectory directory;
  EXPECT_CHILD_SUCCEEDS(in_own_process([&]() -> std::string {
    if (auto refused = mount_small_disk(directory.path(), "60m"); !refused.empty()) return refused;
    auto answer = unlike_refusal(start(directory.path()), "cluster.disk_full");
    return fs::exists(directory.path() / "postgres") ? "a cluster was begun" : answer;
  }));
}

/// Inserts rows until one fails; answers the highest number that was acknowledged.
long insert_until_failure(const Cluster& cluster) {
  auto session = Session::open(cluster.superuser_url());
  if (!session) return 0;
  long acknowledged = 0;
  while (acknowledged < 100'000) {
    const auto done =
        session->query("insert into kept select n, repeat(md5(n::text), 1000) from (select $1::int as n) one",
                       {std::to_string(acknowledged + 1)});
    if (!done) return acknowledged;
    ++acknowledged;
  }
  return acknowledged;
}

TEST(EmbeddedRefusals, AFullDiskLosesNothingThatWasAcknowledged) {
  const TemporaryDirectory directory;
  EXPECT_CHILD_SUCCEEDS(in_own_process([&]() -> std::string {
    if (auto refused = mount_small_disk(directory.path(), "200m"); !refused.empty()) return refused;
    const fs::path filler = directory.path() / "filler";
    long acknowledged = 0;
    {
      auto cluster = start(directory.path());
      if (!cluster) return failure_of(cluster);
      if (ask(**cluster, "create table kept (number int primary key, content text)") != "null")
        return "no table";
      ask(**cluster, "alter table kept alter content set storage external");
      fill_disk(filler);
      acknowledged = insert_until_failure(**cluster);
      const auto stopped = (*cluster)->stop();
      if (stopped || stopped.error().code != "cluster.unclean_stop")
        return "a stop without its checkpoint passed";
    }
    if (acknowledged == 0 || acknowledged == 100'000) return fmt::format("{} rows went in", acknowledged);
    if (auto wrong = unlike_refusal(start(directory.path()), "cluster.disk_full"); !wrong.empty())
      return wrong;
    fs::remove(filler);
    auto cluster = start(directory.path());
    if (!cluster) return failure_of(cluster);
    const std::string missing = fmt::format(
        "select count(*) from generate_series(1, {}) n where not exists (select from kept where number = n)",
        acknowledged);
    const std::string count = ask(**cluster, missing);
    return count == "0" ? "" : fmt::format("{} of {} acknowledged rows are missing", count, acknowledged);
  }));
}

}  // namespace
}  // namespace marque::pg::embedded::test
