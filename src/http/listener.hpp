// http/listener.hpp: sockets that wait for connections; internal to the room but for check_port_free().
#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

#include "core/error.hpp"
#include "core/file_descriptor.hpp"

namespace marque::http {

/// A listening, non-blocking TCP socket. `host` is an address or a name ("127.0.0.1", "::1", "localhost");
/// port 0 takes any. With `shared`, other sockets of this user may listen on the same port (SO_REUSEPORT):
/// one per I/O thread. Errors: http.port_taken, http.listen.
Result<FileDescriptor> listen_on_port(const std::string& host, std::uint16_t port, bool shared);

/// A listening unix socket with `mode`. A socket file that nobody listens on any more is replaced.
Result<FileDescriptor> listen_on_path(const std::string& path, mode_t mode = 0600);

/// The port that a listening socket got.
std::uint16_t port_of(const FileDescriptor& listener);

/// Fails with http.port_taken if anybody listens there. A shared port would hide a second program on the same
/// port, so ask this before the first shared `listen`.
Result<void> check_port_free(const std::string& host, std::uint16_t port);

/// The peer's address as text ("192.0.2.7", "2001:db8::1", "unix"), and the key under which its connections
/// are counted: the address, or the first 64 bits of an IPv6 one, since one household gets that many.
struct PeerName {
  std::string text;
  std::string group;
};
PeerName peer_of(int socket);

}  // namespace marque::http
