// scripted_server.hpp: an HTTP server that answers with the bytes that the test wrote down, one answer per
// request, and keeps what it was asked.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace marque {

/// What the server does with one request.
struct Scripted {
  std::string bytes;                    ///< sent as they are
  bool close = false;                   ///< behind the bytes
  std::chrono::milliseconds before{0};  ///< waits so long first
};

inline Scripted http_answer(int status, const std::string& body, const std::string& headers = {}) {
  return {"HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n" + headers + "\r\n" + body};
}

struct SeenRequest {
  std::string head;
  std::string body;
  int connection = 0;
};

class ScriptedServer {
 public:
  explicit ScriptedServer(std::deque<Scripted> script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      std::abort();
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~ScriptedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
    for (auto& thread : threads_) thread.join();
    for (const int connection : connections_) ::close(connection);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  std::vector<SeenRequest> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  void accept_all() {
    for (int number = 0;; ++number) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      connections_.push_back(connection);
      threads_.emplace_back([this, connection, number] { serve(connection, number); });
    }
  }

  void serve(int connection, int number) {
    std::string input;
    while (true) {
      SeenRequest request;
      if (!read_until(connection, input, "\r\n\r\n", request.head)) return;
      request.connection = number;
      const std::size_t length = content_length(request.head);
      while (input.size() < length)
        if (!read_more(connection, input)) return;
      request.body = input.substr(0, length);
      input.erase(0, length);
      const Scripted answer = next(std::move(request));
      std::this_thread::sleep_for(answer.before);
      if (::send(connection, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL) < 0) return;
      if (answer.close) {
        ::shutdown(connection, SHUT_RDWR);
        return;
      }
    }
  }

  Scripted next(SeenRequest request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(request));
    if (script_.empty()) return http_answer(500, "the script has ended");
    Scripted answer = script_.front();
    if (script_.size() > 1) script_.pop_front();  // the last one goes for all that follow
    return answer;
  }

  static bool read_more(int connection, std::string& input) {
    char bytes[4096];
    const ssize_t count = ::recv(connection, bytes, sizeof(bytes), 0);
    if (count <= 0) return false;
    input.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  static bool read_until(int connection, std::string& input, const std::string& mark, std::string& head) {
    std::size_t end = 0;
    while ((end = input.find(mark)) == input.npos)
      if (!read_more(connection, input)) return false;
    head = input.substr(0, end + mark.size());
    input.erase(0, end + mark.size());
    return true;
  }

  static std::size_t content_length(const std::string& head) {
    const std::size_t place = head.find("Content-Length: ");
    return place == head.npos ? 0 : std::stoul(head.substr(place + 16));
  }

  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::deque<Scripted> script_;
  std::vector<SeenRequest> seen_;
  std::vector<int> connections_;  ///< of the acceptor, until it has ended
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace marque
