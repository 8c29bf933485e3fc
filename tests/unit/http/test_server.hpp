// A server on a thread of its own, and a blocking client, for tests over real sockets.
#pragma once

#include <chrono>
#include <cstring>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/log.hpp"
#include "http/server.hpp"

namespace marque::http {

/// Blocking; every wait ends after five seconds.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  explicit TestClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    connect(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }

  TestClient& send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return *this;
  }
  TestClient& finish_sending() { return ::shutdown(socket_.get(), SHUT_WR), *this; }
  void close() { socket_.close(); }
  int descriptor() const { return socket_.get(); }

  /// Reads until `mark` stands in what was received, and gives everything up to its end.
  std::string read_until(std::string_view mark) {
    std::size_t at = 0;
    while ((at = received_.find(mark)) == std::string::npos)
      if (!receive()) return take(received_.size());
    return take(at + mark.size());
  }
  std::string read_bytes(std::size_t count) {
    while (received_.size() < count)
      if (!receive()) return take(received_.size());
    return take(count);
  }
  /// Head and body of one answer that has a Content-Length.
  std::string read_answer() {
    std::string answer = read_until("\r\n\r\n");
    const std::size_t at = answer.find("Content-Length: ");
    return at == answer.npos ? answer : answer + read_bytes(std::stoul(answer.substr(at + 16)));
  }
  /// Everything until the server closes; "(still open)" is added if it does not.
  std::string read_to_end() {
    while (receive()) {
    }
    if (!ended_) received_ += "(still open)";
    return take(received_.size());
  }
  bool ended() { return read_to_end().find("(still open)") == std::string::npos; }

 private:
  void connect(const sockaddr* address, socklen_t size) {
    connected_ = ::connect(socket_.get(), address, size) == 0;
    EXPECT_TRUE(connected_);
  }
  bool receive() {
    pollfd state{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (ended_ || ::poll(&state, 1, 5000) <= 0) return false;
    char bytes[65536];
    const ssize_t count = ::recv(socket_.get(), bytes, sizeof bytes, 0);
    ended_ = count <= 0;
    if (count > 0) received_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }
  std::string take(std::size_t count) {
    std::string taken = received_.substr(0, count);
    received_.erase(0, count);
    return taken;
  }

  FileDescriptor socket_;
  std::string received_;
  bool connected_ = false;
  bool ended_ = false;
};

/// Options whose deadlines fit a test.
inline ServerOptions quick_options() {
  ServerOptions options;
  options.access_log = false;
  options.limits.deadline_check = std::chrono::milliseconds(10);
  return options;
}

class TestServer {
 public:
  explicit TestServer(Router router, ServerOptions options = quick_options())
      : server_(std::make_unique<Server>(context_, std::move(router), server_metrics_, std::move(options))) {
    const auto port = server_->listen("127.0.0.1", 0);
    EXPECT_TRUE(port) << port.error().message;
    port_ = port.value_or(0);
    thread_ = std::thread([this] { context_.run(); });
  }
  ~TestServer() {
    if (!stopped_) stop(std::chrono::seconds(1));
    thread_.join();
  }

  std::uint16_t port() const { return port_; }
  TestClient client() const { return TestClient(port_); }
  StopReport stop(std::chrono::milliseconds grace) { return stop_later(grace).get(); }
  std::future<StopReport> stop_later(std::chrono::milliseconds grace) {
    stopped_ = true;
    return boost::asio::co_spawn(context_, server_->stop(grace), boost::asio::use_future);
  }
  /// Runs `action` on the server's thread and waits for it.
  void on_thread(std::function<void(Server&)> action) {
    std::promise<void> done;
    boost::asio::post(context_, [&] {
      action(*server_);
      done.set_value();
    });
    done.get_future().get();
  }
  std::size_t open_connections() {
    std::size_t count = 0;
    on_thread([&](Server& server) { count = server.open_connections(); });
    return count;
  }
  std::string metrics() const { return metrics_.expose(); }
  boost::asio::io_context& context() { return context_; }

 private:
  Metrics metrics_;
  ServerMetrics server_metrics_{metrics_};
  boost::asio::io_context context_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

/// Waits until `condition` holds, at most five seconds.
inline bool eventually(const std::function<bool()>& condition) {
  for (int round = 0; round < 500; ++round) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// A directory that goes away with the test.
class TestDirectory {
 public:
  TestDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "marque-http-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestDirectory() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace marque::http
