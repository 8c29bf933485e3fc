// http/connection.hpp: one connection: requests in, answers out; internal to the room.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <boost/asio/cancellation_signal.hpp>

#include "http/input_buffer.hpp"
#include "http/parser.hpp"
#include "http/server_core.hpp"
#include "http/transport.hpp"

namespace marque::http {

/// A connection's whole life is one coroutine, `run`. Waits have deadlines: they are written down here and
/// looked at by the server's one timer (`check`), so that a request costs no timer of its own.
class Connection final : public BodySource {
 public:
  Connection(std::shared_ptr<ServerCore> core, std::unique_ptr<Transport> transport, std::string peer,
             std::string peer_group, bool tls);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Serves until the connection ends. The caller keeps the connection alive until then.
  Task<void> run();
  boost::asio::cancellation_slot slot() { return handler_signal_.slot(); }

  /// Ends waits that are overdue, and tells a running handler when its peer has gone.
  void check(core::SteadyTime now);
  /// Graceful stop: an idle connection ends now, another after its answer.
  void stop_when_idle();
  /// Ends it now.
  void abort();

  // The body of the current request (BodySource).
  Task<Result<std::size_t>> read(std::span<char> into) override;
  std::optional<std::uint64_t> length() const override;

  std::size_t index = 0;  ///< in ServerCore::connections

 private:
  enum class Phase : std::uint8_t { handshake, idle, head, handling, body, writing, closing };
  /// Writes that are left over: head and body, or the parts of a chunk.
  using Parts = std::span<iovec>;

  // connection.cpp: the loop
  Task<bool> serve_one();
  Task<bool> read_head();
  Task<Response> handle();
  void begin_request();
  void finish_request(const Response& response);
  bool take_head();
  Response refusal(const Error& error);
  void tell_handler();
  Response after_exception();
  Task<void> linger();
  bool keeps_alive() const;

  // connection_body.cpp: the request's body
  Task<Result<std::size_t>> read_some(std::span<char> into);
  Task<bool> send_continue();
  Task<std::size_t> receive(std::span<char> into);
  Error body_ended() const;
  Task<bool> drain();

  // connection_write.cpp: the answer
  BodyPlan make_head(const Response& response);
  Task<bool> send(Response& response);
  Task<bool> send_file(const FileRange& range);
  Task<bool> copy_file(const FileRange& range);
  Task<bool> send_stream(BodySource& source, bool chunked);
  Task<std::optional<std::size_t>> read_source(BodySource& source, std::span<char> into);
  Task<bool> write_rest(Parts parts);
  Outcome write_now(Parts& parts, bool more_follows = false);

  void wait_until(core::SteadyTime deadline, Phase phase);
  void wait_at_most(Limits::Duration duration, Phase phase) { wait_until(core_->now() + duration, phase); }
  void enter(Phase phase);

  std::shared_ptr<ServerCore> core_;
  std::unique_ptr<Transport> transport_;
  std::string peer_group_;
  boost::asio::cancellation_signal handler_signal_;
  Parser parser_;
  InputBuffer input_;
  Request request_;
  std::string output_;  ///< the head of the answer; reused
  std::optional<Error> head_problem_;
  std::optional<Error> body_problem_;

  core::SteadyTime deadline_ = core::SteadyTime::max();
  core::SteadyTime started_{};  ///< of the current request
  core::SteadyTime body_waited_since_{};
  std::chrono::nanoseconds body_waited_{};  ///< time spent waiting for the peer's body bytes
  std::uint64_t body_taken_ = 0;            ///< bytes that the handler got
  std::uint64_t sent_ = 0;                  ///< of the current answer
  std::uint64_t received_ = 0;              ///< since the last request was counted
  std::size_t histogram_ = 0;
  Phase phase_ = Phase::handshake;
  bool expired_ = false;       ///< a deadline ended the last wait
  bool continue_due_ = false;  ///< the client waits for "100 Continue"
  bool unread_ = false;        ///< the peer may still be sending: close with care
};

}  // namespace marque::http
