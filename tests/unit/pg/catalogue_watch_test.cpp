// The catalogue is kept current (contracts/rest.md §24).
#include "pg/catalogue_watch.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "catalogue_support.hpp"

namespace marque::pg {
namespace {

using namespace std::chrono_literals;
using Phase = CatalogueState::Phase;

bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!holds() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(5ms);
  return holds();
}

class CatalogueWatchTest : public testing::Test {
 protected:
  CatalogueWatchOptions options() {
    CatalogueWatchOptions wanted;
    wanted.url = database_.url();
    wanted.first_retry = 20ms;
    wanted.last_retry = 50ms;
    return wanted;
  }
  CatalogueWatch start(CatalogueWatchOptions wanted) {
    CatalogueWatchHooks hooks;
    hooks.configure = [this](Session&) {
      ++configured_;
      return CatalogueScope{{"api"}, {}, {}};
    };
    hooks.on_published = [this] { ++published_; };
    return TestDatabase::must(CatalogueWatch::start(std::move(wanted), std::move(hooks), Log("watch")));
  }
  /// Loaded and listening.
  CatalogueWatch started() {
    auto watch = start(options());
    EXPECT_TRUE(eventually([&] { return watch.current() != nullptr; }));
    return watch;
  }
  void run(const std::string& sql) { TestDatabase::must(database_.session().execute(sql)); }
  static bool knows(const CatalogueWatch& watch, const std::string& relation) {
    const auto current = watch.current();
    return current && current->relation({"api", relation}) != nullptr;
  }

