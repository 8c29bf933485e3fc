#include "http/server.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "core/log.hpp"
#include "http/connection.hpp"
#include "http/listener.hpp"
#include "http/server_core.hpp"

namespace marque::http {
namespace asio = boost::asio;

namespace {

using ErrorCode = boost::system::error_code;

constexpr int accepts_per_wake = 64;  // then connections that are open already get their turn
constexpr std::chrono::milliseconds stop_poll{10};
constexpr std::chrono::milliseconds unwind_limit{1000};  // for handlers that were told to end

constexpr std::string_view refusal_text =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\nRetry-After: 1\r\n"
    "Connection: close\r\nContent-Length: 79\r\n\r\n"
    "{\"code\":\"http.too_many_connections\",\"message\":\"Too many connections are open.\"}";
static_assert(refusal_text.size() - refusal_text.find("\r\n\r\n") - 4 == 79);

/// A listening socket.
struct Acceptor {
  Acceptor(asio::io_context& context, FileDescriptor socket, bool is_tls, std::string path)
      : descriptor(context, socket.release()), tls(is_tls), unix_path(std::move(path)) {}

  asio::posix::stream_descriptor descriptor;
  bool tls;
  std::string unix_path;
};

Log& log() {
  static Log instance("http");
  return instance;
}

}  // namespace

/// The server's own part of the core: what accepts, and the timer that looks after deadlines.
struct ServerState final : ServerCore {
  ServerState(asio::io_context& io_context, Router routes, ServerMetrics& counters, ServerOptions settings)
      : ServerCore(io_context, std::move(routes), counters, std::move(settings)), sweep_timer(io_context) {}

  /// No more connections, and no more looking after deadlines once the last one has gone.
  void close_acceptors() {
    stopping = true;
    for (const auto& acceptor : acceptors) {
      ErrorCode ignored;
      acceptor->descriptor.close(ignored);
      if (!acceptor->unix_path.empty()) ::unlink(acceptor->unix_path.c_str());
    }
    acceptors.clear();
  }

  /// Calls `visit` for each connection, which may take itself out of the list while that goes on.
  void for_each_connection(const auto& visit) {
    for (std::size_t index = connections.size(); index-- > 0;)
      if (index < connections.size()) visit(*connections[index]);
  }

