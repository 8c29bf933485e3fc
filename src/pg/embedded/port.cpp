#include "pg/embedded/port.hpp"

#include <cerrno>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "core/file_descriptor.hpp"
#include "pg/embedded/processes.hpp"

namespace marque::pg::embedded {
namespace {

Error refused(std::uint16_t port, int error_number) {
  Error error("cluster.port_taken", fmt::format("PostgreSQL cannot listen on 127.0.0.1:{}: {}", port,
                                                core::system_error_text(error_number)));
  error.hint = "choose another port with --pg-port, or 0 for any free one";
  if (error_number != EADDRINUSE) return error;
  const auto holder = listener_on(port);
  error.message =
      fmt::format("port {} is taken{}", port, holder ? " by process " + *holder : " by another process");
  return error;
}

}  // namespace

Result<std::uint16_t> choose_port(std::uint16_t wanted) {
  const FileDescriptor probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe) return fail(refused(wanted, errno));
  const int yes = 1;
  ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(wanted);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(probe.get(), generic, sizeof address) != 0) return fail(refused(wanted, errno));
  socklen_t length = sizeof address;
  if (::getsockname(probe.get(), generic, &length) != 0) return fail(refused(wanted, errno));
  return ntohs(address.sin_port);
}

}  // namespace marque::pg::embedded
