#include "http/transport.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

namespace marque::http {
namespace {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;
using ErrorCode = boost::system::error_code;

constexpr std::size_t most_parts = 8;
constexpr std::size_t sendfile_step_bytes = 1U << 20;  // then other connections get their turn
constexpr std::size_t tls_record_bytes = 16 * 1024;

class PlainTransport : public Transport {
 public:
  PlainTransport(asio::io_context& context, FileDescriptor descriptor) : socket_(context) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(descriptor.get(), reinterpret_cast<sockaddr*>(&address), &size);
    ErrorCode error;
    socket_.assign(asio::generic::stream_protocol(address.ss_family, 0), descriptor.get(), error);
    if (!error) descriptor.release();
    cancelled_ = bool(error);
    socket_.native_non_blocking(true, error);
  }

  Task<bool> handshake() override { co_return true; }

  Task<std::size_t> read(std::span<char> into) override {
    if (cancelled_) co_return 0;
    ErrorCode error;
    const std::size_t count = co_await socket_.async_read_some(
        asio::mutable_buffer(into.data(), into.size()), asio::redirect_error(asio::use_awaitable, error));
    co_return error ? 0 : count;
  }

  Attempt try_write(std::span<const iovec> parts, bool more_follows) override {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());
    message.msg_iovlen = std::min(parts.size(), most_parts);
    return attempt_of(
        ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | (more_follows ? MSG_MORE : 0)));
  }

  Attempt try_send_file(int descriptor, std::uint64_t offset, std::uint64_t length) override {
    auto at = static_cast<off_t>(offset);
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(length, sendfile_step_bytes));
    const ssize_t sent = ::sendfile(socket_.native_handle(), descriptor, &at, step);
    return sent == 0 ? Attempt{} : attempt_of(sent);  // 0: the file is shorter than it was
  }

  bool sends_files() const override { return true; }

  Task<bool> wait(Outcome outcome) override {
    if (cancelled_ || outcome == Outcome::closed) co_return false;
    const auto kind = outcome == Outcome::wait_for_read ? Socket::wait_read : Socket::wait_write;
    ErrorCode error;
    co_await socket_.async_wait(kind, asio::redirect_error(asio::use_awaitable, error));
    co_return !error && !cancelled_;
  }

  void finish_sending() override {
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
  }

  void cancel() override {
    cancelled_ = true;
    ErrorCode ignored;
    socket_.cancel(ignored);
  }

  bool peer_gone() override {
    pollfd state{.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
    return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
  }

 protected:
  int descriptor() { return socket_.native_handle(); }
  bool cancelled() const { return cancelled_; }

 private:
  static Attempt attempt_of(ssize_t outcome) {
    if (outcome >= 0) return {Outcome::done, static_cast<std::size_t>(outcome)};
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {Outcome::wait_for_write, 0};
    return {};
  }

  Socket socket_;
  bool cancelled_ = false;
};

/// OpenSSL straight on the socket: one copy less than through a pair of memory buffers.
class TlsTransport final : public PlainTransport {
 public:
  TlsTransport(asio::io_context& context, FileDescriptor socket, std::shared_ptr<const TlsContext> tls)
      : PlainTransport(context, std::move(socket)),
        tls_(std::move(tls)),
        session_(::SSL_new(tls_->native())) {
    if (session_) ::SSL_set_fd(session_.get(), descriptor());
    if (session_) ::SSL_set_accept_state(session_.get());
  }

  Task<bool> handshake() override {
    while (session_) {
      ::ERR_clear_error();
      const int outcome = ::SSL_do_handshake(session_.get());
      if (outcome == 1) co_return true;
      const bool again = co_await wait(outcome_of(outcome));
      if (!again) break;
    }
    session_.reset();
    co_return false;
  }

  Task<std::size_t> read(std::span<char> into) override {
    while (session_ && !cancelled()) {
      ::ERR_clear_error();
      const int size = static_cast<int>(std::min<std::size_t>(into.size(), INT_MAX));
      const int count = ::SSL_read(session_.get(), into.data(), size);
      if (count > 0) co_return static_cast<std::size_t>(count);
      const bool again = co_await wait(outcome_of(count));
      if (!again) break;
    }
    co_return 0;
  }

  Attempt try_write(std::span<const iovec> parts, bool) override {
    if (!session_ || parts.empty()) return {};
    // Head and small body go as one record. A repeated attempt begins with the same bytes, as OpenSSL
    // demands.
    std::array<char, tls_record_bytes> record;
    std::size_t size = 0;
    for (const iovec& part : parts) {
      const std::size_t count = std::min(part.iov_len, record.size() - size);
      std::memcpy(record.data() + size, part.iov_base, count);
      size += count;
    }
    ::ERR_clear_error();
    const int sent = ::SSL_write(session_.get(), record.data(), static_cast<int>(size));
    if (sent > 0) return {Outcome::done, static_cast<std::size_t>(sent)};
    return {outcome_of(sent), 0};
  }

  Attempt try_send_file(int, std::uint64_t, std::uint64_t) override { return {}; }
  bool sends_files() const override { return false; }

  void finish_sending() override {
    if (session_ && ::SSL_is_init_finished(session_.get()) == 1) ::SSL_shutdown(session_.get());
    PlainTransport::finish_sending();
  }

 private:
  Outcome outcome_of(int failed) {
    switch (::SSL_get_error(session_.get(), failed)) {
      case SSL_ERROR_WANT_READ: return Outcome::wait_for_read;
      case SSL_ERROR_WANT_WRITE: return Outcome::wait_for_write;
      default: return Outcome::closed;
    }
  }

  struct Free {
    void operator()(SSL* session) const { ::SSL_free(session); }
  };
  std::shared_ptr<const TlsContext> tls_;
  std::unique_ptr<SSL, Free> session_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(asio::io_context& context, FileDescriptor socket,
                                          std::shared_ptr<const TlsContext> tls) {
  if (tls) return std::make_unique<TlsTransport>(context, std::move(socket), std::move(tls));
  return std::make_unique<PlainTransport>(context, std::move(socket));
}

}  // namespace marque::http
