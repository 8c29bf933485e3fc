// Who PostgreSQL runs as: an ordinary user, root in a user namespace, root that steps down.
#include <array>

#include <grp.h>
#include <sys/stat.h>

#include "embedded_support.hpp"
#include "pg/embedded/binaries.hpp"

namespace marque::pg::embedded::test {
namespace {

uid_t owner_of(const fs::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0 ? facts.st_uid : static_cast<uid_t>(-1);
}

bool stands_in_the_way(const Error& error) {
  return error.code == "cluster.root_refused" || error.code == "cluster.user_unknown";
}

/// Whether another user can reach the PostgreSQL programs; a checkout in a folder of root's own is not for
/// them.
std::string why_programs_are_out_of_reach(const fs::path& directory) {
  const auto user = choose_process_user({RootMode::drop, {}, {}});
  if (!user) return user.error().message;
  const auto binaries = find_binaries(options_for(directory).binaries);
  if (!binaries) return binaries.error().message;
  const auto reached = check_reachable(*user, std::array{binaries->postgres});
  return reached ? std::string() : reached.error().message;
}

/// Starts, asks, restarts and asks again in this process; "" where all went well.
std::string live_twice(const ClusterOptions& options) {
  for (int life = 0; life < 2; ++life) {
    auto cluster = start(options);
    if (!cluster) return failure_of(cluster);
    if (const auto answer = ask(**cluster, "select 1"); answer != "1") return answer;
  }
  return {};
}

TEST(EmbeddedUser, AnOrdinaryUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "this user is an ordinary one: all other tests show it";
  const TemporaryDirectory directory;
  if (const auto reason = why_programs_are_out_of_reach(directory.path()); !reason.empty())
    GTEST_SKIP() << reason;
  const auto user = choose_process_user({RootMode::drop, {}, {}}).value();
  ASSERT_EQ(::chown(directory.base().c_str(), user.owner, user.group), 0);
  EXPECT_CHILD_SUCCEEDS(in_own_process([&]() -> std::string {
    if (::setgroups(0, nullptr) != 0 || ::setgid(user.group) != 0 || ::setuid(user.owner) != 0)
      return "skip: this process may not become another user";
    return live_twice(options_for(directory.path()));
  }));
  EXPECT_EQ(owner_of(directory.path() / "postgres"), user.owner);
}

TEST(EmbeddedUser, RootInANamespaceUnderAFolderOfItsOwn) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root needs this";
  const TemporaryDirectory directory;
  fs::permissions(directory.base(), fs::perms(0700));
  ClusterOptions options = options_for(directory.path());
  options.root_mode = RootMode::user_namespace;
  const auto cluster = start(options);
  if (!cluster && stands_in_the_way(cluster.error())) GTEST_SKIP() << failure_of(cluster);
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
  EXPECT_EQ(owner_of(directory.path() / "postgres" / "base"), 0U) << "no file changes its owner";
}

TEST(EmbeddedUser, AnOrdinaryUserInANamespaceToo) {
  const TemporaryDirectory directory;
  ClusterOptions options = options_for(directory.path());
  options.root_mode = RootMode::user_namespace;
  const auto cluster = start(options);
  if (!cluster && stands_in_the_way(cluster.error())) GTEST_SKIP() << failure_of(cluster);
  ASSERT_TRUE(cluster) << failure_of(cluster);
  EXPECT_EQ(ask(**cluster, "select 1"), "1");
}

TEST(EmbeddedUser, RootThatStepsDown) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can";
  const TemporaryDirectory directory;
  if (const auto reason = why_programs_are_out_of_reach(directory.path()); !reason.empty())
    GTEST_SKIP() << reason;
  ClusterOptions options = options_for(directory.path());
  options.root_mode = RootMode::drop;
  EXPECT_EQ(live_twice(options), "");
  const uid_t owner = owner_of(directory.path() / "postgres");
  EXPECT_NE(owner, 0U);
  EXPECT_EQ(owner_of(directory.path()), 0U);
  EXPECT_EQ(owner_of(directory.path() / "secrets"), 0U);
  // Left to itself, marque sees whose files they are and runs the server as that user again.
  EXPECT_EQ(live_twice(options_for(directory.path())), "");
  EXPECT_EQ(owner_of(directory.path() / "postgres"), owner);
}

TEST(EmbeddedUser, RootThatStepsDownTakesOverFilesMadeInANamespace) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can";
  const TemporaryDirectory directory;
  if (const auto reason = why_programs_are_out_of_reach(directory.path()); !reason.empty())
    GTEST_SKIP() << reason;
  ClusterOptions options = options_for(directory.path());
  options.root_mode = RootMode::user_namespace;
  auto first = start(options);
  if (!first && stands_in_the_way(first.error())) GTEST_SKIP() << failure_of(first);
  ASSERT_TRUE((*first)->stop());
  first->reset();
  options.root_mode = RootMode::drop;
  EXPECT_EQ(live_twice(options), "");
  options.root_mode = RootMode::user_namespace;
  const auto foreign = start(options);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, "cluster.wrong_owner") << failure_of(foreign);
}

TEST(EmbeddedUser, SteppingDownNamesTheFolderThatStandsInTheWay) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can";
  const TemporaryDirectory directory;
  fs::permissions(directory.base(), fs::perms(0700));
  ClusterOptions options = options_for(directory.path());
  options.root_mode = RootMode::drop;
  const auto cluster = start(options);
  ASSERT_FALSE(cluster);
  EXPECT_EQ(cluster.error().code, "cluster.unreachable_path") << failure_of(cluster);
  EXPECT_TRUE(cluster.error().message.ends_with(directory.base().string())) << failure_of(cluster);
}

TEST(EmbeddedUser, AnUnknownUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can";
  const auto user = choose_process_user({RootMode::drop, "no-such-user", {}});
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, "cluster.user_unknown");
  EXPECT_FALSE(choose_process_user({RootMode::drop, "root", {}}));
}

TEST(EmbeddedUser, MendsAFolderThatIsTooOpen) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(start(directory.path()));
  fs::permissions(directory.path() / "postgres", fs::perms(0755));
  const auto cluster = start(directory.path());
  ASSERT_TRUE(cluster) << failure_of(cluster);
}

}  // namespace
}  // namespace marque::pg::embedded::test