  TestDatabase database_{"create schema api; create table api.brands (id int primary key)"};
  std::atomic<int> configured_ = 0;
  std::atomic<int> published_ = 0;
};

TEST_F(CatalogueWatchTest, LoadsAtTheStart) {
  auto watch = started();
  EXPECT_TRUE(knows(watch, "brands"));
  EXPECT_TRUE(eventually([&] { return published_ == 1; }));
  const auto state = watch.state();
  EXPECT_EQ(state.phase, Phase::loaded);
  EXPECT_TRUE(state.is_connected);
  EXPECT_EQ(state.version, 1U);
  EXPECT_GT(state.load_time.count(), 0);
  EXPECT_FALSE(watch.is_stale());
}

TEST_F(CatalogueWatchTest, NotificationsReload) {
  auto watch = started();
  const auto before = watch.current();
  run("create table api.a (id int); notify pgrst");
  EXPECT_TRUE(eventually([&] { return knows(watch, "a"); }));
  run("create table api.b (id int); notify pgrst, 'reload schema'");
  EXPECT_TRUE(eventually([&] { return knows(watch, "b"); }));
  EXPECT_EQ(before->relation({"api", "a"}), nullptr);  // who holds the old one keeps it
}

TEST_F(CatalogueWatchTest, OtherPayloadsAndChannelsDoNot) {
  auto watch = started();
  run("create table api.a (id int); notify pgrst, 'reload everything'; notify other, 'reload schema'");
  std::this_thread::sleep_for(200ms);
  EXPECT_FALSE(knows(watch, "a"));
  EXPECT_EQ(watch.state().version, 1U);
}

TEST_F(CatalogueWatchTest, ConfigurationIsReadAgainWithoutTheSchema) {
  auto watch = started();
  EXPECT_EQ(configured_, 1);
  run("notify pgrst, 'reload config'");
  EXPECT_TRUE(eventually([&] { return configured_ == 2; }));
  watch.reload_config();
  EXPECT_TRUE(eventually([&] { return configured_ == 3; }));
  EXPECT_EQ(watch.state().version, 1U);
}

TEST_F(CatalogueWatchTest, TheOwnerAsksForAReload) {
  auto wanted = options();
  wanted.channel = "";
  auto watch = start(wanted);
  EXPECT_TRUE(eventually([&] { return watch.current() != nullptr; }));
  run("create table api.a (id int); notify pgrst");
  std::this_thread::sleep_for(100ms);
  EXPECT_FALSE(knows(watch, "a"));
  watch.reload_schema();
  EXPECT_TRUE(eventually([&] { return knows(watch, "a"); }));
}

TEST_F(CatalogueWatchTest, ABurstIsOneReload) {
  auto wanted = options();
  wanted.quiet = 200ms;
  auto watch = start(wanted);
  EXPECT_TRUE(eventually([&] { return watch.current() != nullptr; }));
  auto session = database_.session();
  for (int count = 0; count < 20; ++count) ASSERT_TRUE(session.execute("notify pgrst").has_value());
  run("create table api.last (id int); notify pgrst");
  EXPECT_TRUE(eventually([&] { return knows(watch, "last"); }));
  EXPECT_EQ(watch.state().version, 2U);
}

TEST_F(CatalogueWatchTest, ChangesThatNeverCeaseDoNotPutItOffForEver) {
  auto wanted = options();
  wanted.quiet = 50ms;
  auto watch = start(wanted);
  EXPECT_TRUE(eventually([&] { return watch.current() != nullptr; }));
  auto session = database_.session();
  EXPECT_TRUE(eventually([&] {
    EXPECT_TRUE(session.execute("notify pgrst").has_value());
    return watch.state().version >= 2;
  }));
}

TEST_F(CatalogueWatchTest, AFailedReloadIsToldAndTriedAgain) {
  auto watch = started();
  run("alter schema api rename to away; notify pgrst");
  EXPECT_TRUE(eventually([&] { return watch.is_stale(); }));
  EXPECT_TRUE(eventually([&] { return watch.state().failed_loads >= 2; }));
  EXPECT_EQ(watch.state().phase, Phase::failed);
  EXPECT_EQ(watch.state().problem->code, "pg.3F000");
  EXPECT_GT(watch.state().retry_delay.count(), 0);
  EXPECT_TRUE(knows(watch, "brands"));  // the old one is still there for whom it is good enough
  run("alter schema away rename to api");
  EXPECT_TRUE(eventually([&] { return !watch.is_stale(); }));
  EXPECT_EQ(watch.state().phase, Phase::loaded);
  EXPECT_EQ(watch.state().problem, std::nullopt);
}

TEST_F(CatalogueWatchTest, ALostConnectionIsMadeAgainAndNothingIsMissed) {
  auto watch = started();
  run("create table api.a (id int)");
  run("select pg_terminate_backend(pid) from pg_stat_activity "
      "where datname = current_database() and pid <> pg_backend_pid()");
  EXPECT_TRUE(eventually([&] { return knows(watch, "a"); }));
  EXPECT_TRUE(watch.state().is_connected);
  run("create table api.b (id int); notify pgrst");
  EXPECT_TRUE(eventually([&] { return knows(watch, "b"); }));
}

TEST_F(CatalogueWatchTest, WithoutAServerItTriesOnAndStopsAtOnce) {
  auto wanted = options();
  wanted.url = Secret("postgresql://a@127.0.0.1:1/a");
  wanted.first_retry = wanted.last_retry = 30s;
  auto watch = start(wanted);
  EXPECT_TRUE(eventually([&] { return watch.state().phase == Phase::failed; }));
  EXPECT_EQ(watch.state().problem->code, "pg.unreachable");
  EXPECT_EQ(watch.current(), nullptr);
  const auto begun = std::chrono::steady_clock::now();
  watch.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST_F(CatalogueWatchTest, StopsInTheMiddleOfALoad) {
  auto watch = started();
  auto locker = database_.session();
  ASSERT_TRUE(locker.execute("begin; lock table pg_rewrite in access exclusive mode").has_value());
  watch.reload_schema();
  std::this_thread::sleep_for(100ms);
  const auto begun = std::chrono::steady_clock::now();
  watch.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_TRUE(knows(watch, "brands"));
  EXPECT_FALSE(watch.is_stale());
}

}  // namespace
}  // namespace marque::pg
