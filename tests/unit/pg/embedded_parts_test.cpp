// The embedded cluster's parts that need no server: log lines, settings, finding and mending programs,
// children.
#include <algorithm>
#include <chrono>
#include <fstream>

#include <fcntl.h>

#include "embedded_support.hpp"
#include "pg/embedded/binaries.hpp"
#include "pg/embedded/child_process.hpp"
#include "pg/embedded/server_log.hpp"
#include "pg/embedded/settings.hpp"
#include "pg/embedded/supervisor.hpp"

namespace marque::pg::embedded::test {
namespace {

TEST(EmbeddedServerLog, ReadsALineOfTheServer) {
  const auto line = read_server_line("[42] FATAL:  the disk is on fire");
  EXPECT_EQ(line.process, "42");
  EXPECT_EQ(line.severity, "FATAL");
  EXPECT_EQ(line.text, "the disk is on fire");
  const auto loader = read_server_line("postgres: error while loading shared libraries: libicu: no");
  EXPECT_EQ(loader.process, "");
  EXPECT_EQ(loader.severity, "");
  EXPECT_EQ(read_server_line("[7] DEBUG1:  x").severity, "DEBUG1");
  EXPECT_EQ(read_server_line("[7] note: this").severity, "");
}

TEST(EmbeddedServerLog, KeepsWhatLedToAComplaint) {
  ServerLog log(test_log());
  log.take("[1] LOG:  first\n[1] LOG:  could not bind\n[1] FA");
  EXPECT_EQ(log.complaints(), "");
  log.take("TAL:  no sockets\n[1] HINT:  look\n[1] LOG:  afterwards\n");
  EXPECT_EQ(log.complaints(), "first\ncould not bind\nno sockets\nlook");
  log.begin();
  EXPECT_EQ(log.complaints(), "");
  EXPECT_FALSE(log.said_ready());
  log.take("[1] LOG:  database system is ready to accept connections\n");
  EXPECT_TRUE(log.said_ready());
}

TEST(EmbeddedServerLog, BoundsALineWithoutAnEnd) {
  ServerLog log(test_log());
  for (int piece = 0; piece < 1000; ++piece) log.take(std::string(4096, 'x'));
  log.take("\n");
  EXPECT_LE(log.complaints().size(), 8192U);
}

TEST(EmbeddedServerLog, ExplainsWhyAServerDidNotStart) {
  EXPECT_EQ(start_error("could not write: No space left on device", "x").code, "cluster.disk_full");
  EXPECT_EQ(start_error("could not create any TCP/IP sockets", "x").code, "cluster.port_taken");
  EXPECT_EQ(start_error("data directory has wrong ownership", "x").code, "cluster.wrong_owner");
  EXPECT_EQ(start_error("Read-only file system", "x").code, "cluster.read_only");
  const auto other = start_error("", "signal 11");
  EXPECT_EQ(other.code, "cluster.start_failed");
  EXPECT_NE(other.message.find("signal 11"), std::string::npos);
}

TEST(EmbeddedSettings, QuotesPaths) {
  const TemporaryDirectory directory(" 'b\\");
  EXPECT_EQ(configuration_text(directory.path()).find("include"), std::string::npos) << "there is no file";
  std::ofstream(directory.path()) << "work_mem = 5MB\n";
  EXPECT_NE(configuration_text(directory.path()).find("/d ''b\\\\'\n"), std::string::npos);
  const auto arguments = fixed_arguments("/d", "/a, \"b", 1234);
  const std::string expected = "unix_socket_directories=\"/a, \"\"b\"";
  EXPECT_NE(std::find(arguments.begin(), arguments.end(), expected), arguments.end());
}

TEST(EmbeddedSettings, WritesUrlsThatLibpqReadsBack) {
  const Secret url = connection_url("/a b/ü", 5432, "a@b", Secret("p:/?#[]%"), "my db");
  EXPECT_EQ(url.reveal(), "postgresql://a%40b:p%3A%2F%3F%23%5B%5D%25@%2Fa%20b%2F%C3%BC:5432/my%20db");
}

TEST(EmbeddedChild, ReportsHowAProgramEnded) {
  const auto finished = run({"/bin/sh", {"-c", "cat; echo out; echo err >&2; exit 3"}, {}, SIGKILL, "in\n"},
                            std::chrono::seconds(10));
  ASSERT_TRUE(finished) << failure_of(finished);
  EXPECT_EQ(finished->exit.text(), "exit code 3");
  EXPECT_EQ(finished->output, "in\nout\nerr\n");
}

TEST(EmbeddedChild, SaysWhyAProgramCannotStart) {
  const auto finished = run({"/no/such/program", {}, {}, SIGKILL, {}}, std::chrono::seconds(10));
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, "cluster.spawn");
  EXPECT_NE(finished.error().message.find("/no/such/program"), std::string::npos);
}

TEST(EmbeddedChild, EndsAProgramThatTakesTooLongWithAllItStarted) {
  const auto begin = std::chrono::steady_clock::now();
  const auto finished =
      run({"/bin/sh", {"-c", "sleep 60 & sleep 60"}, {}, SIGKILL, {}}, std::chrono::seconds(1));
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().code, "cluster.timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(EmbeddedChild, InheritsNothingButItsPipes) {
  const FileDescriptor leaked(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC, as a library might do
  const auto finished =
      run({"/bin/sh", {"-c", "ls /proc/self/fd | wc -l; pwd; echo ${HOME-none}"}, {}, SIGKILL, {}},
          std::chrono::seconds(10));
  ASSERT_TRUE(finished) << failure_of(finished);
  EXPECT_EQ(finished->output, "4\n/\nnone\n") << "0, 1, 2 and ls's own";
}

TEST(EmbeddedBinaries, MendsAPackageWithoutItsLinks) {
  const TemporaryDirectory directory;
  const auto options = options_for(directory.path());
  if (!options.binaries) GTEST_SKIP() << "the npm package is not installed";
  const fs::path package = directory.base() / "package";
  const fs::path native = package / "native";
  fs::create_directories(native);
  fs::copy(options.binaries->parent_path() / "pg-symlinks.json", native);
  fs::copy(*options.binaries, native / "bin");
  fs::copy(options.binaries->parent_path() / "lib", native / "lib",
           fs::copy_options::skip_symlinks | fs::copy_options::recursive);
  const auto found = find_binaries(native / "bin");
  ASSERT_TRUE(found) << failure_of(found);
  EXPECT_TRUE(found->version.starts_with("17."));
  EXPECT_TRUE(fs::is_symlink(native / "lib" / "libicuuc.so.60"));
}

TEST(EmbeddedProcesses, KnowsTheMemoryOfATree) {
  const auto own = proportional_set_size_bytes(::getpid());
  ASSERT_TRUE(own) << failure_of(own);
  EXPECT_GT(*own, std::uint64_t{1} << 20);
  EXPECT_FALSE(proportional_set_size_bytes(1 << 30));
}

}  // namespace
}  // namespace marque::pg::embedded::test
