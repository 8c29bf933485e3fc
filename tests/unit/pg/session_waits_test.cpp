// A session that can always be stopped.
#include <chrono>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "core/file_descriptor.hpp"
#include "test_cluster.hpp"

namespace marque::pg {
namespace {

using namespace std::chrono_literals;

SessionWaits short_waits() { return {.connect_timeout = 10s, .statement_timeout = 200ms}; }

/// A port that takes connections and says nothing.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    if (::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(socket_.get(), 5) != 0 ||
        ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0)
      throw std::runtime_error("no silent server");
    port_ = ntohs(address.sin_port);
  }
  Secret url() const { return Secret("postgresql://a@127.0.0.1:" + std::to_string(port_) + "/a"); }

 private:
  FileDescriptor socket_;
  int port_ = 0;
};

TEST(SessionWaits, StatementsWorkAsInAnySession) {
  auto session = Session::open(TestCluster::instance().url(), short_waits());
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->query("select $1::int + 1", {"41"})->single(), "42");
  EXPECT_TRUE(session->execute("select 1; select 2").has_value());
  EXPECT_EQ(session->query("select 1/0").error().code, "pg.22012");
  EXPECT_EQ(session->execute("select 1; select no_such_thing; select 2").error().code, "pg.42703");
  EXPECT_EQ(session->query("select 7")->single(), "7");
}

TEST(SessionWaits, AStatementThatTakesTooLongEndsTheSession) {
  auto session = Session::open(TestCluster::instance().url(), short_waits());
  EXPECT_EQ(session->query("select pg_sleep(20)").error().code, "pg.timeout");
  EXPECT_FALSE(session->alive());
  EXPECT_EQ(session->query("select 1").error().code, "pg.connection_lost");
}

TEST(SessionWaits, AServerThatSaysNothingIsGivenUp) {
  const SilentServer server;
  const auto session = Session::open(server.url(), {.connect_timeout = 100ms});
  ASSERT_FALSE(session.has_value());
  EXPECT_EQ(session.error().code, "pg.timeout");
}

TEST(SessionWaits, ADescriptorEndsEveryWait) {
  const FileDescriptor stop(::eventfd(0, EFD_CLOEXEC));
  SessionWaits waits;
  waits.stop_descriptor = stop.get();
  auto session = Session::open(TestCluster::instance().url(), waits);
  ASSERT_TRUE(session.has_value());
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(50ms);
    ::eventfd_write(stop.get(), 1);
  });
  EXPECT_EQ(session->query("select pg_sleep(20)").error().code, "pg.stopped");
  const SilentServer server;
  EXPECT_EQ(Session::open(server.url(), waits).error().code, "pg.stopped");
}

TEST(SessionWaits, NobodyListensThere) {
  EXPECT_EQ(Session::open(Secret("postgresql://a@127.0.0.1:1/a"), SessionWaits{}).error().code,
            "pg.unreachable");
  EXPECT_EQ(Session::open(Secret("postgresql://a@127.0.0.1:x/a"), SessionWaits{}).error().code, "pg.bad_url");
}

TEST(SessionWaits, NotificationsAreTaken) {
  auto session = Session::open(TestCluster::instance().url(), short_waits());
  ASSERT_TRUE(session->execute("listen somewhere; notify somewhere, 'hello'; notify somewhere").has_value());
  const auto taken = session->take_notifications();
  ASSERT_EQ(taken->size(), 2U);
  EXPECT_EQ(taken->front().channel, "somewhere");
  EXPECT_EQ(taken->front().payload, "hello");
  EXPECT_EQ(taken->back().payload, "");
  EXPECT_TRUE(session->take_notifications()->empty());
}

}  // namespace
}  // namespace marque::pg
