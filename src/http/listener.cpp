#include "http/listener.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace marque::http {
namespace {

constexpr int backlog = 1024;

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Error listen_error(const std::string& where, int error_number) {
  const std::string reason = core::system_error_text(error_number);
  if (error_number == EADDRINUSE)
    return Error("http.port_taken", fmt::format("Another program already listens on {}.", where))
        .with_hint("Stop it, or choose another address with --listen.");
  return Error("http.listen", fmt::format("Cannot listen on {}: {}.", where, reason));
}

Result<Addresses> resolve(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int outcome =
      ::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (outcome != 0)
    return fail(Error("http.listen", fmt::format("\"{}\" is no address of this machine.", host))
                    .with_detail(::gai_strerror(outcome)));
  return Addresses(found, &::freeaddrinfo);
}

void set_option(int socket, int level, int name) {
  const int on = 1;
  ::setsockopt(socket, level, name, &on, sizeof on);
}

Result<FileDescriptor> bind_port(const std::string& host, std::uint16_t port, bool shared) {
  const auto addresses = resolve(host, port);
  if (!addresses) return fail(addresses.error());
  const addrinfo& address = **addresses;
  FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const std::string where = fmt::format("{}:{}", host, port);
  if (!socket) return fail(listen_error(where, errno));
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  if (shared) set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT);
  // Accepted sockets inherit it: answers are written whole, so waiting for more bytes only adds latency.
  set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY);
  if (::bind(socket.get(), address.ai_addr, address.ai_addrlen) != 0 || ::listen(socket.get(), backlog) != 0)
    return fail(listen_error(where, errno));
  return socket;
}

Result<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fail("http.listen", fmt::format("The socket path \"{}\" is empty or longer than {} bytes.", path,
                                           sizeof address.sun_path - 1));
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

/// A crash leaves the socket file behind; nobody answers there.
void remove_stale_socket(const sockaddr_un& address) {
  struct stat status{};
  if (::lstat(address.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const FileDescriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const bool answered =
      ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (!answered && errno == ECONNREFUSED) ::unlink(address.sun_path);
}

}  // namespace

Result<FileDescriptor> listen_on_port(const std::string& host, std::uint16_t port, bool shared) {
  return bind_port(host, port, shared);
}

Result<void> check_port_free(const std::string& host, std::uint16_t port) {
  const auto probe = bind_port(host, port, false);
  if (!probe) return fail(probe.error());
  return {};
}

Result<FileDescriptor> listen_on_path(const std::string& path, mode_t mode) {
  const auto address = unix_address(path);
  if (!address) return fail(address.error());
  remove_stale_socket(*address);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return fail(listen_error(path, errno));
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
      ::chmod(path.c_str(), mode) != 0 || ::listen(socket.get(), backlog) != 0)
    return fail(listen_error(path, errno));
  return socket;
}

std::uint16_t port_of(const FileDescriptor& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

PeerName peer_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {"unknown", "unknown"};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& internet = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &internet.sin_addr, text.data(), text.size());
    return {text.data(), text.data()};
  }
  if (address.ss_family != AF_INET6) return {"unix", "unix"};
  const auto& internet = reinterpret_cast<const sockaddr_in6&>(address);
  ::inet_ntop(AF_INET6, &internet.sin6_addr, text.data(), text.size());
  if (IN6_IS_ADDR_V4MAPPED(&internet.sin6_addr)) {
    const std::string address_text = std::string(text.data()).substr(std::string_view("::ffff:").size());
    return {address_text, address_text};
  }
  const auto* bytes = reinterpret_cast<const char*>(internet.sin6_addr.s6_addr);
  return {text.data(), std::string(bytes, 8)};
}

}  // namespace marque::http
