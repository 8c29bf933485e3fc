#include "http/connection.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "core/log.hpp"
#include "http/access_log.hpp"
#include "http/error.hpp"

namespace marque::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t request_id_bytes_limit = 64;

/// An id that can stand in logs and headers as it is.
bool sane_request_id(std::string_view id) {
  return !id.empty() && id.size() <= request_id_bytes_limit && std::ranges::all_of(id, [](char letter) {
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
  });
}

Error handler_failed() {
  return Error("http.internal", "The server failed to answer this request.")
      .with_hint("The log has more under the request id in the X-Request-Id header.");
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::unique_ptr<Transport> transport,
                       std::string peer, std::string peer_group, bool tls)
    : core_(std::move(core)),
      transport_(std::move(transport)),
      peer_group_(std::move(peer_group)),
      parser_(core_->limits()) {
  request_.peer_address = std::move(peer);
  request_.over_tls = tls;
  request_.source = this;
  core_->enter(*this, peer_group_);
}

Connection::~Connection() { core_->leave(*this, peer_group_); }

Task<void> Connection::run() {
  wait_at_most(core_->limits().header_read, Phase::handshake);
  const bool ready = co_await transport_->handshake();
  if (!ready) {
    core_->metrics.rejected(Rejection::tls).Increment();
    co_return;
  }
  while (true) {
    const bool again = co_await serve_one();
    if (!again) break;
  }
  enter(Phase::closing);
  transport_->finish_sending();
  if (unread_) co_await linger();
}

/// One request and its answer; false if the connection ends.
Task<bool> Connection::serve_one() {
  if (!take_head()) {
    const bool complete = co_await read_head();
    if (!complete) co_return false;
  }
  Response response;
  if (head_problem_) {
    response = refusal(*head_problem_);
  } else {
    begin_request();
    Response answer = co_await handle();
    response = std::move(answer);
    if (request_.gone) {
      // What follows must be able to wait again: a handler may have answered in spite of the cancellation.
      co_await asio::this_coro::reset_cancellation_state();
    }
  }
  enter(Phase::writing);
  if (!keeps_alive()) response.close = true;
  const bool sent = co_await send(response);
  finish_request(response);
  if (!sent || response.close) {
    unread_ = unread_ || (sent && !parser_.finished());
    co_return false;
  }
  if (parser_.finished()) co_return true;
  const bool drained = co_await drain();
  co_return drained;
}

bool Connection::keeps_alive() const {
  if (head_problem_ || body_problem_ || core_->stopping || !request_.head.keep_alive) return false;
  if (parser_.finished()) return true;
  // Whether a client sends the body it had asked about cannot be known; a long rest is not worth reading.
  if (continue_due_) return false;
  return parser_.framing() == BodyFraming::chunked || parser_.missing() <= core_->limits().drain_bytes;
}

/// True if the buffer held a whole head, or one that is wrong.
bool Connection::take_head() {
  if (input_.empty()) return false;
  const auto size = parser_.read_head(input_.view(), request_.head);
  if (!size) {
    head_problem_ = size.error();
    return true;
  }
  input_.consume(*size);
  return *size > 0;
}

/// Receives until a head is whole or wrong; false if there is nothing to answer.
Task<bool> Connection::read_head() {
  const Limits& limits = core_->limits();
  if (input_.empty())
    wait_at_most(limits.keep_alive_idle, Phase::idle);
  else
    wait_at_most(limits.header_read, Phase::head);
  if (phase_ == Phase::idle && core_->stopping) co_return false;
  while (true) {
    const std::span<char> room = input_.room();
    const std::size_t count = co_await transport_->read(room);
    if (count == 0) break;
    input_.filled(count);
    received_ += count;
    if (take_head()) co_return true;
    if (phase_ == Phase::idle) wait_at_most(limits.header_read, Phase::head);
  }
  if (!expired_ || phase_ == Phase::idle) co_return false;
  head_problem_ = Error("http.header_timeout", "The request's head did not arrive in time.");
  co_return true;
}

void Connection::begin_request() {
  enter(Phase::handling);
  started_ = core_->now();
  const std::string_view id = request_.head.headers.get_or("X-Request-Id", "");
  if (sane_request_id(id))
    request_.request_id.assign(id);
  else
    core_->write_new_request_id(request_.request_id);
  request_.gone = false;
  request_.mount_size = 0;
  continue_due_ = request_.head.expects_continue && !parser_.finished();
  body_problem_.reset();
  body_taken_ = 0;
  body_waited_ = {};
}

