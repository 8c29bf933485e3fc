// http/transport.hpp: bytes over one connected socket, plain or under TLS; internal to the room.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <boost/asio/io_context.hpp>
#include <sys/uio.h>

#include "core/file_descriptor.hpp"
#include "core/task.hpp"
#include "http/tls_context.hpp"

namespace marque::http {

/// What one attempt came to. An end of the peer's stream, an error and a cancelled wait are all `closed`:
/// there is nobody to tell.
enum class Outcome : std::uint8_t { done, wait_for_read, wait_for_write, closed };

struct Attempt {
  Outcome outcome = Outcome::closed;
  std::size_t bytes = 0;
};

/// A connected stream. Writing is tried at once, without a coroutine, since a socket nearly always has room.
class Transport {
 public:
  virtual ~Transport() = default;

  /// TLS: makes the handshake; false if it failed.
  virtual Task<bool> handshake() = 0;
  /// At least one byte; 0 at the end of the stream, on an error, or after `cancel()`.
  virtual Task<std::size_t> read(std::span<char> into) = 0;
  /// Gathers `parts` into one write and tells how much of them went. With `more_follows`, the system may hold
  /// a packet that is not full back until the rest is written.
  virtual Attempt try_write(std::span<const iovec> parts, bool more_follows = false) = 0;
  /// Sends from a file; only where `sends_files()`.
  virtual Attempt try_send_file(int descriptor, std::uint64_t offset, std::uint64_t length) = 0;
  virtual bool sends_files() const = 0;
  /// Waits until an attempt that came to `outcome` is worth repeating; false after `cancel()`.
  virtual Task<bool> wait(Outcome outcome) = 0;

  /// Lets the peer know that nothing more will come; it can still be read from.
  virtual void finish_sending() = 0;
  /// Makes a pending read or wait return; from then on every one fails.
  virtual void cancel() = 0;
  /// The peer has gone, or closed its sending side.
  virtual bool peer_gone() = 0;
};

/// Takes ownership of `socket`, which is non-blocking. `tls` may be null.
std::unique_ptr<Transport> make_transport(boost::asio::io_context& context, FileDescriptor socket,
                                          std::shared_ptr<const TlsContext> tls);

}  // namespace marque::http