  std::vector<std::shared_ptr<Acceptor>> acceptors;
  asio::steady_timer sweep_timer;
  bool sweeping = false;
};

namespace {

void note_end(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    if (error.code() != asio::error::operation_aborted)
      log().error("a connection ended by an exception", {{"error", error.what()}});
  } catch (const std::exception& error) {
    log().error("a connection ended by an exception", {{"error", error.what()}});
  }
}

/// Tells a peer that there are too many connections, if a few bytes can go at once, and closes.
void refuse_connection(ServerState& state, const FileDescriptor& socket, bool tls, Rejection reason) {
  state.metrics.rejected(reason).Increment();
  if (!tls) static_cast<void>(::send(socket.get(), refusal_text.data(), refusal_text.size(), MSG_NOSIGNAL));
}

void start_connection(const std::shared_ptr<ServerState>& state, FileDescriptor socket, bool tls) {
  PeerName peer = peer_of(socket.get());
  if (state->connections.size() >= state->limits().connections)
    return refuse_connection(*state, socket, tls, Rejection::connections);
  const auto others = state->peers.find(peer.group);
  if (others != state->peers.end() && others->second >= state->limits().connections_per_peer)
    return refuse_connection(*state, socket, tls, Rejection::peer_connections);
  auto transport = make_transport(state->context, std::move(socket), tls ? state->tls : nullptr);
  auto connection = std::make_shared<Connection>(state, std::move(transport), std::move(peer.text),
                                                 std::move(peer.group), tls);
  // The completion handler owns the connection: it is the last to go, after everything that may use its slot.
  const auto slot = connection->slot();
  auto run = connection->run();
  asio::co_spawn(state->context, std::move(run),
                 asio::bind_cancellation_slot(slot, [owner = std::move(connection)](
                                                        std::exception_ptr failure) { note_end(failure); }));
}

/// Accepts what waits; the errno if the process ran out of something, else 0.
int accept_waiting(const std::shared_ptr<ServerState>& state, Acceptor& acceptor) {
  for (int count = 0; count < accepts_per_wake; ++count) {
    FileDescriptor socket(
        ::accept4(acceptor.descriptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket)
      start_connection(state, std::move(socket), acceptor.tls);
    else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
      return errno;
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      return 0;
  }
  return 0;
}

Task<void> accept_connections(std::shared_ptr<ServerState> state, std::shared_ptr<Acceptor> acceptor) {
  asio::steady_timer backoff(state->context);
  bool exhausted = false;
  while (!state->stopping) {
    ErrorCode error;
    co_await acceptor->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                             asio::redirect_error(asio::use_awaitable, error));
    if (error || state->stopping) co_return;
    const int shortage = accept_waiting(state, *acceptor);
    if (shortage != 0 && !exhausted)
      log().warning("no more connections can be accepted for now",
                    {{"error", core::system_error_text(shortage)}, {"open", state->connections.size()}});
    exhausted = shortage != 0;
    if (!exhausted) continue;
    // The connection stays in the system's queue; asking again at once would only burn the processor.
    backoff.expires_after(state->limits().accept_backoff);
    co_await backoff.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

/// The one timer: looks at every connection's deadline.
Task<void> sweep(std::shared_ptr<ServerState> state) {
  while (!state->stopping || !state->connections.empty()) {
    ErrorCode ignored;
    state->sweep_timer.expires_after(state->limits().deadline_check);
    co_await state->sweep_timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const auto now = state->now();
    state->for_each_connection([now](Connection& connection) { connection.check(now); });
  }
}

Task<void> wait_until_empty(std::shared_ptr<ServerState> state, std::chrono::milliseconds most) {
  asio::steady_timer timer(state->context);
  const auto deadline = std::chrono::steady_clock::now() + most;
  while (!state->connections.empty() && std::chrono::steady_clock::now() < deadline) {
    ErrorCode ignored;
    timer.expires_after(stop_poll);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

Task<StopReport> stop_server(std::shared_ptr<ServerState> state, std::chrono::milliseconds grace) {
  state->close_acceptors();
  const std::size_t open = state->connections.size();
  state->for_each_connection([](Connection& connection) { connection.stop_when_idle(); });
  co_await wait_until_empty(state, grace);
  const std::size_t left = state->connections.size();
  state->for_each_connection([](Connection& connection) { connection.abort(); });
  co_await wait_until_empty(state, unwind_limit);
  state->sweep_timer.cancel();
  co_return StopReport{.finished = open - std::min(open, left), .cancelled = left};
}

Result<void> start(const std::shared_ptr<ServerState>& state, FileDescriptor socket, bool tls,
                   std::string path) {
  std::signal(SIGPIPE, SIG_IGN);
  auto acceptor = std::make_shared<Acceptor>(state->context, std::move(socket), tls, std::move(path));
  state->acceptors.push_back(acceptor);
  asio::co_spawn(state->context, accept_connections(state, acceptor), asio::detached);
  if (!state->sweeping) asio::co_spawn(state->context, sweep(state), asio::detached);
  state->sweeping = true;
  return {};
}

}  // namespace

Server::Server(asio::io_context& context, Router router, ServerMetrics& metrics, ServerOptions options)
    : state_(std::make_shared<ServerState>(context, std::move(router), metrics, std::move(options))) {}

Server::~Server() {
  state_->close_acceptors();
  state_->for_each_connection([](Connection& connection) { connection.abort(); });
  state_->sweep_timer.cancel();
}

Result<std::uint16_t> Server::listen(const std::string& host, std::uint16_t port, bool shared) {
  const bool tls = state_->options.tls.has_value();
  if (tls && !state_->tls)
    if (auto loaded = reload_tls(); !loaded) return fail(loaded.error());
  auto socket = listen_on_port(host, port, shared);
  if (!socket) return fail(socket.error());
  const std::uint16_t got = port_of(*socket);
  if (auto started = start(state_, std::move(*socket), tls, {}); !started) return fail(started.error());
  return got;
}

Result<void> Server::listen_unix(const std::string& path, mode_t mode) {
  auto socket = listen_on_path(path, mode);
  if (!socket) return fail(socket.error());
  return start(state_, std::move(*socket), false, path);
}

Result<void> Server::reload_tls() {
  if (!state_->options.tls) return {};
  auto loaded = TlsContext::load(*state_->options.tls);
  if (!loaded) return fail(loaded.error());
  state_->tls = std::move(*loaded);
  return {};
}

Task<StopReport> Server::stop(std::chrono::milliseconds grace) { return stop_server(state_, grace); }

std::size_t Server::open_connections() const { return state_->connections.size(); }

}  // namespace marque::http