Task<Response> Connection::handle() {
  Response response;
  const Cors* cors = core_->router.cors_for(request_.path());
  std::optional<Response> preflight = cors != nullptr ? cors->preflight(request_) : std::nullopt;
  histogram_ = core_->durations.size() - 1;
  if (preflight) {
    response = std::move(*preflight);
  } else {
    Match match = core_->router.match(request_);
    request_.largest_body = core_->limits().body_bytes;
    if (match.route != nullptr) {
      histogram_ = match.route->index;
      request_.largest_body = match.route->options.body_limit.value_or(request_.largest_body);
    }
    try {
      Response answer = co_await core_->router.answer(std::move(match), request_);
      response = std::move(answer);
    } catch (...) {
      response = after_exception();
    }
  }
  if (cors != nullptr) cors->mark(request_, response);
  co_return response;
}

/// The answer for a handler that threw; called while the exception is being handled.
Response Connection::after_exception() {
  Response response = error_response(handler_failed());
  try {
    throw;
  } catch (const boost::system::system_error& error) {
    if (request_.gone && error.code() == boost::asio::error::operation_aborted) {
      response.status = 499;  // nobody will read it; for the log
      response.close = true;
      return response;
    }
    request_.log().error("a handler threw an exception",
                         {{"error", error.what()}, {"path", request_.path()}});
  } catch (const std::exception& error) {
    request_.log().error("a handler threw an exception",
                         {{"error", error.what()}, {"path", request_.path()}});
  } catch (...) {
    request_.log().error("a handler threw something that is no exception", {{"path", request_.path()}});
  }
  return response;
}

/// The answer to a head that could not be read, after which the connection ends.
Response Connection::refusal(const Error& error) {
  Response response = error_response(error);
  request_.head.clear();
  request_.head.method = Method::other;
  core_->write_new_request_id(request_.request_id);
  core_->metrics.rejected(rejection_for(response.status)).Increment();
  request_.log().debug("a request was refused", {{"code", error.code}, {"peer", request_.peer()}});
  started_ = core_->now();
  histogram_ = core_->durations.size() - 1;
  unread_ = true;
  return response;
}

void Connection::finish_request(const Response& response) {
  const std::chrono::nanoseconds duration = core_->now() - started_;
  core_->metrics.requests(request_.method(), response.status).Increment();
  core_->metrics.bytes_in().Increment(static_cast<double>(received_));
  core_->metrics.bytes_out().Increment(static_cast<double>(sent_));
  core_->durations[histogram_]->Observe(std::chrono::duration<double>(duration).count());
  received_ = 0;
  if (core_->options.access_log && !head_problem_)
    log_access(request_, {.status = response.status, .bytes_sent = sent_, .duration = duration});
  sent_ = 0;
}

void Connection::wait_until(core::SteadyTime deadline, Phase phase) {
  phase_ = phase;
  deadline_ = deadline;
  expired_ = false;
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  deadline_ = core::SteadyTime::max();
}

void Connection::check(core::SteadyTime now) {
  if (now >= deadline_) {
    deadline_ = core::SteadyTime::max();
    expired_ = true;
    transport_->cancel();
  } else if (phase_ == Phase::handling && !request_.gone &&
             now - started_ >= core_->limits().deadline_check && transport_->peer_gone()) {
    tell_handler();
  }
}

void Connection::tell_handler() {
  request_.gone = true;
  handler_signal_.emit(asio::cancellation_type::terminal);
}

void Connection::stop_when_idle() {
  if (phase_ == Phase::idle || phase_ == Phase::handshake) transport_->cancel();
}

void Connection::abort() {
  transport_->cancel();
  if (phase_ == Phase::handling && !request_.gone) tell_handler();
}

/// Lets the peer read the last answer: closing with unread bytes would make TCP throw it away (RFC 9112
/// §9.6).
Task<void> Connection::linger() {
  wait_at_most(core_->limits().linger, Phase::closing);
  while (true) {
    input_.consume(input_.view().size());
    const std::span<char> room = input_.room();
    const std::size_t count = co_await transport_->read(room);
    if (count == 0) co_return;
  }
}

}  // namespace marque::http
